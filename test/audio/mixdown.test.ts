import { describe, expect, it } from 'vitest';
import { mixdown } from '../../src/audio/mixdown.ts';

describe('mixdown', () => {
  it('puts each clip in its place and silence elsewhere', () => {
    const pcm = { channels: [Float32Array.of(1, 2)], sampleRateHz: 1000 };
    const laid = mixdown(
      {
        placed: [
          { clip: pcm, start: 1, frames: 2 },
          { clip: pcm, start: 4, frames: 2 },
        ],
        frames: 7,
        sampleRateHz: 1000,
      },
      1,
    );
    expect([...laid.channels[0]!]).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });
});
