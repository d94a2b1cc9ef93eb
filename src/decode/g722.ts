import { StitchError } from '../errors.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';
import { decodeG722, G722_DELAY_SAMPLES } from './g722-adpcm.ts';

const SAMPLE_RATE_HZ = 16_000;
/** One byte is two samples. */
const BYTES_PER_SECOND = SAMPLE_RATE_HZ / 2;

/** Files of G.722 at 64 kbit/s and nothing else, as Asterisk has them. */
export const g722Decoder: Decoder = {
  name: 'G.722',
  extensions: ['g722'],
  preference: 13,
  byEnding: true,
  recognizes: (_, name) => /\.g722$/i.test(name),
  load: async () => {},
  async decode(bytes, name): Promise<Decoded> {
    refuseLongClip(bytes.length / BYTES_PER_SECOND, name);
    const samples = decodeG722(bytes).subarray(G722_DELAY_SAMPLES);
    if (samples.length === 0) {
      throw new StitchError('clip/empty', `${name} has no samples; record it again`);
    }
    return {
      pcm: {
        channels: [Float32Array.from(samples, (sample) => sample / 32768)],
        sampleRateHz: SAMPLE_RATE_HZ,
      },
      encoding: 'G.722',
      warnings: [],
    };
  },
};
