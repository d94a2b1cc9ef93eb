import { type Pcm, sampleFrames } from './pcm.ts';
import { findSound } from './trim.ts';

/** Samples this near to full scale are where a converter ends. */
const FULL_SCALE = 0.985;
/** Samples in a row at full scale that are a cut-off wave rather than its peak. */
const CUT_FRAMES = 3;
/** Cut-off waves in a second that are heard. */
const CUTS_PER_SECOND = 2;

/** True for a clip without any sound: all of it is under −70 dBFS. */
export function isSilent(pcm: Pcm): boolean {
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
