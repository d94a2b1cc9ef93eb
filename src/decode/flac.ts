import { skipId3v2 } from '../codec/mp3/mpeg.ts';
import { libavDecoder } from './libav/libav-decoder.ts';

/** FLAC files, with or without an ID3v2 tag before them. */
export const flacDecoder = libavDecoder({
  name: 'FLAC',
  extensions: ['flac'],
  preference: 6,
  engine: 'obsolete',
  demuxer: 'flac',
  recognizes: (bytes) => isFlac(bytes.subarray(skipId3v2(bytes))),
});

function isFlac(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === 'fLaC';
}
