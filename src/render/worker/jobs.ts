// The one module that imports the decoders and has codecs encode: loaded when the cache does not have what is
// wanted, and the work of threads.
import { mixdown } from '../../audio/mixdown.ts';
import { prepare } from '../../audio/prepare.ts';
import type { Block } from '../../codec/codec.ts';
import { codecOf } from '../../codec/registry.ts';
import type { BlockJob, WholeJob } from './audio-worker.ts';

export { prepare } from '../../audio/prepare.ts';
export { decodeClip, loadDecoder } from '../../decode/registry.ts';

/** Loads what encoding would load when it is first needed. */
export async function loadEncoder({ format }: Pick<BlockJob, 'format'>): Promise<void> {
  await codecOf(format).load?.(format);
}

/** Prepares a clip and encodes it. @throws StitchError as `Codec.encodeBlock`. */
export async function encodeBlock({ pcm, prepare: options, format }: BlockJob): Promise<Block> {
  return codecOf(format).encodeBlock(prepare(pcm, options), format);
}

/** Lays prepared clips down and encodes the whole. @throws StitchError as `Codec.encodeWhole`. */
export async function encodeWhole({ timeline, format, title }: WholeJob): Promise<Uint8Array> {
  return codecOf(format).encodeWhole!(mixdown(timeline, format.channels), format, { title });
}
