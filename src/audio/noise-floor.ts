import { type Pcm, sampleFrames } from './pcm.ts';
import { findSound, noiseLevels } from './trim.ts';

/** Silence that a clip needs around its sound for its noise to show: a word cut to its edges has none. */
const MIN_SILENT_SECONDS = 0.05;
/** Noise under this level is less than a step of 16 bits. */
const MIN_NOISE_DB = -90;
/** A library's level is rounded to steps, so that one recording more hardly ever changes it. */
const STEP_DB = 0.5;

/**
 * Measures the noise of a clip in dBFS, −Infinity for digital silence; null where it does not show: in a clip that is
 * silent throughout, and in one that was cut to its sound.
 */
export function clipNoiseDb(pcm: Pcm): number | null {
  const sound = findSound(pcm, [0, 0]);
  if (sound === null) return null;
  const silentFrames = sampleFrames(pcm) - (sound.end - sound.start);
  return silentFrames < MIN_SILENT_SECONDS * pcm.sampleRateHz ? null : noiseLevels(pcm).floorDb;
}

/** The noise of a library from that of its clips: their median, in steps of 0.5 dB; null for none. */
export function libraryNoiseDb(clipsDb: readonly (number | null)[]): number | null {
  const known = clipsDb.filter((db) => db !== null).sort((a, b) => a - b);
  const median = known[Math.floor((known.length - 1) / 2)];
  if (median === undefined || median < MIN_NOISE_DB) return null;
  return Math.round(median / STEP_DB) * STEP_DB;
}
