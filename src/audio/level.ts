import { isSteadyTone, speechLevelDb } from './loudness.ts';
import type { Pcm } from './pcm.ts';
import { truePeak } from './true-peak.ts';

/** Most that a clip is raised or lowered: past that it is noise, or a mistake. */
const MAX_GAIN_DB = 20;
/** No clip is raised past this true peak. */
const MAX_PEAK_DB = -1;

/**
 * Gain in dB that brings the speech of a clip to a level, never louder than −1 dBTP. 0 for silence and for
 * steady tones, which were recorded at the level that they should have.
 */
export function levelGainDb(pcm: Pcm, targetDb: number): number {
  const levelDb = speechLevelDb(pcm);
  if (levelDb === Number.NEGATIVE_INFINITY || isSteadyTone(pcm)) return 0;
  const wanted = Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, targetDb - levelDb));
  const headroomDb = MAX_PEAK_DB - 20 * Math.log10(truePeak(pcm));
  return Math.min(wanted, headroomDb);
}

/** Brings the speech of a clip to a level, by one gain for all of it: nothing is compressed. */
export function level(pcm: Pcm, targetDb: number): Pcm {
  const gain = levelGainDb(pcm, targetDb);
  if (gain === 0) return pcm;
  const levelled = { ...pcm, channels: pcm.channels.map((channel) => channel.slice()) };
  amplify(levelled, gain);
  return levelled;
}

/** As `level`, in the very samples. */
export function levelOwn(pcm: Pcm, targetDb: number): void {
  amplify(pcm, levelGainDb(pcm, targetDb));
}

function amplify(pcm: Pcm, gainDb: number): void {
  const gain = 10 ** (gainDb / 20);
  for (const channel of new Set(pcm.channels)) {
    for (let f = 0; f < channel.length; f++) channel[f]! *= gain;
  }
}
