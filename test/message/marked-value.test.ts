import { describe, expect, it } from 'vitest';
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
});
