import { type Pcm, sampleFrames } from './pcm.ts';

const WINDOW_SECONDS = 0.005;
/** Sound is within 45 dB of the clip's loudest window, so that a soft "f" stays in. */
const BELOW_LOUDEST = 10 ** (-45 / 10);
/** ... but nothing under -70 dBFS is sound: that is a silent clip. */
const FLOOR = 10 ** (-70 / 10);
/**
 * Silence kept at either end: for a soft onset, and for the room to die away. It is also more
 * than a granule of MP3 (36 ms at 16 kHz), so that the encoder's pre-echo stays inside the clip.
 */
const MARGIN_SECONDS = 0.05;

/** Sample frames [start, end) of a clip. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the sound between the silences at a clip's edges, with a margin. A clip that is silent
 * throughout was recorded for its silence, and stays whole.
 */
export function nonSilentRange(pcm: Pcm): FrameRange {
  return findSound(pcm) ?? { start: 0, end: sampleFrames(pcm) };
}

/** Finds the sound of a clip, with a margin; null for a clip that is silent throughout. */
export function findSound(pcm: Pcm): FrameRange | null {
  const frames = sampleFrames(pcm);
  const window = Math.max(1, Math.round(WINDOW_SECONDS * pcm.sampleRateHz));
  const powers = windowPowers(pcm, window);
  const threshold = Math.max(FLOOR, powers.reduce((a, b) => Math.max(a, b), 0) * BELOW_LOUDEST);
  const first = powers.findIndex((power) => power >= threshold);
  if (first === -1) return null;
  const last = powers.findLastIndex((power) => power >= threshold);
  return {
    start: Math.max(0, first * window - Math.round(MARGIN_SECONDS * pcm.sampleRateHz)),
    end: Math.min(frames, (last + 1) * window + Math.round(MARGIN_SECONDS * pcm.sampleRateHz)),
  };
}

/** Keeps sample frames [start, end). */
export function slice(pcm: Pcm, { start, end }: FrameRange): Pcm {
  return { ...pcm, channels: pcm.channels.map((channel) => channel.subarray(start, end)) };
}

/** The loudest channel's power in each window, a constant offset taken out. */
function windowPowers(pcm: Pcm, window: number): number[] {
  const powers: number[] = [];
  for (let start = 0; start < sampleFrames(pcm); start += window) {
    let loudest = 0;
    for (const channel of pcm.channels) {
      const end = Math.min(start + window, channel.length);
      let [sum, squares] = [0, 0];
      for (let f = start; f < end; f++) {
        sum += channel[f]!;
        squares += channel[f]! ** 2;
      }
      const mean = sum / (end - start);
      loudest = Math.max(loudest, squares / (end - start) - mean * mean);
    }
    powers.push(loudest);
  }
  return powers;
}
