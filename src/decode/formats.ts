import type { Decoder } from './decoder.ts';
import { mp3Decoder } from './mp3.ts';
import { alawDecoder, slnDecoder, ulawDecoder } from './raw.ts';
import { wavDecoder } from './wav.ts';

/** Every input format, in the order in which they are tried. A new one is a file, and a line here. */
export const DECODERS: readonly Decoder[] = [
  wavDecoder,
  slnDecoder,
  ulawDecoder,
  alawDecoder,
  mp3Decoder, // last: its marks may be anywhere
];

/** Those that a file is recognised as by its content. */
export const MARKED_DECODERS: readonly Decoder[] = DECODERS.filter(({ byEnding }) => !byEnding);
