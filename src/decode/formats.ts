import { aiffDecoder } from './aiff.ts';
import type { Decoder } from './decoder.ts';
import { mp3Decoder } from './mp3.ts';
import { alawDecoder, slnDecoder, ulawDecoder } from './raw.ts';
import { wavDecoder } from './wav.ts';

/** Every input format, in the order in which they are tried. A new one is a file, and a line here. */
export const DECODERS: readonly Decoder[] = [
  wavDecoder,
  aiffDecoder,
  slnDecoder,
  ulawDecoder,
  alawDecoder,
  mp3Decoder, // last: its marks may be anywhere
];
