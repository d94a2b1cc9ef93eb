import type { Pcm } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import { concat } from '../../util/bytes.ts';
import { encodePackets, loadEncoders } from '../libav/encoder.ts';
import { checkFormat, type Mp3Format } from './format.ts';
import { encodeWithLamejs, loadLamejs } from './lamejs.ts';
import { type MpegFrame, walkFrames } from './mpeg.ts';

/** Loads a format's encoder. It is the heaviest thing to load, and what is cached needs none of it. */
export function loadEncoder({ encoder }: Mp3Format): Promise<unknown> {
  return encoder === 'lame' ? loadEncoders() : loadLamejs();
}

/** A run of MP3 frames, none of which needs another one's bits. */
export interface EncodedFrames {
  readonly bytes: Uint8Array;
  readonly frames: readonly MpegFrame[];
}

/**
 * Encodes sound as MP3 frames with the bit reservoir off, in an encoder of its own: the same sound gives
 * the same bytes, whatever was encoded before. Decoding gives the sound `CODEC_DELAY_FRAMES` later.
 * @param pcm of the format's rate and channel count.
 * @throws StitchError profile/unsupported; internal/fault if the encoder made something else than asked.
 */
export async function encodeMp3(pcm: Pcm, format: Mp3Format): Promise<EncodedFrames> {
  checkFormat(format);
  const bytes =
    format.encoder === 'lame'
      ? await encodeWithLame(pcm, format)
      : await encodeWithLamejs(pcm, format);
  const { frames, end } = walkFrames(bytes, 0);
  const wrong = frames.find(({ header }) => header.bitRateKbps !== format.bitRateKbps) ?? frames[0];
  const header = wrong?.header;
  if (
    header?.sampleRateHz !== format.sampleRateHz ||
    header.channels !== format.channels ||
    header.bitRateKbps !== format.bitRateKbps ||
    end !== bytes.length
  ) {
    throw new StitchError('internal/fault', 'the MP3 encoder did not make what was asked of it', {
      details: { asked: format, made: header },
    });
  }
  return { bytes, frames };
}

async function encodeWithLame(pcm: Pcm, { bitRateKbps }: Mp3Format): Promise<Uint8Array> {
  const options = { reservoir: '0' };
  return concat(await encodePackets(pcm, { encoder: 'libmp3lame', bitRateKbps, options }));
}
