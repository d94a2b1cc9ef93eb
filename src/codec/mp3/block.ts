import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import type { Block } from '../codec.ts';
import { onGround } from '../ground.ts';
import { encodeMp3 } from './encoder.ts';
import { CODEC_DELAY_FRAMES, framesPerMp3Frame, type Mp3Format } from './format.ts';
import { marginsOf } from './margins.ts';

/** MP3 frames of silence that the encoder sees on either side, so that it starts and ends in peace. */
const SILENT_MP3_FRAMES = 3;

/**
 * Encodes a prepared clip as a block. The clip is placed so that it begins where a decoded MP3 frame
 * does, and each clip has an encoder of its own: one encoder over many clips would carry its state from
 * each to the next, and a clip's bytes would depend on its company.
 * @param pcm of the format's rate and channel count. @throws StitchError as `encodeMp3`.
 */
export async function encodeBlock(pcm: Pcm, format: Mp3Format): Promise<Block> {
  const unit = framesPerMp3Frame(format.sampleRateHz);
  const frames = sampleFrames(pcm);
  const sounding = Math.ceil(frames / unit);
  const first = Math.ceil(CODEC_DELAY_FRAMES / unit) + SILENT_MP3_FRAMES;
  const start = first * unit - CODEC_DELAY_FRAMES;
  const total = (first + sounding + SILENT_MP3_FRAMES) * unit;
  const encoded = await encodeMp3(onGround(pcm, { start, total }, format, unit), format);
  const { before, after } = marginsOf(pcm, format);
  const kept = encoded.frames.slice(first - before, first + sounding + after);
  // A copy, so that a kept block does not keep all that was encoded.
  return {
    bytes: encoded.bytes.slice(kept[0]!.start, kept.at(-1)!.end),
    units: kept.length,
    frames,
    before,
    after,
  };
}
