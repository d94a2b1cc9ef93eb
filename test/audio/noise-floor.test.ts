import { describe, expect, it } from 'vitest';
import { comfortNoise } from '../../src/audio/comfort-noise.ts';
import { clipNoiseDb, libraryNoiseDb } from '../../src/audio/noise-floor.ts';
import { tone } from '../fixtures.ts';

const HZ = 16_000;

/** A tone of 0.5 s with noise under it and around it. */
function clip(aroundSeconds: number, noiseDb: number) {
  const [sound] = tone(0.5, HZ).channels;
  const around = Math.round(aroundSeconds * HZ);
  const channel = comfortNoise(noiseDb, HZ, sound!.length + 2 * around).samples.slice();
  for (const [f, x] of sound!.entries()) channel[around + f]! += x;
  return { channels: [channel], sampleRateHz: HZ };
}

describe('clipNoiseDb', () => {
  it('measures the noise around the sound', () => {
    expect(clipNoiseDb(clip(0.3, -55))).toBeGreaterThan(-57);
    expect(clipNoiseDb(clip(0.3, -55))).toBeLessThan(-54.5);
  });

  it('is −Infinity for digital silence around the sound', () => {
    const { channels } = clip(0.3, -55);
    const quiet = channels[0]!.map((x, f) => (Math.abs(f - 0.55 * HZ) < 0.25 * HZ ? x : 0));
    expect(clipNoiseDb({ channels: [quiet], sampleRateHz: HZ })).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is null where no noise shows: all is silent, or cut to the sound', () => {
    expect(clipNoiseDb({ channels: [new Float32Array(HZ)], sampleRateHz: HZ })).toBeNull();
    const hum = Float32Array.from({ length: HZ / 2 }, (_, f) => 0.3 * Math.sin(f / 5));
    expect(clipNoiseDb({ channels: [hum], sampleRateHz: HZ })).toBeNull();
  });
});

describe('libraryNoiseDb', () => {
  it('is the median in steps of 0.5 dB, the lower of two', () => {
    expect(libraryNoiseDb([-50, -61.2, -55.3])).toBe(-55.5);
    expect(libraryNoiseDb([-50, -60])).toBe(-60);
  });

  it('leaves out what shows none', () => {
    expect(libraryNoiseDb([null, -50, null, null])).toBe(-50);
  });

  it('is null for none, digital silence, and less than −90 dBFS', () => {
    const silent = Number.NEGATIVE_INFINITY;
    expect(libraryNoiseDb([])).toBeNull();
    expect(libraryNoiseDb([null])).toBeNull();
    expect(libraryNoiseDb([silent, -50, silent])).toBeNull();
    expect(libraryNoiseDb([-95])).toBeNull();
  });
});
