import type { OpusFormat } from '../../../src/codec/opus/format.ts';
import { ogg, oggVoiceNote } from '../../../src/codec/opus/opus.ts';
import { IS_SLOW } from '../../slow.ts';
import { codecContract } from '../contract.ts';

const OFTEN: readonly OpusFormat[] = [
  { name: 'ogg', sampleRateHz: 48_000, channels: 2, bitRateKbps: 64 },
];
const SELDOM: readonly OpusFormat[] = [
  { name: 'ogg', sampleRateHz: 16_000, channels: 1, bitRateKbps: 16 },
  { name: 'ogg', sampleRateHz: 8000, channels: 1, bitRateKbps: 12 },
];

codecContract({
  codec: ogg,
  formats: IS_SLOW ? [...OFTEN, ...SELDOM] : OFTEN,
  tolerance: 1e-4,
  edgeSeconds: 0.008,
  silencePeak: 1e-3,
  noiseToleranceDb: 3.7, // what it takes off any noise, of a clip, too: the more, the lower the bit rate
  byteLengthRange: [1, 3], // speech takes about what was asked for, tones and silence less
});
codecContract({
  codec: oggVoiceNote,
  formats: [{ name: 'ogg-voice-note', sampleRateHz: 16_000, channels: 1, bitRateKbps: 16 }],
  tolerance: 1e-4,
  edgeSeconds: 0.008,
  silencePeak: 1e-3,
  noiseToleranceDb: 3.7, // what it takes off any noise, of a clip, too: the more, the lower the bit rate
  byteLengthRange: [1, 3], // speech takes about what was asked for, tones and silence less
});
