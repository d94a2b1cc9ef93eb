import { describe, expect, it } from 'vitest';
import { isClipped } from '../../src/audio/inspect.ts';

/** One second of a wave of 8 samples, repeated. */
function wave(samples: readonly number[]) {
  const channel = Float32Array.from({ length: 8000 }, (_, f) => samples[f % samples.length]!);
  return { channels: [channel], sampleRateHz: 8000 };
}

describe('isClipped', () => {
  it('finds waves that are cut off for three samples or more', () => {
    expect(isClipped(wave([0, 0.7, 1, 1, 1, 0.7, 0, -0.7]))).toBe(true);
    expect(isClipped(wave([0, 0.7, 1, 1, 0.7, 0, -0.7, -1]))).toBe(false);
  });

  it('takes peaks of both sides in a row for peaks', () => {
    expect(isClipped(wave([1, -1, 1, -1, 1, -1, 0, 0]))).toBe(false);
  });
});
