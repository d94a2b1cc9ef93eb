import { describe, expect, it } from 'vitest';
import { comfortNoise, fillWithNoise } from '../../src/audio/comfort-noise.ts';

function levelDb(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

/** Levels of overlapping windows of 20 ms. */
function windowLevels(samples: Float32Array, sampleRateHz: number): readonly number[] {
  const window = Math.round(0.02 * sampleRateHz);
  const levels: number[] = [];
  for (let start = 0; start + window <= samples.length; start += Math.floor(window / 4))
    levels.push(levelDb(samples.subarray(start, start + window)));
  return levels;
}

describe('comfortNoise', () => {
  it.each([8000, 16_000, 44_100])('has the level asked for throughout at %i Hz', (sampleRateHz) => {
    const { samples } = comfortNoise(-55, sampleRateHz, 4 * sampleRateHz);
    expect(levelDb(samples)).toBeCloseTo(-55, 3);
    const levels = windowLevels(samples, sampleRateHz);
    expect(Math.min(...levels)).toBeGreaterThan(-57);
    expect(Math.max(...levels)).toBeLessThan(-53);
  });

  it('is the same each time', () => {
    expect(comfortNoise(-60, 16_000, 5000)).toEqual(comfortNoise(-60, 16_000, 5000));
  });

  it('goes on from its end to its beginning: no step there is larger than elsewhere', () => {
    const { samples } = comfortNoise(-60, 44_100, 44_100);
    const steps = samples.slice(1).map((x, i) => Math.abs(x - samples[i]!));
    expect(Math.abs(samples[0]! - samples.at(-1)!)).toBeLessThan(Math.max(...steps));
  });

  it('has less above 2 kHz than below', () => {
    const { samples } = comfortNoise(-60, 16_000, 16_000);
    // The first difference of white noise has 3 dB more.
    const steps = samples.slice(1).map((x, i) => x - samples[i]!);
    expect(levelDb(steps)).toBeLessThan(-60);
  });
});

describe('fillWithNoise', () => {
  const loop = comfortNoise(-60, 16_000, 16_000);

  it('lays the whole noise where there is silence, the loop beginning at its start', () => {
    const channel = new Float32Array(40_000);
    fillWithNoise(channel, loop, 100);
    expect(channel.subarray(100, 16_100)).toEqual(loop.samples);
    expect(channel.subarray(16_100, 32_100)).toEqual(loop.samples);
    expect(channel.subarray(0, 100)).toEqual(loop.samples.subarray(-100));
  });

  it('leaves what is louder than the noise as it is', () => {
    const sound = Float32Array.from({ length: 4000 }, (_, f) => 0.3 * Math.sin(f / 3));
    const channel = sound.slice();
    fillWithNoise(channel, loop, 0);
    expect(channel.subarray(40, -80)).toEqual(sound.subarray(40, -80));
  });

  it.each([-60, -63, -70])('brings noise of %i dBFS to the level of the loop', (ownDb) => {
    // Another stretch of the noise, as if a room had made it.
    const channel = comfortNoise(ownDb, 16_000, 16_000).samples.slice(6000);
    fillWithNoise(channel, loop, 0);
    expect(Math.abs(levelDb(channel) + 60)).toBeLessThan(0.5);
    const levels = windowLevels(channel, 16_000);
    expect(Math.min(...levels)).toBeGreaterThan(-62.5);
  });
});
