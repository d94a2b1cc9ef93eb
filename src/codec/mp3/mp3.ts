import type { Codec } from '../codec.ts';
import { silentPieces } from '../silence.ts';
import { encodeBlock } from './block.ts';
import { emptyFrame } from './empty-frame.ts';
import { loadEncoder } from './encoder.ts';
import {
  autoSampleRate,
  checkFormat,
  defaultBitRate,
  framesPerMp3Frame,
  MP3_ENCODERS,
  type Mp3Format,
} from './format.ts';
import { MARGIN_MP3_FRAMES, marginsOf } from './margins.ts';
import { walkFrames } from './mpeg.ts';
import { withTags } from './tags.ts';
import { encodeWholeMp3 } from './whole.ts';

/** About the bytes of the tags. */
const TAGS_BYTES = 200;

/** MP3 at a constant bit rate: a unit is one MP3 frame, none of which needs another one's bits. */
export const mp3: Codec<Mp3Format> = {
  name: 'mp3',
  extensions: ['mp3'],
  mediaTypes: ['audio/mpeg', 'audio/mp3'],
  hasTitle: true,
  maxHours: 12,
  encoders: MP3_ENCODERS,
  resolve({ sampleRateHz, bitRateKbps, channels, encoder }, highestClipRateHz) {
    const asked = bitRateKbps === 'auto' ? null : bitRateKbps;
    const rateHz =
      sampleRateHz === 'auto' ? autoSampleRate(highestClipRateHz, channels, asked) : sampleRateHz;
    const format: Mp3Format = {
      name: 'mp3',
      sampleRateHz: rateHz,
      channels,
      bitRateKbps: asked ?? defaultBitRate(rateHz, channels),
      ...(encoder === 'lame' && { encoder }),
    };
    checkFormat(format);
    return format;
  },
  describe: ({ bitRateKbps }) => `MP3 at ${bitRateKbps} kbit/s`,
  grid: ({ sampleRateHz }) => ({
    unitFrames: framesPerMp3Frame(sampleRateHz),
    leadUnits: MARGIN_MP3_FRAMES,
    tailUnits: MARGIN_MP3_FRAMES,
  }),
  load: loadEncoder,
  margins: marginsOf,
  encodeBlock,
  unitOffsets({ bytes }) {
    const { frames, end } = walkFrames(bytes, 0);
    return [...frames.map(({ start }) => start), end];
  },
  silence: (units, format) => silentPieces(units, format, () => emptyFrame(format).bytes),
  wrap({ pieces, units, leadUnits, frames }, format, { title }, allocate) {
    const skippedFrames = leadUnits * framesPerMp3Frame(format.sampleRateHz);
    return withTags({ pieces, mp3Frames: units, skippedFrames, frames }, format, title, allocate);
  },
  encodeWhole: (pcm, format, { title }) => encodeWholeMp3(pcm, format, title),
  byteLength(frames, { sampleRateHz, bitRateKbps }) {
    const unit = framesPerMp3Frame(sampleRateHz);
    // The Info frame is one more.
    const mp3Frames = Math.ceil(frames / unit) + 2 * MARGIN_MP3_FRAMES + 1;
    return Math.round(((mp3Frames * unit) / sampleRateHz) * bitRateKbps * 125) + TAGS_BYTES;
  },
};
