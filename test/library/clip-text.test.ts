import { describe, expect, it } from 'vitest';
import { createStitcher, MemoryRepo } from '../../src/index.ts';
import { takeOf, textFromKey } from '../../src/library/clip-text.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { encodeWav, tone } from '../fixtures.ts';

describe('textFromKey', () => {
  it.each([
    ['digits/good_morning-all.wav', 'good morning all'],
    ['name~end.wav', 'name'],
    ['1~f~end.wav', '1'],
    ['~end.wav', ''],
    ['a~b.wav', 'a~b'],
    ['h-3.wav', 'h-3'],
    ['2026-03-12.wav', '2026-03-12'],
  ])('%s says %j', (key, text) => {
    expect(textFromKey(parseKey(key))).toBe(text);
  });

  it('tells the take of a name', () => {
    expect(takeOf(parseKey('1~f~end.wav'))).toEqual({ gender: 'f', place: 'end' });
    expect(takeOf(parseKey('one.wav'))).toEqual({});
  });
});

describe('takes', () => {
  const sound = new Uint8Array(encodeWav(tone(0.1, 8000)));
  const stitcher = (...names: readonly string[]) =>
    createStitcher(new MemoryRepo(Object.fromEntries(names.map((name) => [name, sound]))));
  const clipsOf = async (
    names: readonly string[],
    message: string,
    lang = 'en',
  ): Promise<readonly (string | undefined)[]> => {
    const { steps } = await stitcher(...names).plan(message, { lang });
    return steps.flatMap((step) =>
      step.kind === 'pause' ? [] : [step.kind === 'clip' ? step.clip : '?'],
    );
  };

  it('are used before a stop and at the end, and at the beginning', async () => {
    const names = ['ann.wav', 'ann~end.wav', 'ann~start.wav', 'and.wav'];
    expect(await clipsOf(names, 'ann and ann and ann')).toEqual([
      'ann~start.wav',
      'and.wav',
      'ann.wav',
      'and.wav',
      'ann~end.wav',
    ]);
    expect(await clipsOf(names, 'and ann. ann and, ann, and')).toEqual([
      'and.wav',
      'ann~end.wav',
      'ann~start.wav',
      'and.wav',
      'ann.wav',
      'and.wav',
    ]);
  });

  it('stand for the plain clip where there is none', async () => {
    expect(await clipsOf(['ann~end.wav', 'and.wav'], 'ann and')).toEqual([
      'ann~end.wav',
      'and.wav',
    ]);
  });

  it('of a gender say the number in that gender', async () => {
    const names = ['1.wav', '1~f.wav', 'kilo.wav'];
    expect(await clipsOf(names, 'una kilo', 'es')).toEqual(['1~f.wav', 'kilo.wav']);
    // "uno kilo" would be wrong.
    expect(await clipsOf(names, '1 kilo', 'es')).toEqual(['?']);
    const agreeing = [...names, '1~m.wav'];
    expect(await clipsOf(agreeing, '1 kilo', 'es')).toEqual(['1~m.wav', 'kilo.wav']);
  });

  it('of a gender are a problem for what is not a number', async () => {
    const { problems } = await stitcher('bueno~f.wav', '1.wav').library('es');
    expect(problems).toEqual([
      { where: 'bueno~f.wav', what: expect.stringContaining('only clips of one number have') },
    ]);
  });

  it('find words in a spelling that sounds the same', async () => {
    expect(await clipsOf(['हजार.wav'], 'हज़ार', 'hi')).toEqual(['हजार.wav']);
    expect(await clipsOf(['एक.wav', 'हजार.wav'], '1000', 'hi')).toContain('हजार.wav');
    expect(await clipsOf(['ሠላም.wav'], 'ሰላም', 'am')).toEqual(['ሠላም.wav']);
  });
});
