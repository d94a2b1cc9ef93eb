import { type Pcm, sampleFrames, toInt16 } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import type { AudioFormat, Codec } from '../codec.ts';
import { onGround } from '../ground.ts';
import { silentPieces } from '../silence.ts';
import { riffHeader, riffHeaderBytes } from './riff.ts';

/** A format whose samples stand one after another. */
export interface PcmFormat<N extends string> extends AudioFormat {
  readonly name: N;
  readonly bitRateKbps: null;
}

/** How samples become bytes. */
interface SampleEncoding {
  readonly bytes: number;
  /** WAVE format tag: 1 PCM, 6 A-law, 7 µ-law. */
  readonly tag: number;
  /** The bytes of interleaved 16-bit samples; the memory may be theirs. */
  encode(samples: Int16Array): Uint8Array;
  /** The byte of silence. */
  readonly silence: number;
}

export const LINEAR_16: SampleEncoding = {
  bytes: 2,
  tag: 1,
  encode: ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  silence: 0,
};

/** The facts of a codec of this family. */
interface PcmFacts<N extends string> {
  readonly name: N;
  readonly extensions: Codec['extensions'];
  readonly mediaTypes: Codec['mediaTypes'];
  /** For people, as in "16-bit WAV". */
  readonly text: string;
  readonly encoding: SampleEncoding;
  /** Whether a WAV header comes first. Without one a file tells neither rate nor channels: it is mono. */
  readonly hasHeader: boolean;
  /** The rate where the options leave it open: the clips' highest, up to 48 kHz, or the one that players expect. */
  readonly autoRateHz: 'clips' | number;
}

const HIGHEST_AUTO_HZ = 48_000;

/** Makes a codec whose unit is one sample frame, so that splicing is exact. */
export function pcmCodec<const N extends string>(facts: PcmFacts<N>): Codec<PcmFormat<N>> {
  const { name, encoding, hasHeader, autoRateHz } = facts;
  return {
    name,
    extensions: facts.extensions,
    mediaTypes: facts.mediaTypes,
    hasTitle: false,
    maxHours: 1, // more does not fit into memory
    resolve({ sampleRateHz, channels }, highestClipRateHz) {
      const auto =
        autoRateHz === 'clips' ? Math.min(HIGHEST_AUTO_HZ, highestClipRateHz) : autoRateHz;
      const rate = sampleRateHz === 'auto' ? auto : sampleRateHz;
      if (!hasHeader && (rate !== autoRateHz || channels !== 1)) throw notRaw(name, auto);
      return { name, sampleRateHz: rate, channels, bitRateKbps: null };
    },
    describe: () => facts.text,
    grid: () => ({ unitFrames: 1, leadUnits: 0, tailUnits: 0 }),
    margins: () => ({ before: 0, after: 0 }),
    async encodeBlock(pcm, format) {
      const frames = sampleFrames(pcm);
      const sound = onGround(pcm, { start: 0, total: frames }, format, 1);
      const bytes = encoding.encode(interleave(sound));
      return { bytes, units: frames, frames, before: 0, after: 0 };
    },
    unitOffsets: ({ units }, { channels }) =>
      Array.from({ length: units + 1 }, (_, i) => i * channels * encoding.bytes),
    silence: (units, format) =>
      silentPieces(units, format, () =>
        new Uint8Array(format.channels * encoding.bytes).fill(encoding.silence),
      ),
    wrap({ pieces, units }, { channels, sampleRateHz }, _, allocate) {
      if (!hasHeader) return pieces;
      const blockBytes = channels * encoding.bytes;
      const dataBytes = units * blockBytes;
      const fields = {
        tag: encoding.tag,
        channels,
        sampleRateHz,
        blockBytes,
        bits: 8 * encoding.bytes,
      };
      const header = own(riffHeader(fields, dataBytes), allocate);
      // A chunk of an odd number of bytes is followed by a zero.
      return dataBytes % 2 === 0
        ? [header, ...pieces]
        : [header, ...pieces, own(new Uint8Array(1), allocate)];
    },
    byteLength(frames, { channels }) {
      const dataBytes = frames * channels * encoding.bytes;
      return hasHeader ? riffHeaderBytes(encoding.tag) + dataBytes + (dataBytes % 2) : dataBytes;
    },
  };
}

function own(bytes: Uint8Array, allocate: ((bytes: number) => Uint8Array) | undefined): Uint8Array {
  if (allocate === undefined) return bytes;
  const copy = allocate(bytes.length);
  copy.set(bytes);
  return copy;
}

function notRaw(name: string, rateHz: number): StitchError {
  const what = `${name} has no header, so that players take it for ${rateHz} Hz and one channel; leave rate and channels out, or choose a format with a header, such as wav`;
  return new StitchError('profile/unsupported', what);
}

/** 16-bit samples, the channels of each sample frame side by side, low byte first. */
function interleave({ channels }: Pcm): Int16Array {
  const each = channels.map(toInt16);
  if (each.length === 1) return each[0]!;
  const samples = new Int16Array(each[0]!.length * each.length);
  for (const [c, channel] of each.entries()) {
    for (let f = 0; f < channel.length; f++) samples[f * each.length + c] = channel[f]!;
  }
  return samples;
}
