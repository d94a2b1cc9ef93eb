import { libavDecoder } from './libav/libav-decoder.ts';

/** WebM and Matroska files of Opus, Vorbis or FLAC, also live ones, whose sizes are not known; of videos, the sound. */
export const webmDecoder = libavDecoder({
  name: 'WebM',
  extensions: ['webm', 'mka', 'weba'],
  preference: 8,
  engine: 'obsolete',
  demuxer: 'matroska',
  recognizes: (bytes) => EBML.every((byte, i) => bytes[i] === byte),
  repaired: withOpusDelay,
  isCut,
});

const EBML = [0x1a, 0x45, 0xdf, 0xa3];
/** Where the tracks are described, before any sound. */
const HEADER_BYTES = 16 * 1024;
/** The id of the element CodecDelay, in nanoseconds. */
const CODEC_DELAY = Uint8Array.of(0x56, 0xaa);
const OPUS_HZ = 48_000;

/**
 * Returns the file with OpusHead's pre-skip as its track's CodecDelay, as it should be (Matroska, "Codec
 * Specifications"). FFmpeg 5.1 writes a part of it for what is not at 48 kHz, and FFmpeg 6.1 believes it.
 */
function withOpusDelay(bytes: Uint8Array): Uint8Array {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_BYTES));
  const track = header.indexOf('A_OPUS');
  const delay = track === -1 ? -1 : header.indexOf(CODEC_DELAY, track);
  const head = delay === -1 ? -1 : header.indexOf('OpusHead', delay);
  if (head === -1 || head + 12 > header.length) return bytes;
  const size = header[delay + 2]! & 0x7f;
  const nanoseconds = Math.round((header.readUInt16LE(head + 10) * 1e9) / OPUS_HZ);
  if (size < 1 || size > 6 || nanoseconds >= 2 ** (8 * size)) return bytes;
  const repaired = Buffer.from(bytes);
  repaired.writeUIntBE(nanoseconds, delay + 3, size);
  return repaired;
}

/** Ids of the elements that hold the sound: the segment, in it clusters, in these blocks. */
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;

/** Whether the file ends inside a cluster, as one does that was not sent whole (RFC 8794, 4 to 6). */
function isCut(bytes: Uint8Array): boolean {
  let at = 0;
  let clusterEnd: number | null = null;
  while (at < bytes.length) {
    const id = vint(bytes, at, true);
    const size = id === null ? null : vint(bytes, at + id.length, false);
    const isIn = clusterEnd !== null && at < clusterEnd;
    if (id === null || size === null) return isIn;
    const body = at + id.length + size.length;
    const isUnknown = size.value === 2 ** (7 * size.length) - 1;
    const end = isUnknown ? Number.POSITIVE_INFINITY : body + size.value;
    if (id.value === CLUSTER) clusterEnd = end;
    else if (id.value !== SEGMENT && end > bytes.length) return isIn;
    at = id.value === SEGMENT || id.value === CLUSTER ? body : end;
  }
  return (
    clusterEnd !== null && clusterEnd !== Number.POSITIVE_INFINITY && clusterEnd > bytes.length
  );
}

/** A number whose first byte tells its length by the zeros that it begins with. */
function vint(
  bytes: Uint8Array,
  at: number,
  withMarker: boolean,
): { readonly value: number; readonly length: number } | null {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = withMarker ? bytes[at]! : bytes[at]! & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return { value, length };
}
