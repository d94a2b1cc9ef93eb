import type { Pcm } from '../audio/pcm.ts';
import type { ClipExtent } from '../audio/timeline.ts';

/** An output in one format, settled. JSON: it is part of the names of blocks. */
export interface AudioFormat {
  /** The codec's name. */
  readonly name: string;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Null where the format has none to choose. */
  readonly bitRateKbps: number | null;
  /** Level (RMS, dBFS) of the comfort noise that stands in place of silence; none where undefined. */
  readonly noiseDb?: number;
}

/** The options that decide on an `AudioFormat`. */
export interface OutputOptions {
  readonly sampleRateHz: number | 'auto';
  readonly bitRateKbps: number | 'auto';
  readonly channels: 1 | 2;
  /** One of the codec's `encoders`; its default where undefined. */
  readonly encoder?: string;
  /** Fill between clips; silence where undefined. */
  readonly fill?: 'silence' | 'noise';
}

/** Grid on which a codec's blocks stand. A unit is the least that the codec can put into a file. */
export interface BlockGrid {
  /** Sample frames of a unit: 1 for PCM, an MP3 frame's for MP3. */
  readonly unitFrames: number;
  /** Units of silence that a decoder needs before the timeline's first sample frame, at least. */
  readonly leadUnits: number;
  /** Units of silence that a decoder needs after the last sample frame. */
  readonly tailUnits: number;
}

/** Whole units of silence that a block needs on either side of its clip. */
export interface Margins {
  readonly before: number;
  readonly after: number;
}

/**
 * A prepared clip in a codec's own frames, able to stand beside any other block. It decodes to
 * `before` units of silence, the clip, silence to the end of its unit, and `after` units of silence; of a format with
 * comfort noise, to that in place of silence.
 */
export interface Block extends ClipExtent {
  readonly bytes: Uint8Array;
  /** Units in `bytes`. */
  readonly units: number;
}

/** Blocks and silence in order, without headers. */
export interface Spliced {
  /** Views of blocks and of shared silence; not to be written to. */
  readonly pieces: readonly Uint8Array[];
  /** Units in all pieces. */
  readonly units: number;
  /** Units before the timeline's first sample frame. */
  readonly leadUnits: number;
  /** Sample frames of the timeline. */
  readonly frames: number;
}

/** Text that a file carries for players. */
export interface FileTags {
  readonly title: string;
}

/** Allocates memory of a size in bytes, its content undefined. */
export type Allocate = (bytes: number) => Uint8Array;

/** An output format. Every codec passes `codecContract` (test/codec/contract.ts). */
export interface Codec<F extends AudioFormat = AudioFormat> {
  readonly name: F['name'];
  /** Endings of its files without the dot, lower case, the usual one first. */
  readonly extensions: readonly [string, ...string[]];
  /** Media types of its files, the usual one first. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Whether the title is part of the file's bytes. */
  readonly hasTitle: boolean;
  /** Encoders that make different files, the default first; undefined where there is one. */
  readonly encoders?: readonly [string, ...string[]];
  /** Limit of a spliced render's length. */
  readonly maxHours: number;
  /**
   * Settles what the options leave open.
   * @param highestClipRateHz among the clips in use. @throws StitchError profile/unsupported.
   */
  resolve(options: OutputOptions, highestClipRateHz: number): F;
  /** The format for people, as in "MP3 at 48 kbit/s"; rate and channels left out. */
  describe(format: F): string;
  grid(format: F): BlockGrid;
  /** Loads what encoding would load when it is first needed. */
  load?(format: F): Promise<unknown>;
  /** The margins that the block of a prepared clip has. */
  margins(pcm: Pcm, format: F): Margins;
  /**
   * Loads the engine and encodes a prepared clip of the format's rate and channels. The block decodes
   * alike whatever stands beside it. @throws StitchError internal/fault.
   */
  encodeBlock(pcm: Pcm, format: F): Promise<Block>;
  /** Offsets in a block's bytes at which its units start, and its end. */
  unitOffsets(block: Block, format: F): readonly number[];
  /** Units of silence, as views of memory that threads share; not to be written to. */
  silence(units: number, format: F): readonly Uint8Array[];
  /**
   * Puts headers and tags round spliced pieces. Copies no block, unless the container spreads headers among its packets.
   */
  wrap(body: Spliced, format: F, tags: FileTags, allocate?: Allocate): readonly Uint8Array[];
  /** Encodes a whole timeline at once, on the format's ground; only where splicing is coarser than a sample. */
  encodeWhole?(pcm: Pcm, format: F, tags: FileTags): Promise<Uint8Array>;
  /**
   * Bytes of a file of that many sample frames, tags left out: exact for PCM, within one unit in a hundred at a constant
   * bit rate, what was asked for at a variable one.
   */
  byteLength(frames: number, format: F): number;
}
