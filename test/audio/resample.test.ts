import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFrames } from '../../src/audio/pcm.ts';
import { resample } from '../../src/audio/resample.ts';
import { sine } from './sine.ts';

/** Signal to noise in dB of a resampled sine, away from the edges. */
function sineQualityDb(hz: number, fromHz: number, toHz: number): number {
  const got = resample(sine(hz, fromHz, fromHz), toHz).channels[0]!;
  let noise = 0;
  let signal = 0;
  for (let f = Math.round(toHz * 0.3); f < toHz * 0.7; f++) {
    const expected = Math.sin((2 * Math.PI * hz * f) / toHz);
    noise += (got[f]! - expected) ** 2;
    signal += expected ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

function levelDb(channel: Float32Array): number {
  return 10 * Math.log10(channel.reduce((sum, x) => sum + x * x, 0) / channel.length + 1e-30);
}

describe('resample', () => {
  it.each([
    [1000, 44100, 8000, 120],
    [3000, 44100, 8000, 100],
    [1000, 8000, 16000, 100],
    [3000, 8000, 44100, 100],
    [10000, 48000, 44100, 100],
    [1000, 44101, 16000, 100],
    [1000, 47999, 48000, 100],
    [400, 1001, 48000, 90],
  ])(
    'keeps a sine of %d Hz in phase from %d to %d Hz with over %d dB of signal to noise',
    (hz, from, to, db) => {
      expect(sineQualityDb(hz, from, to)).toBeGreaterThan(db);
    },
  );

  it('removes what the new rate would alias', () => {
    const alias = resample(sine(5000, 44100, 44100), 8000).channels[0]!;
    expect(levelDb(alias.subarray(2000, 6000))).toBeLessThan(-100);
  });

  it('returns ceil(length · to / from) sample frames', () => {
    const rate = fc.constantFrom(8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000);
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 1, max: 2000 }), (from, to, frames) => {
        const got = resample({ channels: [new Float32Array(frames)], sampleRateHz: from }, to);
        expect(sampleFrames(got)).toBe(Math.ceil((frames * to) / from));
      }),
    );
  });

  it('keeps a constant constant in the middle', () => {
    const flat = resample(
      { channels: [new Float32Array(4000).fill(0.5)], sampleRateHz: 44100 },
      16000,
    ).channels[0]!;
    expect(Math.abs(flat[700]! - 0.5)).toBeLessThan(1e-6);
  });
});
