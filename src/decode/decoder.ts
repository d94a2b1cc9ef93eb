import type { Pcm } from '../audio/pcm.ts';

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
  /** Whether the bytes are worth an attempt; by content, or by ending where the format has no mark. */
  recognizes(bytes: Uint8Array, name: string): boolean;
  /** Loads what decoding would load when it is first needed. */
  load(): Promise<unknown>;
  /**
   * Loads the engine and decodes.
   * @param name what errors call the clip.
   * @returns null when the bytes turn out to be of another format.
   * @throws StitchError clip/empty, clip/corrupt, clip/unsupported.
   */
  decode(bytes: Uint8Array, name: string): Promise<Decoded | null>;
}
