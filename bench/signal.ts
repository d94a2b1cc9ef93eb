import type { Timeline } from '../src/audio/timeline.ts';

/** Comparison of a decoded render with its timeline. */
export interface Comparison {
  /** Sample frames by which the render is late, by correlation over the whole. */
  readonly offsetFrames: number;
  /** Signal to noise over each clip's sample frames, the gain taken out. */
  readonly perClipDb: readonly number[];
  /** The loudest sample of the render where the timeline has silence, one MP3 frame away from any clip. */
  readonly silenceDbfs: number;
}

/** Compares a decoded render with its source, sample by sample. */
export function compare(
  timeline: Timeline<unknown>,
  source: Float32Array,
  render: Float32Array,
): Comparison {
  const perClipDb = timeline.placed.map(({ start, frames }) =>
    signalToNoiseDb(source.subarray(start, start + frames), render.subarray(start, start + frames)),
  );
  let loudest = 0;
  for (let i = 1; i < timeline.placed.length; i++) {
    const before = timeline.placed[i - 1]!;
    // The quantiser's noise spreads over the transform's window: half a granule on either side.
    for (let f = before.start + before.frames + 288; f < timeline.placed[i]!.start - 288; f++) {
      loudest = Math.max(loudest, Math.abs(render[f] ?? 0));
    }
  }
  return {
    offsetFrames: bestOffset(source, render),
    perClipDb,
    silenceDbfs: 20 * Math.log10(loudest + 1e-9),
  };
}

/** Signal to noise of `render` as `source` times one gain, the gain that fits best. */
export function signalToNoiseDb(source: Float32Array, render: Float32Array): number {
  let [cross, power] = [0, 0];
  for (let f = 0; f < source.length; f++) {
    cross += source[f]! * (render[f] ?? 0);
    power += source[f]! ** 2;
  }
  const gain = cross / power;
  let noise = 0;
  for (let f = 0; f < source.length; f++) noise += ((render[f] ?? 0) - gain * source[f]!) ** 2;
  return 10 * Math.log10((gain * gain * power) / noise);
}

const MAX_OFFSET = 1200;

function bestOffset(source: Float32Array, render: Float32Array): number {
  let [best, at] = [-1, 0];
  for (let offset = -MAX_OFFSET; offset <= MAX_OFFSET; offset++) {
    let sum = 0;
    // Every 7th sample of the first million is plenty, and 7 has nothing to do with any frame length.
    for (let f = 0; f < Math.min(source.length, 1_000_000); f += 7)
      sum += source[f]! * (render[f + offset] ?? 0);
    if (sum > best) [best, at] = [sum, offset];
  }
  return at;
}

/** The loudest sample in dBFS; -180 for silence. */
export function peakDbfs(sound: Float32Array): number {
  const peak = sound.reduce((loudest, x) => Math.max(loudest, Math.abs(x)), 0);
  return 20 * Math.log10(peak + 1e-9);
}
