import { encodeALaw, encodeULaw } from './g711.ts';
import { LINEAR_16, pcmCodec } from './pcm-codec.ts';

const MEDIA_TYPES = ['audio/wav', 'audio/wave', 'audio/x-wav', 'audio/vnd.wave'] as const;
/** Rate of telephony. */
const TELEPHONE_HZ = 8000;

export const ULAW = { bytes: 1, tag: 7, encode: encodeULaw, silence: 0xff };
export const ALAW = { bytes: 1, tag: 6, encode: encodeALaw, silence: 0xd5 };

/** 16-bit PCM in a WAV file. */
export const wav = pcmCodec({
  name: 'wav',
  extensions: ['wav'],
  mediaTypes: MEDIA_TYPES,
  text: '16-bit WAV',
  encoding: LINEAR_16,
  hasHeader: true,
  autoRateHz: 'clips',
});

/** G.711 µ-law in a WAV file. */
export const wavULaw = pcmCodec({
  name: 'wav-ulaw',
  extensions: ['wav'],
  mediaTypes: MEDIA_TYPES,
  text: 'µ-law WAV',
  encoding: ULAW,
  hasHeader: true,
  autoRateHz: TELEPHONE_HZ,
});

/** G.711 A-law in a WAV file. */
export const wavALaw = pcmCodec({
  name: 'wav-alaw',
  extensions: ['wav'],
  mediaTypes: MEDIA_TYPES,
  text: 'A-law WAV',
  encoding: ALAW,
  hasHeader: true,
  autoRateHz: TELEPHONE_HZ,
});
