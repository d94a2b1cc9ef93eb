import type { Pcm } from '../../src/audio/pcm.ts';

/** A mono sine at full scale. */
export function sine(hz: number, sampleRateHz: number, frames: number): Pcm {
  const channel = Float32Array.from({ length: frames }, (_, f) =>
    Math.sin((2 * Math.PI * hz * f) / sampleRateHz),
  );
  return { channels: [channel], sampleRateHz };
}
