// Files of telephony without a header: codec, rate and channels follow from the ending, as Asterisk and FreeSWITCH have it.

import { LINEAR_16, pcmCodec } from './pcm-codec.ts';
import { ALAW, ULAW } from './wav.ts';

/** G.711 µ-law of 8 kHz, as `audio/basic` has it (RFC 2046, 4.3). */
export const ulaw = pcmCodec({
  name: 'ulaw',
  extensions: ['ulaw', 'ul', 'mu'],
  mediaTypes: ['audio/basic', 'audio/pcmu'],
  text: 'raw µ-law',
  encoding: ULAW,
  hasHeader: false,
  autoRateHz: 8000,
});

/** G.711 A-law of 8 kHz. */
export const alaw = pcmCodec({
  name: 'alaw',
  extensions: ['alaw', 'al'],
  mediaTypes: ['audio/x-alaw-basic', 'audio/pcma'],
  text: 'raw A-law',
  encoding: ALAW,
  hasHeader: false,
  autoRateHz: 8000,
});

function signedLinear<const N extends string>(name: N, rateHz: number) {
  return pcmCodec({
    name,
    extensions: [name],
    mediaTypes: [`audio/x-${name}`],
    text: 'raw 16-bit PCM',
    encoding: LINEAR_16,
    hasHeader: false,
    autoRateHz: rateHz,
  });
}

/** Asterisk's signed linear: 16-bit PCM, low byte first, its rate in the name (formats/format_sln.c). */
export const SIGNED_LINEAR = [
  signedLinear('sln', 8000),
  signedLinear('sln12', 12_000),
  signedLinear('sln16', 16_000),
  signedLinear('sln24', 24_000),
  signedLinear('sln32', 32_000),
  signedLinear('sln44', 44_100),
  signedLinear('sln48', 48_000),
  signedLinear('sln96', 96_000),
  signedLinear('sln192', 192_000),
] as const;
