import { describe, expect, it } from 'vitest';
import {
  decidingExtension,
  formatRank,
  isClipName,
  isOtherAudioName,
  withoutAudioExtension,
} from '../../src/decode/clip-names.ts';
import { DECODERS } from '../../src/decode/formats.ts';

const ENDINGS = DECODERS.flatMap(({ extensions }) => extensions);

describe('names of clips', () => {
  it.each(ENDINGS)('know .%s, also in capitals', (ending) => {
    for (const name of [`lako.${ending}`, `LAKO.${ending.toUpperCase()}`]) {
      expect([isClipName(name), isOtherAudioName(name)]).toEqual([true, false]);
      expect(withoutAudioExtension(name).toLowerCase()).toBe('lako');
    }
  });

  it.each(['wma', 'au', 'g729', 'vox'])('tell .%s from files that are no recordings', (ending) => {
    const name = `lako.${ending}`;
    expect([isClipName(name), isOtherAudioName(name)]).toEqual([false, true]);
    expect(withoutAudioExtension(name)).toBe('lako');
  });

  it.each(['lako.txt', 'wav', 'lako.wav.txt', 'clips.csv'])('leave %s alone', (name) => {
    expect([isClipName(name), isOtherAudioName(name)]).toEqual([false, false]);
  });

  it('know the endings that alone tell the format', () => {
    const deciding = ENDINGS.filter((ending) => decidingExtension(`x.${ending}`) !== null);
    expect(deciding).toEqual(
      expect.arrayContaining(['sln', 'sln16', 'raw', 'ulaw', 'pcm', 'alaw', 'gsm', 'g722']),
    );
    for (const ending of ['wav', 'mp3', 'ogg', 'caf', 'aac'])
      expect(deciding).not.toContain(ending);
  });

  it('rank WAV before all others', () => {
    const ranks = ENDINGS.map((ending) => formatRank(`x.${ending}`));
    expect(Math.min(...ranks)).toBe(formatRank('x.wav'));
    expect(formatRank('x.wav')).toBeLessThan(formatRank('x.mp3'));
  });
});
