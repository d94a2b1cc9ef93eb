import { StitchError } from '../errors.ts';

/** The `fmt ` chunk, its EXTENSIBLE sub-format resolved, as far as it concerns decoding. */
export interface WavFormat {
  /** The WAVE format tag: 1 PCM, 3 float, 6 A-law, 7 µ-law, 17 IMA ADPCM, or another. */
  readonly tag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Bytes of one block: of one sample frame, or for ADPCM of many. */
  readonly blockBytes: number;
  /** Bits that one sample takes in the file. */
  readonly bits: number;
}

/** The parts of a WAV file that decoding needs. */
export interface WavParts {
  readonly format: WavFormat;
  /** The data chunk's bytes, a view of the file. May end in part of a block. */
  readonly data: Uint8Array;
  readonly bigEndian: boolean;
  /** From the `fact` chunk: how many sample frames the data stands for; null where it does not say. */
  readonly factSampleFrames: number | null;
  /** Whether the file ends before its data chunk does. */
  readonly truncated: boolean;
}

/** RIFX is RIFF with the high byte first; RF64 and BW64 are RIFF past 4 GB. */
const CONTAINERS = new Set(['RIFF', 'RIFX', 'RF64', 'BW64']);
/** The last eight bytes of every sub-format GUID that stands for a format tag. */
const GUID_TAIL = '800000aa00389b71';
const UNKNOWN_SIZE = 0xffffffff;

/** Whether the bytes begin as a WAV file does. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && CONTAINERS.has(ascii(bytes, 0)) && ascii(bytes, 8) === 'WAVE';
}

/**
 * Finds format and data in a WAV file, chunk by chunk, never past its end.
 * @param bytes a file for which `isWav` holds. @param name what errors call it.
 * @throws StitchError clip/corrupt, clip/empty.
 */
export function parseWav(bytes: Uint8Array, name: string): WavParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = ascii(bytes, 0) !== 'RIFX';
  let format: WavFormat | null = null;
  let factSampleFrames: number | null = null;
  let bigSize: number | null = null;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const id = ascii(bytes, at);
    const size = view.getUint32(at + 4, little);
    const body = at + 8;
    const whole = body + size <= bytes.length;
    if (id === 'data') {
      if (format === null) throw corrupt(name, 'its samples come before their format');
      const data = dataBytes(bytes, body, size, bigSize, little);
      return {
        format,
        data,
        bigEndian: !little,
        factSampleFrames,
        truncated: isTruncated(size, bigSize, data),
      };
    }
    if (id === 'fmt ') {
      if (!whole) throw corrupt(name, 'its format chunk is larger than what the file has');
      format = parseFormat(view, body, size, little, name);
    } else if (id === 'fact' && whole && size >= 4) factSampleFrames = view.getUint32(body, little);
    else if (id === 'ds64' && whole && size >= 16)
      bigSize = Number(view.getBigUint64(body + 8, little));
    at = body + size + (size % 2);
  }
  if (format === null) throw corrupt(name, 'it has no format chunk');
  throw new StitchError('clip/empty', `${name} has no samples; record it again`);
}

function dataBytes(
  bytes: Uint8Array,
  body: number,
  size: number,
  bigSize: number | null,
  little: boolean,
): Uint8Array {
  const rest = bytes.subarray(body);
  if (size === UNKNOWN_SIZE) return bigSize === null ? rest : rest.subarray(0, bigSize);
  // A recorder that was cut off, or that writes to a pipe, leaves 0: then all that follows is sound,
  // unless it is nothing but well-formed chunks, which an empty recording may have.
  if (size === 0) return isChunks(rest, little) ? rest.subarray(0, 0) : rest;
  return rest.subarray(0, size);
}

function isTruncated(size: number, bigSize: number | null, data: Uint8Array): boolean {
  const declared = size === UNKNOWN_SIZE ? bigSize : size;
  return declared !== null && data.length < declared;
}

/** Whether `bytes` are chunks to the very end, each with a name in letters. */
function isChunks(bytes: Uint8Array, little: boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length && /^[A-Za-z][A-Za-z0-9 _]{3}$/.test(ascii(bytes, at))) {
    const size = view.getUint32(at + 4, little);
    at += 8 + size + (size % 2);
  }
  return at > 0 && (at === bytes.length || at === bytes.length + 1);
}

function parseFormat(
  view: DataView,
  at: number,
  size: number,
  little: boolean,
  name: string,
): WavFormat {
  if (size < 16) throw corrupt(name, 'its format chunk is cut off');
  let tag = view.getUint16(at, little);
  if (tag === 0xfffe) {
    if (size < 40 || hex(view, at + 32, 8) !== GUID_TAIL) {
      throw corrupt(name, 'its format chunk names no codec that is known');
    }
    // The GUID's first field is the tag in four bytes.
    tag = view.getUint32(at + 24, little) & 0xffff;
  }
  const format: WavFormat = {
    tag,
    channels: view.getUint16(at + 2, little),
    sampleRateHz: view.getUint32(at + 4, little),
    blockBytes: view.getUint16(at + 12, little),
    bits: view.getUint16(at + 14, little),
  };
  if (format.channels === 0) throw corrupt(name, 'it says that it has no channels');
  if (format.sampleRateHz < 1000 || format.sampleRateHz > 768_000) {
    throw corrupt(name, `it says that its sample rate is ${format.sampleRateHz} Hz`);
  }
  return format;
}

function corrupt(name: string, what: string): StitchError {
  return new StitchError('clip/corrupt', `${name} is damaged: ${what}; record or convert it again`);
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function hex(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++)
    text += view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, '0');
  return text;
}
