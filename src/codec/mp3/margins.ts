import type { Pcm } from '../../audio/pcm.ts';
import type { Margins } from '../codec.ts';
import { beginsQuietly, endsQuietly } from '../quiet-edges.ts';
import { framesPerMp3Frame, type Mp3Format } from './format.ts';

/** MP3 frames of silence on either side of a clip: the transform's overlap reaches so far. */
export const MARGIN_MP3_FRAMES = 1;
/** Sample frames of an MP3 frame that is one granule. */
const GRANULE_FRAMES = 576;
/** Sample frames of a clip that reach into the granule before its margin (measured: none past 288 do). */
const ONSET_FRAMES = 288;
/** Seconds of quiet at a clip's end after which no margin is needed (measured: over 80 dB of the clip alone). */
const QUIET_END_SECONDS = 0.005;

/**
 * The margins of a clip's block: one MP3 frame before it, and two where one is a granule (MPEG-2 and 2.5) and the clip
 * begins at level. There the filter bank spreads the onset into the granule before the margin, too, and dropping that
 * leaves an alias some 15 ms before the clip. One after it, unless it ends in quiet: the overlap of the last MP3 frame
 * with the next is then silent.
 */
export function marginsOf(pcm: Pcm, { sampleRateHz }: Mp3Format): Margins {
  const isShort = framesPerMp3Frame(sampleRateHz) === GRANULE_FRAMES;
  const before =
    isShort && !beginsQuietly(pcm, ONSET_FRAMES) ? 2 * MARGIN_MP3_FRAMES : MARGIN_MP3_FRAMES;
  const quietFrames = Math.round(QUIET_END_SECONDS * sampleRateHz);
  return { before, after: endsQuietly(pcm, quietFrames) ? 0 : MARGIN_MP3_FRAMES };
}
