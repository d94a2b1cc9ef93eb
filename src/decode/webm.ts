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
