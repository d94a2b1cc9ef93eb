import { libavDecoder } from './libav/libav-decoder.ts';

/** Ogg files (RFC 3533) of Opus, Vorbis or FLAC. */
export const oggDecoder = libavDecoder({
  name: 'Ogg',
  extensions: ['ogg', 'opus', 'oga'],
  preference: 7,
  engine: 'obsolete',
  demuxer: 'ogg',
  recognizes: (bytes) => isPage(bytes, 0),
  isCut,
});

const PAGE_HEADER_BYTES = 27;
/** Bit of a page header: this is the stream's last page. */
const END_OF_STREAM = 4;

/** Whether the pages end without one that is whole and marked as a stream's last. */
function isCut(bytes: Uint8Array): boolean {
  let isEnded = false;
  let at = 0;
  while (isPage(bytes, at) && at + PAGE_HEADER_BYTES <= bytes.length) {
    const segments = bytes.subarray(
      at + PAGE_HEADER_BYTES,
      at + PAGE_HEADER_BYTES + bytes[at + 26]!,
    );
    const end = at + PAGE_HEADER_BYTES + bytes[at + 26]! + segments.reduce((a, b) => a + b, 0);
    if (end > bytes.length) return true;
    isEnded = (bytes[at + 5]! & END_OF_STREAM) !== 0;
    at = end;
  }
  return !isEnded;
}

function isPage(bytes: Uint8Array, at: number): boolean {
  return String.fromCharCode(...bytes.subarray(at, at + 4)) === 'OggS';
}
