// Files of telephony without a header or any mark: what they are follows from their ending, as Asterisk's formats/*.c have it.

import { riffHeader } from '../codec/pcm/riff.ts';
import { concat } from '../util/bytes.ts';
import type { Decoder } from './decoder.ts';
import { decodeWav } from './wav.ts';

/** Bytes of a sample and its WAVE format tag: 1 PCM, 6 A-law, 7 µ-law. */
interface RawEncoding {
  readonly tag: number;
  readonly bytes: number;
}

/** @param rates sample rates by ending. */
function rawDecoder(
  name: string,
  preference: number,
  { tag, bytes: sampleBytes }: RawEncoding,
  rates: Readonly<Record<string, number>>,
): Decoder {
  const extensionOf = (file: string) => file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  return {
    name,
    extensions: Object.keys(rates),
    preference,
    byEnding: true,
    recognizes: (_, file) => Object.hasOwn(rates, extensionOf(file)),
    load: async () => {},
    async decode(bytes, file) {
      const whole = bytes.subarray(0, bytes.length - (bytes.length % sampleBytes));
      const sampleRateHz = rates[extensionOf(file)]!;
      const format = {
        tag,
        channels: 1,
        sampleRateHz,
        blockBytes: sampleBytes,
        bits: 8 * sampleBytes,
      };
      const padding = new Uint8Array(whole.length % 2);
      const wav = concat([riffHeader(format, whole.length), whole, padding]);
      const decoded = await decodeWav(wav, file);
      return whole.length === bytes.length
        ? decoded
        : { ...decoded, warnings: ['ends within a sample; what is there is played'] };
    },
  };
}

/** Signed linear of Asterisk: 16-bit PCM, low byte first, its rate in the ending. */
export const slnDecoder = rawDecoder(
  'SLN',
  2,
  { tag: 1, bytes: 2 },
  {
    sln: 8000,
    slin: 8000,
    raw: 8000,
    sln12: 12_000,
    sln16: 16_000,
    sln24: 24_000,
    sln32: 32_000,
    sln44: 44_100,
    sln48: 48_000,
    sln96: 96_000,
    sln192: 192_000,
  },
);

/** G.711 µ-law of 8 kHz. */
export const ulawDecoder = rawDecoder(
  'µ-law',
  3,
  { tag: 7, bytes: 1 },
  {
    ulaw: 8000,
    ul: 8000,
    mu: 8000,
    ulw: 8000,
    pcm: 8000,
  },
);

/** G.711 A-law of 8 kHz. */
export const alawDecoder = rawDecoder(
  'A-law',
  4,
  { tag: 6, bytes: 1 },
  {
    alaw: 8000,
    al: 8000,
    alw: 8000,
  },
);
