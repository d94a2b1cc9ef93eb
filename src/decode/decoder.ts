import type { Pcm } from '../audio/pcm.ts';
import { StitchError } from '../errors.ts';

/** A clip's sound, and facts about its file. */
export interface Decoded {
  readonly pcm: Pcm;
  /** The encoding, as its owner would know it: "16-bit PCM", "MP3 64 kbit/s". */
  readonly encoding: string;
  /** Warnings, worded to follow the clip's name. */
  readonly warnings: readonly string[];
}

/** An input format. */
export interface Decoder {
  /** The format's name in messages: "WAV". */
  readonly name: string;
  /** Endings of its files without the dot, lower case. */
  readonly extensions: readonly string[];
  /** Of two clips that say the same, that of the lower number is used. */
  readonly preference: number;
  /** True for a format without a mark in its content: a file is taken for it by its ending alone. */
  readonly byEnding?: true;
  /** Whether the bytes are worth an attempt; by content, or by ending where the format has no mark. */
  recognizes(bytes: Uint8Array, name: string): boolean;
  /** Loads what decoding would load when it is first needed. */
  load(): Promise<unknown>;
  /**
   * Loads the engine and decodes; `refuseLongClip` comes before the work.
   * @param name what errors call the clip.
   * @returns null when the bytes turn out to be of another format.
   * @throws StitchError clip/empty, clip/corrupt, clip/unsupported.
   */
  decode(bytes: Uint8Array, name: string): Promise<Decoded | null>;
}

/** Longest clip: a whole announcement. An hour of it at 48 kHz would take 700 MB. */
const MAX_SECONDS = 15 * 60;

/** Refuses a clip that takes too long to decode and prepare. @throws StitchError clip/unsupported. */
export function refuseLongClip(seconds: number, name: string): void {
  if (seconds <= MAX_SECONDS) return;
  throw new StitchError(
    'clip/unsupported',
    `${name} lasts ${Math.round(seconds / 60)} minutes, the limit is ${MAX_SECONDS / 60}; split it`,
  );
}
