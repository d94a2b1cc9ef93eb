import { libavDecoder } from './libav/libav-decoder.ts';

/** Ogg files (RFC 3533) of Opus, Vorbis or FLAC. */
export const oggDecoder = libavDecoder({
  name: 'Ogg',
  extensions: ['ogg', 'opus', 'oga'],
  preference: 7,
  engine: 'obsolete',
  demuxer: 'ogg',
  recognizes: (bytes) => isPage(bytes, 0),
  repaired: withLastPageWhole,
  isCut,
});

const PAGE_HEADER_BYTES = 27;
/** Where a page's header has what. */
const FLAGS = 5;
const CHECKSUM = 22;
const SEGMENTS = 26;
/** Flag: this is the stream's last page. */
const END_OF_STREAM = 4;
/** A packet ends with a segment of less than this. */
const FULL_SEGMENT = 255;

/** A page: where it begins, its segments' sizes, and where it should end. */
interface Page {
  readonly start: number;
  readonly segments: Uint8Array;
  readonly end: number;
}

/** The pages whose headers are there, the last of which may be cut. */
function* pagesOf(bytes: Uint8Array): Generator<Page> {
  let start = 0;
  while (isPage(bytes, start) && start + PAGE_HEADER_BYTES <= bytes.length) {
    const body = start + PAGE_HEADER_BYTES + bytes[start + SEGMENTS]!;
    const segments = bytes.subarray(start + PAGE_HEADER_BYTES, body);
    const end = body + segments.reduce((a, b) => a + b, 0);
    yield { start, segments, end };
    start = end;
  }
}

/** Whether the pages end without one that is whole and marked as a stream's last. */
function isCut(bytes: Uint8Array): boolean {
  const last = [...pagesOf(bytes)].at(-1);
  return last === undefined || last.end > bytes.length || !isLast(bytes, last);
}

function isLast(bytes: Uint8Array, { start }: Page): boolean {
  return (bytes[start + FLAGS]! & END_OF_STREAM) !== 0;
}

/**
 * Returns the file with a page that was cut made one of its whole packets: FFmpeg skips a page that is not whole, and a
 * short recording has no other.
 */
function withLastPageWhole(bytes: Uint8Array): Uint8Array {
  const page = [...pagesOf(bytes)].at(-1);
  if (page === undefined || page.end <= bytes.length) return bytes;
  const { start, segments } = page;
  const head = start + PAGE_HEADER_BYTES;
  let [count, size, room] = [0, 0, bytes.length - head - segments.length];
  for (const [i, segment] of segments.entries()) {
    room -= segment;
    if (room < 0) break;
    if (segment < FULL_SEGMENT)
      [count, size] = [i + 1, bytes.length - head - segments.length - room];
  }
  const body = head + segments.length;
  const repaired = Buffer.concat([
    bytes.subarray(0, head + count),
    bytes.subarray(body, body + size),
  ]);
  const whole = repaired.subarray(start);
  whole[FLAGS]! &= ~END_OF_STREAM;
  whole[SEGMENTS] = count;
  whole.fill(0, CHECKSUM, CHECKSUM + 4);
  whole.writeUInt32LE(checksum(whole), CHECKSUM);
  return count === 0 ? bytes.subarray(0, start) : repaired;
}

/** The checksum of a page (RFC 3533, 6), its field being 0. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}

function isPage(bytes: Uint8Array, at: number): boolean {
  return String.fromCharCode(...bytes.subarray(at, at + 4)) === 'OggS';
}
