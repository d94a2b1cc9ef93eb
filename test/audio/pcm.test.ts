import { describe, expect, it } from 'vitest';
import { toInt16 } from '../../src/audio/pcm.ts';

describe('toInt16', () => {
  it('rounds to the nearest value', () => {
    const samples = Float32Array.of(0, 0.5, -1, 1.4 / 32768, 1.6 / 32768);
    expect([...toInt16(samples)]).toEqual([0, 16384, -32768, 1, 2]);
  });

  it('clamps what is past full scale', () => {
    expect([...toInt16(Float32Array.of(1, 1.2, -1.2))]).toEqual([32767, 32767, -32768]);
  });
});
