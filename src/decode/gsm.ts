import { StitchError } from '../errors.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';
import { decodeGsm, GSM_FRAME_BYTES, GSM_FRAME_SAMPLES } from './gsm-610.ts';

const SAMPLE_RATE_HZ = 8000;

/** Files of GSM 06.10 frames and nothing else, as Asterisk has them. */
export const gsmDecoder: Decoder = {
  name: 'GSM',
  extensions: ['gsm'],
  preference: 11,
  byEnding: true,
  // Each frame begins with the same four bits.
  recognizes: (bytes, name) => /\.gsm$/i.test(name) && bytes[0]! >> 4 === 0xd,
  load: async () => {},
  async decode(bytes, name): Promise<Decoded> {
    const frames = Math.floor(bytes.length / GSM_FRAME_BYTES);
    refuseLongClip((frames * GSM_FRAME_SAMPLES) / SAMPLE_RATE_HZ, name);
    if (frames === 0) {
      throw new StitchError('clip/empty', `${name} has no samples; record it again`);
    }
    const samples = Float32Array.from(decodeGsm(bytes), (sample) => sample / 32768);
    const isWhole = bytes.length % GSM_FRAME_BYTES === 0;
    return {
      pcm: { channels: [samples], sampleRateHz: SAMPLE_RATE_HZ },
      encoding: 'GSM 6.10',
      warnings: isWhole ? [] : ['ends before its samples do; what is there is played'],
    };
  },
};
