import { Arena } from '../../util/arena.ts';
import { byteLength } from '../../util/bytes.ts';
import type { Allocate } from '../codec.ts';

/** Packets of a page, ready to be written again and again. */
export interface PageBody {
  /** The packets one after another. */
  readonly bytes: Uint8Array;
  /** Their lengths, as a page's header has them. */
  readonly lacing: Uint8Array;
  readonly checksum: number;
  /** shift[b]: the checksum of as many zero bytes after a checksum of which only bit b is set. */
  readonly shift: Int32Array;
}

/** A page of an Ogg stream (RFC 3533, 6). */
export interface OggPage {
  /** Packets before those of the bodies. */
  readonly packets: readonly Uint8Array[];
  readonly bodies: readonly PageBody[];
  /** Samples at 48 kHz up to the page's end, what is skipped included; of the last page up to the sound's end. */
  readonly granule: number;
}

const ARENA_BYTES = 256 * 1024;
const HEADER_BYTES = 27;
const [FIRST_PAGE, LAST_PAGE] = [2, 4];
/** A lacing value tells up to 255 bytes; a packet ends with the first that is less. */
const LACED_BYTES = 255;
/** Numbers the one stream of a file: the same each time, as all else is. */
const SERIAL = 0x7374_6368;

/** Memory for bodies, which threads share. */
let arena = new Arena(ARENA_BYTES);

function allocateShared(bytes: number): Uint8Array {
  if (!arena.fits(bytes)) arena = new Arena(ARENA_BYTES);
  return arena.allocate(bytes);
}

/** Makes a body of packets. */
export function pageBody(packets: readonly Uint8Array[]): PageBody {
  const bytes = allocateShared(byteLength(packets));
  let at = 0;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  const zeros = new Uint8Array(bytes.length);
  const shift = Int32Array.from({ length: 32 }, (_, bit) => checksum(zeros, 1 << bit));
  return { bytes, lacing: lacingOf(packets), checksum: checksum(bytes), shift };
}

/** Writes pages as a stream, the last of them marked as its end: headers, and the bodies as they are. */
export function writeOgg(pages: readonly OggPage[], allocate: Allocate): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (const [i, page] of pages.entries()) {
    const flags = (i === 0 ? FIRST_PAGE : 0) | (i === pages.length - 1 ? LAST_PAGE : 0);
    pieces.push(writeHeader(page, i, flags, allocate));
    for (const { bytes } of page.bodies) pieces.push(bytes);
  }
  return pieces;
}

function writeHeader(page: OggPage, index: number, flags: number, allocate: Allocate): Uint8Array {
  const { packets, bodies, granule } = page;
  const lacing = lacingOf(packets);
  let segments = lacing.length;
  for (const body of bodies) segments += body.lacing.length;
  let size = HEADER_BYTES + segments;
  for (const { length } of packets) size += length;
  const header = allocate(size);
  header.set([0x4f, 0x67, 0x67, 0x53, 0, flags]); // OggS
  writeUint32(header, 6, granule % 2 ** 32);
  writeUint32(header, 10, Math.floor(granule / 2 ** 32));
  writeUint32(header, 14, SERIAL);
  writeUint32(header, 18, index);
  writeUint32(header, 22, 0);
  header[26] = segments;
  header.set(lacing, HEADER_BYTES);
  let at = HEADER_BYTES + lacing.length;
  for (const body of bodies) {
    header.set(body.lacing, at);
    at += body.lacing.length;
  }
  for (const packet of packets) {
    header.set(packet, at);
    at += packet.length;
  }
  let crc = checksum(header);
  for (const body of bodies) crc = shifted(crc, body.shift) ^ body.checksum;
  writeUint32(header, 22, crc);
  return header;
}

function lacingOf(packets: readonly Uint8Array[]): Uint8Array {
  const lacing: number[] = [];
  for (const { length } of packets) {
    let left = length;
    for (; left >= LACED_BYTES; left -= LACED_BYTES) lacing.push(LACED_BYTES);
    lacing.push(left);
  }
  return Uint8Array.from(lacing);
}

/** Little-endian; a DataView would cost more than what it writes. */
function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** CRC-32 of Ogg: polynomial 0x04C11DB7, most significant bit first, from 0. */
const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c1_1db7 : 0);
  return value;
});

function checksum(bytes: Uint8Array, before = 0): number {
  let crc = before;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ CRC[(crc >>> 24) ^ bytes[i]!]!;
  return crc;
}

/** The checksum after bytes of zeros: a checksum is linear, so each of its bits adds its own. */
function shifted(crc: number, shift: Int32Array): number {
  let sum = 0;
  for (let bits = crc, i = 0; bits !== 0; bits >>>= 1, i++) if (bits & 1) sum ^= shift[i]!;
  return sum;
}
