import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { tokenizeMarked } from '../../src/message/marked-text.ts';
import { fillTemplate, parseTemplate } from '../../src/message/template.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher } from '../../src/stitcher.ts';

/** The clips that say a marked value, by their names. */
async function clipsFor(mark: string, value: string, names: readonly string[], lang = 'en') {
  const files = Object.fromEntries(names.map((name) => [`${name}.wav`, new Uint8Array()]));
  const planner = await createStitcher(new MemoryRepo(files)).planner(lang);
  const { steps } = planner.fill(`{v:${mark}}`, { v: value });
  return steps.map((step) => (step.kind === 'clip' ? step.clip.replace('.wav', '') : step.kind));
}

describe('a marked value', () => {
  it.each([
    ['money KES', '5', ['5'], 'missing'],
    ['money KES', '5', ['5', 'shillings'], '5 shillings'],
    ['ordinal', '12', ['12'], 'missing'],
    ['ordinal', '12', ['12', 'twelfth'], 'twelfth'],
    ['measure kilogram', '5', ['5'], 'missing'],
    ['plural message/messages', '5', ['5'], 'missing'],
    ['digits', '12', ['12', '1', '2'], '1 2'],
    ['characters', 'AT', ['at', 'a', 't'], 'a t'],
    ['cardinal', '12', ['12'], '12'],
    ['money KES', 'KES 500', ['kes_500'], 'kes_500'],
  ])('as %s, "%s" is said by %s as: %s', async (mark, value, names, clips) => {
    expect((await clipsFor(mark, value, names)).join(' ')).toBe(clips);
  });

  it('in a script without spaces is said by its characters', async () => {
    expect(await clipsFor('cardinal', '21', ['二', '十', '一'], 'zh')).toEqual(['二', '十', '一']);
  });

  it('in a gender is not said by the clip of its digits', async () => {
    expect(await clipsFor('cardinal f', '1', ['1'], 'es')).toEqual(['missing']);
    expect(await clipsFor('cardinal f', '1', ['1', '1~f'], 'es')).toEqual(['1~f']);
  });

  it('is said in its first way, of those that take as many clips', async () => {
    const names = ['zero', 'oh', 'nine', 'five'];
    expect(await clipsFor('time', '9:05', names)).toEqual(['nine', 'oh', 'five']);
    expect(await clipsFor('telephone', '905', names)).toEqual(['nine', 'zero', 'five']);
  });

  it.each([
    ['sw', 'tarehe {v:date}', '2026-03-12'],
    ['sw', 'asilimia {v:percent}', '20'],
    ['sw', 'saa {v:time}', '9:00'],
    ['hi', '{v:time} बजे', '9:05'],
    ['en', 'pay {v:money KES} shillings', '500'],
    ['en-GB', 'on the {v:date}', '2018-03-12'],
  ])('has no word twice that stands beside it: %s "%s"', async (lang, template, value) => {
    const rules = await loadLanguage(lang);
    const filled = fillTemplate(parseTemplate(template), { v: value }, () => ({ needs: [] }));
    const said = tokenizeMarked(filled, lang, rules).flatMap((token) => {
      if (token.kind !== 'word') return [];
      return token.value !== undefined && 'ways' in token.value ? token.value.ways[0]! : token.text;
    });
    expect(said.filter((word, i) => word === said[i - 1])).toEqual([]);
  });
});
