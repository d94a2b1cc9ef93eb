import { byteLength } from '../../util/bytes.ts';
import type { Allocate } from '../codec.ts';
import type { Mp3Format } from './format.ts';
import { id3Title } from './id3.ts';
import { infoFrame } from './info-frame.ts';

/** MP3 frames in order, and what a player must know of them. */
export interface Mp3Stream {
  readonly pieces: readonly Uint8Array[];
  readonly mp3Frames: number;
  /** Decoded sample frames before the timeline: at least 529. */
  readonly skippedFrames: number;
  /** Sample frames of the timeline. */
  readonly frames: number;
}

/** Puts an ID3 tag and an Info frame before MP3 frames. @param allocate memory for the two. */
export function withTags(
  { pieces, mp3Frames, skippedFrames, frames }: Mp3Stream,
  format: Mp3Format,
  title: string,
  allocate: Allocate = (bytes) => new Uint8Array(bytes),
): readonly Uint8Array[] {
  const bytes = byteLength(pieces);
  const id3 = id3Title(title);
  const info = infoFrame(format, { mp3Frames, bytes, skippedFrames, frames });
  const tags = allocate(id3.length + info.length);
  tags.set(id3);
  tags.set(info, id3.length);
  return [tags, ...pieces];
}
