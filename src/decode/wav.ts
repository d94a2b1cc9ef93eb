import type { Decoder } from './decoder.ts';
import { isWav } from './riff.ts';

/** WAV files of PCM, float, A-law, µ-law and IMA ADPCM. */
export const wavDecoder: Decoder = {
  name: 'WAV',
  extensions: ['wav', 'wave'],
  preference: 0,
  recognizes: isWav,
  decode: async (bytes, name) => (await import('./wav-engine.ts')).decodeWav(bytes, name),
};
