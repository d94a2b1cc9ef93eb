import { describe, expect, it } from 'vitest';
import { fadeEdges } from '../../src/audio/fade.ts';

describe('fadeEdges', () => {
  it('fades 5 ms at both ends and leaves the rest as it is', () => {
    const faded = fadeEdges({ channels: [new Float32Array(1000).fill(1)], sampleRateHz: 16000 })
      .channels[0]!;
    expect(faded[0]).toBeLessThan(0.001);
    expect(faded[999]).toBeLessThan(0.001);
    expect(faded[80]).toBe(1);
    expect(faded[919]).toBe(1);
    expect([...faded.subarray(0, 80)]).toEqual([...faded.subarray(0, 80)].sort((a, b) => a - b));
  });

  it('is symmetric, and follows a raised cosine', () => {
    const faded = fadeEdges({ channels: [new Float32Array(1000).fill(1)], sampleRateHz: 16000 })
      .channels[0]!;
    expect([...faded]).toEqual([...faded].reverse());
    for (let f = 0; f < 80; f++) expect(faded[f]! + faded[79 - f]!).toBeCloseTo(1, 6);
    expect(faded[79]).toBeLessThan(1);
  });

  it('leaves the sound that it is given as it is', () => {
    const channel = new Float32Array(1000).fill(1);
    fadeEdges({ channels: [channel], sampleRateHz: 16000 });
    expect(channel.every((x) => x === 1)).toBe(true);
  });

  it('shortens the fades of clips shorter than two of them', () => {
    for (const frames of [1, 2, 3, 100]) {
      const faded = fadeEdges({
        channels: [new Float32Array(frames).fill(1)],
        sampleRateHz: 16000,
      });
      expect(faded.channels[0]!.every((x) => x >= 0 && x <= 1)).toBe(true);
    }
  });
});
