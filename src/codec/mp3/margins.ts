import type { Pcm } from '../../audio/pcm.ts';
import type { Margins } from '../codec.ts';
import { framesPerMp3Frame, type Mp3Format } from './format.ts';

/** MP3 frames of silence on either side of a clip: the transform's overlap reaches so far. */
export const MARGIN_MP3_FRAMES = 1;
/** Sample frames of an MP3 frame that is one granule. */
const GRANULE_FRAMES = 576;
/** Sample frames of a clip that reach into the granule before its margin (measured: none past 288 do). */
const ONSET_FRAMES = 288;
/** Level of an onset up to which its pre-echo is inaudible. */
const QUIET_PEAK = 10 ** (-40 / 20);

/**
 * The margins of a clip's block: one MP3 frame on either side, and two before a clip that begins at level
 * where an MP3 frame is one granule (MPEG-2 and 2.5). There the filter bank spreads the onset into the
 * granule before the margin, too, and dropping that leaves an alias some 15 ms before the clip.
 */
export function marginsOf(pcm: Pcm, { sampleRateHz }: Mp3Format): Margins {
  const isShort = framesPerMp3Frame(sampleRateHz) === GRANULE_FRAMES;
  const before = isShort && !beginsQuietly(pcm) ? 2 * MARGIN_MP3_FRAMES : MARGIN_MP3_FRAMES;
  return { before, after: MARGIN_MP3_FRAMES };
}

function beginsQuietly({ channels }: Pcm): boolean {
  return channels.every((channel) =>
    channel.subarray(0, ONSET_FRAMES).every((sample) => Math.abs(sample) < QUIET_PEAK),
  );
}
