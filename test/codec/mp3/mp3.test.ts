import type { Mp3Format } from '../../../src/codec/mp3/format.ts';
import { mp3 as mp3Codec } from '../../../src/codec/mp3/mp3.ts';
import { IS_SLOW } from '../../slow.ts';
import { codecContract } from '../contract.ts';

const OFTEN: readonly Mp3Format[] = [
  { name: 'mp3', sampleRateHz: 16_000, channels: 1, bitRateKbps: 40 },
  { name: 'mp3', sampleRateHz: 44_100, channels: 2, bitRateKbps: 128, encoder: 'lame' },
];
const SELDOM: readonly Mp3Format[] = [
  { name: 'mp3', sampleRateHz: 22_050, channels: 2, bitRateKbps: 80 },
  { name: 'mp3', sampleRateHz: 44_100, channels: 1, bitRateKbps: 80 },
  { name: 'mp3', sampleRateHz: 16_000, channels: 1, bitRateKbps: 40, encoder: 'lame' },
];

codecContract({
  codec: mp3Codec,
  formats: IS_SLOW ? [...OFTEN, ...SELDOM] : OFTEN,
  tolerance: 1e-4,
  silencePeak: 1e-4,
  noiseToleranceDb: 0.7, // the encoders' own 0.45 dB, and what falls under the threshold of hearing
  byteLengthRange: [0.99, 1.01],
});
