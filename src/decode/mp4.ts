import { libavDecoder } from './libav/libav-decoder.ts';

/** MP4, M4A, MOV and 3GP files of AAC or ALAC; of videos, the sound. */
export const mp4Decoder = libavDecoder({
  name: 'MP4',
  extensions: ['m4a', 'mp4', 'm4b', 'm4r', 'mov', '3gp', '3gpp', '3g2'],
  preference: 9,
  engine: 'fat',
  demuxer: 'mov',
  // A QuickTime file need not begin with its type.
  recognizes: (bytes) => FIRST_BOXES.includes(String.fromCharCode(...bytes.subarray(4, 8))),
});

const FIRST_BOXES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'];
