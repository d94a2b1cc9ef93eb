import { type Pcm, sampleFrames, toInt16 } from '../../audio/pcm.ts';
import type { AudioFormat, Codec } from '../codec.ts';
import { silentPieces } from '../silence.ts';
import { RIFF_HEADER_BYTES, riffHeader } from './riff.ts';

/** 16-bit PCM in a WAV file. */
export interface WavFormat extends AudioFormat {
  readonly name: 'wav';
  readonly bitRateKbps: null;
}

const SAMPLE_BYTES = 2;
const HIGHEST_AUTO_HZ = 48_000;

/** 16-bit PCM WAV: a unit is one sample frame, and splicing is exact. */
export const wav: Codec<WavFormat> = {
  name: 'wav',
  extensions: ['wav'],
  mediaTypes: ['audio/wav', 'audio/wave', 'audio/x-wav', 'audio/vnd.wave'],
  hasTitle: false,
  maxHours: 1, // more does not fit into memory
  resolve: ({ sampleRateHz, channels }, highestClipRateHz) => ({
    name: 'wav',
    sampleRateHz:
      sampleRateHz === 'auto' ? Math.min(HIGHEST_AUTO_HZ, highestClipRateHz) : sampleRateHz,
    channels,
    bitRateKbps: null,
  }),
  describe: () => '16-bit WAV',
  grid: () => ({ unitFrames: 1, leadUnits: 0, tailUnits: 0 }),
  margins: () => ({ before: 0, after: 0 }),
  async encodeBlock(pcm) {
    const frames = sampleFrames(pcm);
    return { bytes: interleave(pcm), units: frames, frames, before: 0, after: 0 };
  },
  silence: (units, format) =>
    silentPieces(units, format, () => new Uint8Array(format.channels * SAMPLE_BYTES)),
  wrap({ pieces, units }, { channels, sampleRateHz }, _, allocate) {
    const blockBytes = channels * SAMPLE_BYTES;
    const format = { tag: 1, channels, sampleRateHz, blockBytes, bits: 8 * SAMPLE_BYTES };
    const header = riffHeader(format, units * blockBytes);
    if (allocate === undefined) return [header, ...pieces];
    const own = allocate(header.length);
    own.set(header);
    return [own, ...pieces];
  },
  byteLength: (frames, { channels }) => RIFF_HEADER_BYTES + frames * channels * SAMPLE_BYTES,
};

/** 16-bit samples, the channels of each sample frame side by side, low byte first. */
function interleave({ channels }: Pcm): Uint8Array {
  const each = channels.map(toInt16);
  const samples = new Int16Array(each[0]!.length * each.length);
  for (const [c, channel] of each.entries()) {
    for (let f = 0; f < channel.length; f++) samples[f * each.length + c] = channel[f]!;
  }
  return new Uint8Array(samples.buffer);
}
