import type { Decoder } from './decoder.ts';

/** MP3 files of any rate, bit rate and channel count, with or without tags. */
export const mp3Decoder: Decoder = {
  name: 'MP3',
  extensions: ['mp3'],
  preference: 1,
  // An MP3 has no mark at its beginning: the engine looks for its frames.
  recognizes: () => true,
  decode: async (bytes, name) => (await import('./mp3-engine.ts')).decodeMp3(bytes, name),
};
