// The one file that imports lamejs.

import { type Pcm, toInt16 } from '../../audio/pcm.ts';
import type { Mp3Format } from './format.ts';

/** Sample frames that go into the encoder at once: lamejs sizes its buffer by this. */
const CHUNK_FRAMES = 1152;

export const loadLamejs = () => import('lamejs');

/** Encodes sound with lamejs, which has the bit reservoir off. */
export async function encodeWithLamejs(pcm: Pcm, format: Mp3Format): Promise<Uint8Array> {
  const { Mp3Encoder } = await loadLamejs();
  const encoder = new Mp3Encoder(format.channels, format.sampleRateHz, format.bitRateKbps);
  const [left, right] = pcm.channels.map(toInt16);
  const pieces: Int8Array[] = [];
  for (let start = 0; start < left!.length; start += CHUNK_FRAMES) {
    const end = start + CHUNK_FRAMES;
    pieces.push(encoder.encodeBuffer(left!.subarray(start, end), right?.subarray(start, end)));
  }
  pieces.push(encoder.flush());
  return concatenate(pieces);
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
