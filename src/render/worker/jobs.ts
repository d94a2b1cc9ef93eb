// All that makes sound, in one module that is loaded when the cache does not have what is wanted.
import { layDown } from '../../audio/mixdown.ts';
import type { Pcm } from '../../audio/pcm.ts';
import { type Preparing, prepare } from '../../audio/prepare.ts';
import type { Timeline } from '../../audio/timeline.ts';
import { encodeWav } from '../../decode/wav.ts';
import { type Block, encodeBlock } from '../../codec/mp3/block.ts';
import type { Mp3Format } from '../../codec/mp3/format.ts';
import { encodeWholeMp3 } from '../../codec/mp3/whole.ts';
import type { Profile } from '../profile.ts';

export { decodeClip } from '../../decode/registry.ts';
export { prepare } from '../../audio/prepare.ts';

/** Prepares a clip and encodes it. @throws StitchError as `encodeBlock`. */
export async function makeBlock(pcm: Pcm, preparing: Preparing, format: Mp3Format): Promise<Block> {
  return encodeBlock(prepare(pcm, preparing), format);
}

/** Lays prepared clips down and makes the file that the profile asks for. @throws StitchError as `encodeMp3`. */
export async function makeWhole(
  timeline: Timeline<Pcm>,
  profile: Profile,
  title: string,
): Promise<Uint8Array> {
  const pcm = layDown(timeline, profile.preparing.channels);
  return profile.container === 'wav' ? encodeWav(pcm) : encodeWholeMp3(pcm, profile.mp3, title);
}
