import { adtsDecoder } from './adts.ts';
import { aiffDecoder } from './aiff.ts';
import { amrDecoder } from './amr.ts';
import { cafDecoder } from './caf.ts';
import type { Decoder } from './decoder.ts';
import { flacDecoder } from './flac.ts';
import { g722Decoder } from './g722.ts';
import { gsmDecoder } from './gsm.ts';
import { mp3Decoder } from './mp3.ts';
import { mp4Decoder } from './mp4.ts';
import { oggDecoder } from './ogg.ts';
import { alawDecoder, slnDecoder, ulawDecoder } from './raw.ts';
import { wavDecoder } from './wav.ts';
import { webmDecoder } from './webm.ts';

/** Every input format, in the order in which they are tried. A new one is a file, and a line here. */
export const DECODERS: readonly Decoder[] = [
  wavDecoder,
  aiffDecoder,
  cafDecoder,
  flacDecoder,
  oggDecoder,
  webmDecoder,
  mp4Decoder,
  amrDecoder,
  adtsDecoder,
  slnDecoder,
  ulawDecoder,
  alawDecoder,
  gsmDecoder,
  g722Decoder,
  mp3Decoder, // last: its marks may be anywhere
];
