import { describe, expect, it } from 'vitest';
import { readText } from '../../src/languages/read-text.ts';
import { loadLanguage } from '../../src/languages/registry.ts';
import { Lexicon } from '../../src/message/lexicon.ts';
import { Planner } from '../../src/message/planner.ts';
import { parseSsml } from '../../src/message/ssml.ts';

const said = async (text: string) => (await readText(text, 'en')).words.join(' ');

describe('parseSsml', () => {
  it('reads say-as by the names of the marks', async () => {
    expect(
      await said(
        '<speak>Due <say-as interpret-as="date" format="dmy">12/03/2026</say-as>, ' +
          '<say-as interpret-as="money" detail="KES">500</say-as></speak>',
      ),
    ).toBe('due the twelfth of march twenty twenty six five hundred shillings');
    expect(await said('<speak><say-as interpret-as="spell-out">AB</say-as></speak>')).toBe('a b');
  });

  it('says the alias of sub, and entities and references as their characters', async () => {
    expect(await said('<speak><sub alias="world wide web">WWW</sub> A &amp; &#66;</speak>')).toBe(
      'world wide web a & b',
    );
  });

  it('pauses at breaks and between sentences and paragraphs', async () => {
    const lexicon = new Lexicon();
    for (const [rank, word] of ['a', 'b', 'c'].entries())
      lexicon.add({ words: [word], clip: `${word}.wav`, reading: 0, rank });
    const planner = new Planner({ lexicon, language: 'en', rules: await loadLanguage('en') });
    const plan = planner.plan(
      '<speak><p><s>a</s><s>b</s></p><break time="1500ms"/>c<break strength="none"/> a</speak>',
    );
    expect(
      plan.steps.map((step) =>
        step.kind === 'pause' ? (step.seconds ?? step.pause) : step.kind === 'clip' && step.clip,
      ),
    ).toEqual(['a.wav', 'stop', 'b.wav', 'stop', 'line', 1.5, 'c.wav', 'a.wav']);
  });

  it.each([
    ['<speak>a <audio src="x"/></speak>', 'the element <audio> is not supported'],
    ['<speak>a', '<speak> is not closed'],
    ['<speak><s>a</p></speak>', '</p> closes <s>'],
    ['<speak>a</speak>b', 'text stands outside <speak>'],
    ['<speak><say-as>1</say-as></speak>', '<say-as> has no interpret-as'],
    ['<speak><say-as interpret-as="dat">1</say-as></speak>', 'did you mean date?'],
    ['<speak><sub>a</sub></speak>', '<sub> has no alias'],
    ['<speak><break time="1h"/></speak>', 'is not a time up to 10s'],
    ['<speak><break time="11s"/></speak>', 'is not a time up to 10s'],
    ['<speak><break strength="huge"/></speak>', 'is unknown; use none, x-weak'],
    ['<speak>a & b</speak>', '"&" begins no entity'],
    ['<speak>&lol9;</speak>', 'the entity &lol9; is not supported'],
    ['<speak>a < b</speak>', '"<" does not begin an element'],
    ['<speak><lang xml:lang="hi">a</lang></speak>', 'is another language than en'],
    ['<speak><!DOCTYPE x [<!ENTITY a "b">]>a</speak>', '"<" does not begin an element'],
    [`<speak>${'<p>'.repeat(20)}a${'</p>'.repeat(20)}</speak>`, 'a depth of 16'],
    [`<speak>${'<s>a</s>'.repeat(2001)}</speak>`, 'the limits are 2000 elements'],
    ['<speak><say-as interpret-as="date"><s>1</s></say-as></speak>', 'holds text only'],
  ])('refuses %s', (document, message) => {
    expect(() => parseSsml(document, 'en')).toThrow(message);
  });

  it('takes time proportional to the document', () => {
    const start = performance.now();
    expect(() => parseSsml(`<speak>${'<'.repeat(90_000)}`, 'en')).toThrow();
    expect(() => parseSsml(`<speak ${'a="'.repeat(30_000)}>`, 'en')).toThrow();
    parseSsml(`<speak>${'a '.repeat(45_000)}</speak>`, 'en');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
