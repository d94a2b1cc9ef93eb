import type { Pcm } from '../../audio/pcm.ts';
import type { Margins } from '../codec.ts';
import type { Mp3Format } from './format.ts';

/** MP3 frames of silence on either side of a clip: the transform's overlap reaches so far. */
export const MARGIN_MP3_FRAMES = 1;

/** The margins of a clip's block. */
export function marginsOf(_pcm: Pcm, _format: Mp3Format): Margins {
  return { before: MARGIN_MP3_FRAMES, after: MARGIN_MP3_FRAMES };
}
