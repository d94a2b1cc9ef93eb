import type { Pcm } from '../../audio/pcm.ts';
import type { PrepareOptions } from '../../audio/prepare.ts';
import type { Timeline } from '../../audio/timeline.ts';
import type { AudioFormat, Block } from '../../codec/codec.ts';
import type { Decoded } from '../../decode/decoder.ts';

/** A decoded clip that is to become a block. */
export interface BlockJob {
  readonly pcm: Pcm;
  readonly prepare: PrepareOptions;
  readonly format: AudioFormat;
}

/** Prepared clips that are to be laid down and encoded whole. */
export interface WholeJob {
  readonly timeline: Timeline<Pcm>;
  readonly format: AudioFormat;
  readonly title: string;
}

/**
 * Decodes, prepares and encodes: in this thread, or in others. A job whose signal is aborted ends as soon
 * as its thread can be stopped, and throws the signal's reason.
 */
export interface AudioWorker {
  /** Number of jobs to give it at once. */
  readonly concurrency: number;
  /** @param name the clip's name in errors. @throws StitchError clip/…. */
  decode(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<Decoded>;
  prepare(pcm: Pcm, options: PrepareOptions, signal?: AbortSignal): Promise<Pcm>;
  /** Prepares a clip and encodes it. @throws StitchError as `Codec.encodeBlock`. */
  encodeBlock(job: BlockJob, signal?: AbortSignal): Promise<Block>;
  /** @throws StitchError as `Codec.encodeWhole`. */
  encodeWhole(job: WholeJob, signal?: AbortSignal): Promise<Uint8Array>;
}
