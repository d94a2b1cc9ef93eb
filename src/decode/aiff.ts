// AIFF (Apple, "Audio Interchange File Format 1.3", 1989) and AIFF-C (1991): their samples, rewritten as those of a WAV.

import { riffHeader } from '../codec/pcm/riff.ts';
import { StitchError } from '../errors.ts';
import { concat } from '../util/bytes.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { swapped } from './swapped.ts';
import { decodeWav } from './wav.ts';

/** AIFF and AIFF-C files of PCM, float, A-law and µ-law. */
export const aiffDecoder: Decoder = {
  name: 'AIFF',
  extensions: ['aiff', 'aif', 'aifc'],
  preference: 5,
  recognizes: (bytes) => ascii(bytes, 0) === 'FORM' && /^AIF[FC]$/.test(ascii(bytes, 8)),
  load: async () => {},
  decode: decodeAiff,
};

/** How samples lie in the file; `bits` where the type decides on them and the COMM chunk does not. */
interface SampleLayout {
  /** WAVE format tag: 1 PCM, 3 float, 6 A-law, 7 µ-law. */
  readonly tag: number;
  readonly bits?: number;
  readonly littleEndian?: true;
}

/** By compression type, lower case. */
const LAYOUTS: Readonly<Record<string, SampleLayout>> = {
  none: { tag: 1 },
  twos: { tag: 1 },
  sowt: { tag: 1, littleEndian: true },
  in24: { tag: 1, bits: 24 },
  in32: { tag: 1, bits: 32 },
  fl32: { tag: 3, bits: 32 },
  fl64: { tag: 3, bits: 64 },
  alaw: { tag: 6, bits: 8 },
  ulaw: { tag: 7, bits: 8 },
};
const COMM_BYTES = 18;
const SSND_HEADER_BYTES = 8;
/** A size of this or more is what recorders write that cannot know it, such as sox to a pipe. */
const UNKNOWN_SIZE = 0x7f000000;

async function decodeAiff(bytes: Uint8Array, name: string): Promise<Decoded> {
  const { comm, sound } = findChunks(bytes, name);
  const channels = comm.getUint16(0);
  const layout = layoutOf(comm, name);
  // Samples of other widths are padded with zero bits at their low end, to whole bytes.
  const bits = layout.bits ?? 8 * Math.ceil(comm.getUint16(6) / 8);
  const blockBytes = (channels * bits) / 8;
  const declared = comm.getUint32(2) * blockBytes;
  const data = declared > 0 && declared < UNKNOWN_SIZE ? sound.subarray(0, declared) : sound;
  const format = {
    tag: layout.tag,
    channels,
    sampleRateHz: Math.min(0xffffffff, Math.round(extendedFloat(comm))),
    blockBytes,
    bits,
  };
  const samples = asInWav(data, bits, layout);
  // The WAV says it is as long as the AIFF says it is, so that what was cut off is noticed.
  const size = declared < UNKNOWN_SIZE ? Math.max(declared, data.length) : data.length;
  return decodeWav(concat([riffHeader(format, size), samples]), name);
}

/** The COMM chunk's body and the SSND chunk's samples, found chunk by chunk, never past the end. */
function findChunks(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let comm: DataView | null = null;
  let sound: Uint8Array | null = null;
  let at = 12;
  while (at + 8 <= bytes.length && (comm === null || sound === null)) {
    const id = ascii(bytes, at);
    const size = view.getUint32(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (id === 'COMM' && body.length >= COMM_BYTES) {
      comm = new DataView(body.buffer, body.byteOffset, body.byteLength);
    } else if (id === 'SSND') {
      // Size 0 is left by recorders that were cut off: all that follows is sound.
      const whole = size === 0 ? bytes.subarray(at + 8) : body;
      const offset = whole.length >= 4 ? view.getUint32(at + 8) : 0;
      sound = whole.subarray(SSND_HEADER_BYTES + offset);
    }
    at += 8 + size + (size % 2);
  }
  if (comm === null) {
    throw new StitchError(
      'clip/corrupt',
      `${name} is damaged: it has no format chunk; record or convert it again`,
    );
  }
  if (sound === null) {
    throw new StitchError('clip/empty', `${name} has no samples; record it again`);
  }
  return { comm, sound };
}

function layoutOf(comm: DataView, name: string): SampleLayout {
  const type = comm.byteLength < COMM_BYTES + 4 ? 'NONE' : asciiOf(comm, COMM_BYTES);
  const layout = LAYOUTS[type.toLowerCase()];
  if (layout !== undefined) return layout;
  throw new StitchError(
    'clip/unsupported',
    `${name} has codec ${JSON.stringify(type)}, which cannot be read; convert it to 16-bit PCM`,
  );
}

/** The sample rate: 80 bits of sign, exponent and mantissa. */
function extendedFloat(comm: DataView): number {
  const mantissa = Number(comm.getBigUint64(10));
  return mantissa * 2 ** ((comm.getUint16(8) & 0x7fff) - 16383 - 63);
}

/** The same samples with the low byte first; of 8 bits, unsigned. */
function asInWav(data: Uint8Array, bits: number, { tag, littleEndian }: SampleLayout): Uint8Array {
  const width = bits / 8;
  if (tag === 1 && width === 1) return data.map((sample) => sample ^ 0x80);
  if (littleEndian || width === 1) return data;
  return swapped(data, width);
}

function asciiOf(view: DataView, at: number): string {
  return ascii(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
