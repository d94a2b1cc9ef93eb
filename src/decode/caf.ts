// CAF (Apple, "Core Audio Format Specification 1.0", 2005): samples without compression, rewritten as those of a WAV.

import { riffHeader } from '../codec/pcm/riff.ts';
import { StitchError } from '../errors.ts';
import { concat } from '../util/bytes.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { swapped } from './swapped.ts';
import { decodeWav } from './wav.ts';

/** CAF files of PCM, float, A-law and µ-law. */
export const cafDecoder: Decoder = {
  name: 'CAF',
  extensions: ['caf'],
  preference: 12,
  recognizes: (bytes) => ascii(bytes, 0) === 'caff' && bytes.length > FILE_HEADER_BYTES,
  load: async () => {},
  decode: decodeCaf,
};

/** The file's mark, version and flags. */
const FILE_HEADER_BYTES = 8;
const CHUNK_HEADER_BYTES = 12;
/** Chunks before the samples, many more than any recorder writes: empty ones may fill a file. */
const MAX_CHUNKS = 10_000;
const DESC_BYTES = 32;
/** The number of edits that comes before the samples. */
const EDIT_COUNT_BYTES = 4;
/** A data chunk's size while a recorder writes: to the end. */
const UNKNOWN_SIZE = -1n;
/** Bits of the format's flags. */
const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;
/** WAVE format tags by CAF's format id. */
const LAWS: Readonly<Record<string, number>> = { alaw: 6, ulaw: 7 };

/** The desc chunk. */
interface Description {
  /** Format id: "lpcm", "alaw", or a codec that is not read. */
  readonly id: string;
  readonly flags: number;
  readonly sampleRateHz: number;
  readonly bytesPerPacket: number;
  readonly channels: number;
  readonly bits: number;
}

async function decodeCaf(bytes: Uint8Array, name: string): Promise<Decoded> {
  const { description, data, size } = findChunks(bytes, name);
  const { id, flags, channels, sampleRateHz, bytesPerPacket } = description;
  if (id !== 'lpcm' && LAWS[id] === undefined) {
    throw new StitchError(
      'clip/unsupported',
      `${name} has codec ${JSON.stringify(id)}, which cannot be read; convert it to 16-bit PCM`,
    );
  }
  const bits = id === 'lpcm' ? description.bits : 8;
  const format = {
    tag: LAWS[id] ?? (flags & IS_FLOAT ? 3 : 1),
    channels,
    sampleRateHz: Math.min(0xffffffff, Math.max(0, Math.round(sampleRateHz))),
    blockBytes: bytesPerPacket,
    bits,
  };
  const samples = id === 'lpcm' ? asInWav(data, bits, flags) : data;
  return decodeWav(concat([riffHeader(format, Math.max(size, samples.length)), samples]), name);
}

/** The description and the samples, found chunk by chunk, never past the end, and the size that the samples should have. */
function findChunks(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let description: Description | null = null;
  let at = FILE_HEADER_BYTES;
  for (let n = 0; n < MAX_CHUNKS && at + CHUNK_HEADER_BYTES <= bytes.length; n++) {
    const id = ascii(bytes, at);
    const declared = view.getBigInt64(at + 4);
    const body = at + CHUNK_HEADER_BYTES;
    if (id === 'data' && description !== null) {
      const end = declared === UNKNOWN_SIZE ? bytes.length : body + clamped(declared);
      const data = bytes.subarray(body + EDIT_COUNT_BYTES, Math.max(body + EDIT_COUNT_BYTES, end));
      const size = Math.min(MAX_WAV_BYTES, Math.max(0, end - body - EDIT_COUNT_BYTES));
      return { description, data, size };
    }
    if (id === 'desc' && body + DESC_BYTES <= bytes.length) description = descriptionAt(view, body);
    // A negative size, which only the samples may have, ends the search.
    if (declared < 0n) break;
    at = body + clamped(declared);
  }
  if (description === null) {
    throw new StitchError(
      'clip/corrupt',
      `${name} is damaged: it has no format chunk; record or convert it again`,
    );
  }
  throw new StitchError('clip/empty', `${name} has no samples; record it again`);
}

/** The most that the header of a WAV says without "unknown". */
const MAX_WAV_BYTES = 0xfffffff0;

function clamped(size: bigint): number {
  return Number(size < 0n ? 0n : size > 2n ** 52n ? 2n ** 52n : size);
}

function descriptionAt(view: DataView, at: number): Description {
  const id = new Uint8Array(view.buffer, view.byteOffset + at + 8, 4);
  return {
    id: ascii(id, 0),
    flags: view.getUint32(at + 12),
    sampleRateHz: view.getFloat64(at),
    bytesPerPacket: view.getUint32(at + 16) & 0xffff,
    channels: view.getUint32(at + 24) & 0xffff,
    bits: view.getUint32(at + 28) & 0xffff,
  };
}

/** The same samples with the low byte first; of 8 bits, unsigned. */
function asInWav(data: Uint8Array, bits: number, flags: number): Uint8Array {
  if (bits === 8) return data.map((sample) => sample ^ 0x80);
  const width = bits / 8;
  // Widths of no whole bytes are refused with the format.
  return flags & IS_LITTLE_ENDIAN || !Number.isInteger(width) || width === 0
    ? data
    : swapped(data, width);
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
