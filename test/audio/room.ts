import type { FrameRange } from '../../src/audio/trim.ts';
import { levelDb } from '../../src/audio/windows.ts';

export const RATE = 44_100;

/** Noise of a room with a level in dBFS, the same each time; low frequencies are the louder ones, as in rooms. */
export function noise(seconds: number, db: number, seed = 1): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE));
  let [state, low] = [seed, 0];
  for (let f = 0; f < samples.length; f++) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    low = 0.9 * low + 0.1 * (state / 2 ** 31 - 1);
    samples[f] = low;
  }
  const gain = 10 ** ((db - levelDb(samples)) / 20);
  return samples.map((sample) => sample * gain);
}

/** Share of a sound's energy in sample frames [start, end), where it begins at `offset`. */
export function energyShare(said: Float32Array, offset: number, { start, end }: FrameRange) {
  let [inside, all] = [0, 0];
  said.forEach((sample, f) => {
    all += sample ** 2;
    if (offset + f >= start && offset + f < end) inside += sample ** 2;
  });
  return inside / all;
}
