// The one file that imports lamejs.

import { type Pcm, toInt16 } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import { checkFormat, type Mp3Format } from './format.ts';
import { type MpegFrame, walkFrames } from './mpeg.ts';

/** Sample frames that go into the encoder at once: lamejs sizes its buffer by this. */
const CHUNK_FRAMES = 1152;

/** The heaviest thing to load, and what is cached needs none of it. */
export const loadEncoder = () => import('lamejs');

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
  const { Mp3Encoder } = await loadEncoder();
  const encoder = new Mp3Encoder(format.channels, format.sampleRateHz, format.bitRateKbps);
  const [left, right] = pcm.channels.map(toInt16);
  const pieces: Int8Array[] = [];
  for (let start = 0; start < left!.length; start += CHUNK_FRAMES) {
    const end = start + CHUNK_FRAMES;
    pieces.push(encoder.encodeBuffer(left!.subarray(start, end), right?.subarray(start, end)));
  }
  pieces.push(encoder.flush());
  const bytes = concatenate(pieces);
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

function concatenate(pieces: readonly Int8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
