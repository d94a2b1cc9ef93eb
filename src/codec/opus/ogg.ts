import type { Allocate } from '../codec.ts';

/** Packets of one page. */
export interface OggPage {
  readonly packets: readonly Uint8Array[];
  /** Samples at 48 kHz up to the page's end, what is skipped included; of the last page up to the sound's end. */
  readonly granule: number;
}

const HEADER_BYTES = 27;
const [FIRST_PAGE, LAST_PAGE] = [2, 4];
/** A lacing value tells up to 255 bytes; a packet ends with the first that is less. */
const LACED_BYTES = 255;
/** Numbers the one stream of a file: the same each time, as all else is. */
const SERIAL = 0x7374_6368;

/** Writes pages as an Ogg stream (RFC 3533, 6), the last of them marked as its end. */
export function writeOgg(pages: readonly OggPage[], allocate: Allocate): Uint8Array {
  const sizes = pages.map(({ packets }) => pageBytes(packets));
  const file = allocate(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  pages.forEach((page, i) => {
    const bytes = file.subarray(at, at + sizes[i]!);
    const flags = (i === 0 ? FIRST_PAGE : 0) | (i === pages.length - 1 ? LAST_PAGE : 0);
    writePage(bytes, page, i, flags);
    at += bytes.length;
  });
  return file;
}

function pageBytes(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, { length }) => sum + lacings(length) + length, HEADER_BYTES);
}

function lacings(bytes: number): number {
  return Math.floor(bytes / LACED_BYTES) + 1;
}

function writePage(bytes: Uint8Array, page: OggPage, index: number, flags: number): void {
  const { packets, granule } = page;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(0, 0x4f67_6753); // OggS
  bytes[4] = 0;
  bytes[5] = flags;
  view.setUint32(6, granule % 2 ** 32, true);
  view.setUint32(10, Math.floor(granule / 2 ** 32), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, index, true);
  view.setUint32(22, 0, true);
  let at = HEADER_BYTES;
  for (const { length } of packets) {
    for (let left = length; ; left -= LACED_BYTES) {
      bytes[at++] = Math.min(left, LACED_BYTES);
      if (left < LACED_BYTES) break;
    }
  }
  bytes[26] = at - HEADER_BYTES;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
}

/** CRC-32 of Ogg: polynomial 0x04C11DB7, most significant bit first, from 0. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c1_1db7 : 0);
  return value;
});

function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ CRC[(crc >>> 24) ^ bytes[i]!]!;
  return crc >>> 0;
}
