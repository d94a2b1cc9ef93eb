import { isSteadyTone, speechLevelDb } from './loudness.ts';
import { durationSeconds, type Pcm, sampleFrames } from './pcm.ts';
import { findSound, noiseLevels, nonSilentRange } from './trim.ts';
import { truePeak } from './true-peak.ts';

/** Samples this near to full scale are where a converter ends. */
const FULL_SCALE = 0.985;
/** Samples in a row at full scale that are a cut-off wave rather than its peak. */
const CUT_FRAMES = 3;
/** Cut-off waves in a second that are heard. */
const CUTS_PER_SECOND = 2;

/** Speech that is less than this above its noise cannot be trimmed with certainty. */
const MIN_SPEECH_OVER_NOISE_DB = 20;
const MIN_NOISY_SECONDS = 0.6;

/** Measurements of a clip's sound. Levels are null where there is none. */
export interface SoundFacts {
  /** Of the speech, K-weighted. */
  readonly levelDb: number | null;
  readonly peakDb: number | null;
  readonly noiseDb: number | null;
  /** Length once silence at the edges is cut off. */
  readonly trimmedSeconds: number;
}

/** True for a clip without any sound: all of it is under −70 dBFS. */
function isSilent(pcm: Pcm): boolean {
  return findSound(pcm) === null;
}

/** True for a clip that was recorded too loud: waves are cut off at full scale, at least two a second. */
export function isClipped(pcm: Pcm): boolean {
  const seconds = sampleFrames(pcm) / pcm.sampleRateHz;
  return pcm.channels.some((channel) => cutsIn(channel) >= Math.max(2, CUTS_PER_SECOND * seconds));
}

/** Runs of samples at full scale, on one side, of at least three. */
function cutsIn(channel: Float32Array): number {
  let [cuts, run, side] = [0, 0, 0];
  for (let f = 0; f < channel.length; f++) {
    const sample = channel[f]!;
    const isFull = Math.abs(sample) >= FULL_SCALE;
    const sameSide = Math.sign(sample) === side;
    run = isFull ? (sameSide ? run + 1 : 1) : 0;
    side = isFull ? Math.sign(sample) : 0;
    if (run === CUT_FRAMES) cuts++;
  }
  return cuts;
}

/** Measures a clip's sound. @param pcm as it is played: one channel. */
export function soundFacts(pcm: Pcm): SoundFacts {
  const finite = (db: number) => (Number.isFinite(db) ? db : null);
  const { start, end } = nonSilentRange(pcm);
  return {
    levelDb: finite(speechLevelDb(pcm)),
    peakDb: finite(20 * Math.log10(truePeak(pcm))),
    noiseDb: finite(noiseLevels(pcm).floorDb),
    trimmedSeconds: (end - start) / pcm.sampleRateHz,
  };
}

/** Warnings of a clip's sound, worded to follow its name. @param pcm as it was recorded. */
export function soundWarnings(
  pcm: Pcm,
  { noiseDb, trimmedSeconds }: SoundFacts,
): readonly string[] {
  if (isSilent(pcm)) return ['is silent throughout'];
  const { loudestDb } = noiseLevels(pcm);
  // A word that was cut to its edges has no noise to show.
  const seconds = durationSeconds(pcm);
  const isWhole = seconds > MIN_NOISY_SECONDS && seconds - trimmedSeconds < 0.01;
  const isNoisy =
    isWhole && !isSteadyTone(pcm) && loudestDb - (noiseDb ?? loudestDb) < MIN_SPEECH_OVER_NOISE_DB;
  return [
    ...(isClipped(pcm) ? ['was recorded too loud: its waves are cut off; record it again'] : []),
    ...(isNoisy ? ['has too much noise to be trimmed; record it in a quieter place'] : []),
  ];
}
