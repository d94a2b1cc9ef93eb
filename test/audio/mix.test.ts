import { describe, expect, it } from 'vitest';
import { mix } from '../../src/audio/mix.ts';

describe('mix', () => {
  it('averages to mono, doubles mono to stereo, and adds further channels to front left and right', () => {
    const [a, b, c] = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.5, 0.5)];
    const three = { channels: [a!, b!, c!], sampleRateHz: 8000 };
    expect([...mix(three, 1).channels[0]!]).toEqual([0.5, 0.5]);
    expect(mix(three, 2).channels.map((channel) => [...channel])).toEqual([
      [0.75, 0.25],
      [0.25, 0.75],
    ]);
    expect(mix({ channels: [a!], sampleRateHz: 8000 }, 2).channels).toEqual([a, a]);
  });

  it('leaves silent channels out of the mean', () => {
    const voice = Float32Array.of(0.5, -0.5);
    const channels = [new Float32Array(2), new Float32Array(2), voice];
    expect(mix({ channels, sampleRateHz: 8000 }, 1).channels).toEqual([voice]);
    expect(mix({ channels, sampleRateHz: 8000 }, 2).channels).toEqual([voice, voice]);
    expect(mix({ channels: [channels[0]!, channels[1]!], sampleRateHz: 8000 }, 1).channels).toEqual(
      [channels[0]],
    );
  });
});
