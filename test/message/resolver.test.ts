import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { openLibrary } from '../../src/library/library.ts';
import { describeMissing, wordsToRecord } from '../../src/message/missing.ts';
import { missingSteps, type Plan, spokenWords } from '../../src/message/plan.ts';
import { resolve } from '../../src/message/resolver.ts';
import { tokenize } from '../../src/message/tokenize.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';

/** Resolves against clips of these names, and rows of clips.csv. */
async function plan(
  text: string,
  names: readonly string[],
  options: { language?: string; csv?: string } = {},
): Promise<Plan> {
  const { language = 'en', csv } = options;
  const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(1)]));
  const repo = new MemoryRepo(
    csv === undefined ? files : { ...files, 'clips.csv': Buffer.from(csv) },
  );
  const { lexicon } = await openLibrary(repo, language);
  return resolve(text, {
    lexicon,
    language,
    rules: await loadLanguage(language),
  });
}

/** A plan in short: clips by stem, pauses in angle brackets, missing words with a question mark. */
function short({ steps }: Plan): string {
  return steps
    .map((step) => {
      if (step.kind === 'pause') return `<${step.pause}>`;
      return step.kind === 'missing' ? `${step.word}?` : step.clip.replace(/\.\w+$/, '');
    })
    .join(' ');
}

const wav = (...stems: string[]) => stems.map((stem) => `${stem}.wav`);

describe('resolve', () => {
  it('says the words in the order of the message, repeated words each time', async () => {
    expect(short(await plan('Hello, hello shreeshail!', wav('hello', 'shreeshail')))).toBe(
      'hello <comma> hello shreeshail <stop>',
    );
  });

  it('says a number of a script without spaces by the characters of any way', async () => {
    const clips = wav('二', '千', '零', '十', '一', '元');
    expect(short(await plan('2021 元', clips, { language: 'zh' }))).toBe('二 千 零 二 十 一 元');
    const other = wav('两', '千', '百');
    expect(short(await plan('2200', other, { language: 'zh' }))).toBe('两 千 两 百');
  });

  it('does not find a word inside another', async () => {
    expect(short(await plan('hello', wav('he', 'hell', 'o')))).toBe('hello?');
  });

  it('prefers phrases to words, from any folder, whatever the punctuation between', async () => {
    const names = wav('good', 'morning', 'everyone', 'x/good_morning', 'y/good-morning_everyone');
    expect(short(await plan('good morning everyone', names))).toBe('y/good-morning_everyone');
    expect(short(await plan('Good morning, everyone', names))).toBe('y/good-morning_everyone');
    expect(short(await plan('good morning all', names))).toBe('x/good_morning all?');
  });

  it('leaves the fewest words missing, even at the price of shorter phrases', async () => {
    // "a b" first would strand "c"
    expect(short(await plan('a b c', wav('a_b', 'a', 'b_c')))).toBe('a b_c');
  });

  it('then uses the fewest clips, then the longest first', async () => {
    expect(short(await plan('a b c d', wav('a_b', 'c_d', 'a', 'b_c_d')))).toBe('a_b c_d');
    expect(short(await plan('a b c', wav('a_b', 'c', 'a', 'b_c')))).toBe('a_b c');
    expect(short(await plan('a b c d', wav('a_b', 'c', 'd', 'a', 'b_c_d')))).toBe('a b_c_d');
  });

  it('says a number by its own clip, else by its words, which numeric clips also say', async () => {
    expect(short(await plan('45', wav('45', 'forty', 'five')))).toBe('45');
    expect(short(await plan('45', wav('forty', 'five')))).toBe('forty five');
    expect(short(await plan('45', wav('40', '5')))).toBe('40 5');
    expect(short(await plan('45', wav('forty_five')))).toBe('forty_five');
    expect(short(await plan('1,234', wav('1', '2', '30', '4', 'thousand', 'hundred')))).toBe(
      '1 thousand 2 hundred 30 4',
    );
    expect(short(await plan('forty five', wav('45')))).toBe('45');
    expect(short(await plan('४५', wav('45'), { language: 'hi' }))).toBe('45');
    expect(
      short(
        await plan('1234', wav('elfu', 'moja', 'mia', 'mbili', 'thelathini', 'na', 'nne'), {
          language: 'sw',
        }),
      ),
    ).toBe('elfu moja mia mbili na thelathini na nne');
  });

  it('lets a phrase begin in the words of a number', async () => {
    const made = await plan('45 minutes left', wav('forty', 'five_minutes', 'left'));
    expect(short(made)).toBe('forty five_minutes left');
    expect(made.steps.map(({ span }) => made.text.slice(span.start, span.end))).toEqual([
      '45',
      'minutes',
      'left',
    ]);
  });

  it('says a number whole or not at all, and lists the words it needs', async () => {
    const made = await plan('pay 1,234 now', wav('pay', 'now', '1', '2', '30', '4', 'hundred'));
    expect(short(made)).toBe('pay 1,234? now');
    const [missing] = missingSteps(made);
    expect(missing!.needs).toEqual(['thousand']);
    expect(describeMissing([missing!])).toBe('"1,234" at character 5 needs "thousand"');
  });

  it.each([
    ['de', '421', ['vier', 'hundert', 'ein', 'und', 'zwanzig']],
    ['sv', '21000', ['tjugo', 'ett', 'tusen']],
    ['hu', '4021', ['négy', 'ezer', 'huszonegy']],
    ['nl', '421', ['vier', 'honderd', 'eenentwintig']],
    ['zh', '421', ['四', '百', '二', '十', '一']],
    ['th', '421', ['สี่', 'ร้อย', 'ยี่สิบ', 'เอ็ด']],
    ['ko', '421', ['사', '백', '이', '십', '일']],
    ['en', '421', ['four', 'hundred', 'twenty', 'one']],
  ])('needs a number by its smallest words: %s %s', async (language, number, needs) => {
    const made = await plan(number, wav('hello'), { language });
    expect(missingSteps(made)[0]!.needs).toEqual(needs);
    expect(short(await plan(number, wav(...needs), { language }))).toBe(needs.join(' '));
  });

  it.each([
    ['de', '421', ['vier', 'hundert', 'einundzwanzig']],
    ['da', '421', ['fire', 'hundrede', 'og', 'enogtyve']],
    ['fi', '421', ['neljä', 'sataa', 'kaksikymmentäyksi']],
    ['sv', '21021', ['tjugoett', 'tusen', 'tjugoett']],
    ['zh', '421', ['四百', '二十', '一']],
    ['th', '421', ['สี่ร้อย', 'ยี่สิบเอ็ด']],
  ])('says a number also by longer words: %s %s', async (language, number, clips) => {
    const made = await plan(number, wav(...new Set(clips)), { language });
    expect(short(made)).toBe(clips.join(' '));
  });

  it('needs a clip for a number in a language without number words', async () => {
    const made = await plan('45', wav('40', '5'), { language: 'lg' });
    expect(missingSteps(made)[0]!.needs).toEqual(['45']);
    expect(short(await plan('45', wav('45'), { language: 'lg' }))).toBe('45');
  });

  it('says compounds by their parts where they have no clip of their own', async () => {
    expect(short(await plan('well-known', wav('well', 'known')))).toBe('well known');
    expect(short(await plan('12kg or 3.5kg', wav('12', '3', 'point', '5', 'kg', 'or')))).toBe(
      '12 kg or 3 point 5 kg',
    );
    expect(
      short(await plan('check-in', wav('check'), { csv: 'clip,text\ncheck.wav,check-in' })),
    ).toBe('check');
    expect(short(await plan('check in', wav('a'), { csv: 'clip,text\na.wav,check-in' }))).toBe('a');
    const partly = await plan('well-known 12kg all-new', wav('well', '12'));
    expect(short(partly)).toBe('well-known? 12kg? all-new?');
    expect(missingSteps(partly).map(({ needs }) => needs)).toEqual([
      ['known'],
      ['kilograms'],
      ['all-new'],
    ]);
    expect(describeMissing([missingSteps(partly)[1]!])).toBe(
      '"12kg" at character 12 needs "kilograms"',
    );
  });

  it('needs the whole of a compound that no clip says a part of, also where a part repeats', async () => {
    const needs = async (message: string, clips: readonly string[], language = 'en') =>
      missingSteps(await plan(message, wav(...clips), { language })).map((step) => step.needs);
    expect(await needs('ha-ha-ho', ['hello'])).toEqual([['ha-ha-ho']]);
    expect(await needs('ha-ha-ho', ['ha there'])).toEqual([['ha-ha-ho']]);
    expect(await needs('ha-ha-ho', ['ha'])).toEqual([['ho']]);
    expect(await needs('กกก', ['ข'], 'th')).toEqual([['กกก']]);
  });

  it('says every part of a compound that holds numbers', async () => {
    const money = wav('pay', 'kes', '1', '1500', 'now');
    expect(short(await plan('pay KES-1,500 now', money))).toBe('pay kes 1500 now');
    expect(short(await plan('1,000-1,500', wav('1000', '1500')))).toBe('1000 1500');
  });

  it('finds phrases in scripts without spaces wherever they are cut', async () => {
    expect(short(await plan('你好世界', wav('你好', '世界'), { language: 'zh' }))).toBe(
      '你好 世界',
    );
    expect(short(await plan('你好世界', wav('你', '好世界'), { language: 'zh' }))).toBe(
      '你 好世界',
    );
  });

  it('says signs that have a clip, and reports the others missing', async () => {
    expect(short(await plan('50%', wav('50', 'pc'), { csv: 'clip,text\npc.wav,%' }))).toBe('50 pc');
    expect(short(await plan('50%', wav('50')))).toBe('50%?');
  });

  it('finds all missing words in one pass, each with its place and the nearest clips', async () => {
    const made = await plan('helo big wurld', wav('hello', 'help', 'world', 'worlds'));
    expect(
      missingSteps(made).map(({ word, span, nearest }) => [
        word,
        span.start,
        nearest.map(({ says }) => says),
      ]),
    ).toEqual([
      ['helo', 0, ['hello', 'help']],
      ['big', 5, []],
      ['wurld', 9, ['world', 'worlds']],
    ]);
    expect(describeMissing([missingSteps(made)[0]!])).toBe(
      '"helo" at character 1 (nearest: hello, help)',
    );
    expect(wordsToRecord(missingSteps(made))).toBe('"helo", "big", "wurld"');
    const often = await plan('big big big big', wav('small'));
    expect(wordsToRecord(missingSteps(often))).toBe('"big"');
    expect(describeMissing(missingSteps(often))).toBe('"big" at characters 1, 5, 9 and 1 more');
    const many = await plan(Array.from({ length: 25 }, (_, i) => `w${i}x`).join(' '), wav('small'));
    expect(describeMissing(missingSteps(many))).toMatch(/"w19x" at character \d+; and 5 more$/);
    expect(wordsToRecord(missingSteps(many))).toMatch(/"w19x" and 5 more$/);
  });

  it('suggests clips up to an edit distance of a third of the characters', async () => {
    const near = async (word: string, name: string) =>
      missingSteps(await plan(word, wav(name)))[0]!.nearest.map(({ says }) => says);
    expect(await near('hallo', 'hello')).toEqual(['hello']);
    expect(await near('heyyo', 'hello')).toEqual([]);
    expect(await near('fanner', 'farmer')).toEqual(['farmer']);
    expect(await near('fanter', 'farmed')).toEqual([]);
  });

  it('takes the clip that the library prefers of two for one word', async () => {
    expect(short(await plan('40', wav('40', 'forty')))).toBe('40');
    expect(short(await plan('40', wav('x/40', 'forty')))).toBe('forty');
    expect(short(await plan('forty', wav('40', 'forty')))).toBe('forty');
  });

  it('prefers the text that a clip was named for to another reading of a row', async () => {
    const csv = 'clip,text\nrow.wav,forty-five';
    expect(short(await plan('45', wav('45', 'row'), { csv }))).toBe('45');
    expect(short(await plan('forty five', wav('forty_five', 'row'), { csv }))).toBe('forty_five');
  });

  it('takes the longer phrase first inside a compound, as between words', async () => {
    const names = wav('well', 'well_known', 'known_fact', 'fact');
    expect(short(await plan('well known fact', names))).toBe('well_known fact');
    expect(short(await plan('well-known-fact', names))).toBe('well_known fact');
  });

  it('suggests at most three clips', async () => {
    const made = await plan('hell', wav('hello', 'hells', 'shell', 'hall', 'help', 'zebra'));
    expect(missingSteps(made)[0]!.nearest.map(({ says }) => says)).toEqual([
      'hall',
      'hello',
      'hells',
    ]);
  });

  it('gives the same plan whatever the order of the listing', async () => {
    const names = [
      'a/hello.wav',
      'b/hello.wav',
      'hello.mp3',
      'c/hello_world.wav',
      'world.wav',
      'z/hello_world.mp3',
    ];
    const first = await plan('hello world hello', names);
    expect(short(first)).toBe('c/hello_world a/hello');
    expect(await plan('hello world hello', [...names].reverse())).toEqual(first);
  });

  it('covers the words of any text in order, each once, without overlap', async () => {
    const names = wav('a', 'b', 'a_b', 'b_c', '4', '40_a', 'five', 'hundred', 'one');
    const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(1)]));
    const { lexicon } = await openLibrary(new MemoryRepo(files), 'en');
    const rules = await loadLanguage('en');
    const texts = fc.array(
      fc.constantFrom('a', 'b', 'c', '4', '45', '100', 'a-b', ', ', '. ', '\n', ' ', '%'),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join(' ');
        const made = resolve(text, { lexicon, language: 'en', rules });
        let end = 0;
        for (const { span } of made.steps) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          end = span.end;
        }
        for (const token of tokenize(text, 'en')) {
          if (token.kind !== 'word') continue;
          const over = made.steps.filter(
            ({ span }) => span.start <= token.span.start && token.span.end <= span.end,
          );
          expect(over.filter(({ span }) => span.end > span.start).length).toBeGreaterThanOrEqual(1);
        }
        expect(resolve(text, { lexicon, language: 'en', rules })).toEqual(made);
      }),
    );
  });

  it('finds the same cost as a brute-force search', async () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 7 });
    const phrases = fc.uniqueArray(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 6,
        selector: (phrase) => phrase.join(' '),
      },
    );
    await fc.assert(
      fc.asyncProperty(words, phrases, async (message, clips) => {
        const made = await plan(message.join(' '), wav(...clips.map((clip) => clip.join('_'))));
        const cost = [
          missingSteps(made).length,
          made.steps.filter(({ kind }) => kind === 'clip').length,
        ];
        expect(cost).toEqual(bruteForce(message, clips));
        expect(spokenWords(made).length + cost[0]!).toBe(message.length);
      }),
      { numRuns: 200 },
    );
  });

  it('resolves a message of 40,000 words', async () => {
    const made = await plan('a b '.repeat(20_000), wav('a', 'b', 'a_b', 'b_a', 'a_b_a_b'));
    expect(made.steps.length).toBe(10_000);
  });
});

/** Lowest [missing, clips] over all ways to cover a message. */
function bruteForce(
  message: readonly string[],
  clips: readonly (readonly string[])[],
): readonly number[] {
  if (message.length === 0) return [0, 0];
  const [missing, said] = bruteForce(message.slice(1), clips);
  let best = [missing! + 1, said!];
  for (const clip of clips) {
    if (clip.some((word, i) => message[i] !== word)) continue;
    const [m, s] = bruteForce(message.slice(clip.length), clips);
    if (m! < best[0]! || (m === best[0] && s! + 1 < best[1]!)) best = [m!, s! + 1];
  }
  return best;
}
