// The one file that imports mpg123-decoder, which is loaded when the first MP3 clip comes.

import { type MpegFrame, parseHeader, skipId3v2, walkFrames } from '../codec/mp3/mpeg.ts';
import { StitchError } from '../errors.ts';
import type { Decoded, Decoder } from './decoder.ts';

/** MP3 files of any rate, bit rate and channel count, with or without tags. */
export const mp3Decoder: Decoder = {
  name: 'MP3',
  extensions: ['mp3'],
  preference: 1,
  // An MP3 has no mark at its beginning: its frames are looked for.
  recognizes: () => true,
  load: loadEngine,
  decode: decodeMp3,
};

function loadEngine() {
  return import('mpg123-decoder');
}

/** Limit of the padding between tags and the first MP3 frame, which some taggers leave. */
const SEARCH_BYTES = 64 * 1024;

/**
 * Decodes an MP3 file of any rate, bit rate and channel count, the encoder's delay and padding taken off
 * where its LAME tag tells them.
 * @param name what errors call it.
 * @returns null when the bytes are no MP3 file: three MP3 frames in a row, or fewer that are all there is.
 * @throws StitchError clip/corrupt.
 */
async function decodeMp3(bytes: Uint8Array, name: string): Promise<Decoded | null> {
  const soundEnd = endOfSound(bytes);
  const frames = findFrames(bytes, soundEnd);
  if (frames.length === 0) return null;
  const [first, last] = [frames[0]!, frames.at(-1)!];
  const warnings: string[] = [];
  if (last.end < soundEnd)
    warnings.push('ends in bytes that are not MP3; only the part before them is played');
  const { MPEGDecoder } = await loadEngine();
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    // Only whole frames go in: for anything else it makes noise, and prints to the console.
    const { channelData, sampleRate, errors } = decoder.decode(
      bytes.subarray(first.start, last.end),
    );
    const [left] = channelData;
    if (
      errors.length > 0 ||
      left === undefined ||
      left.length === 0 ||
      sampleRate !== first.header.sampleRateHz
    ) {
      throw new StitchError('clip/corrupt', `${name} is a damaged MP3; convert it again`, {
        cause: errors[0],
      });
    }
    // Mono comes back twice.
    const channels = first.header.channels === 1 ? [left] : channelData;
    return { pcm: { channels, sampleRateHz: sampleRate }, encoding: encodingOf(frames), warnings };
  } finally {
    decoder.free();
  }
}

/** The first run of MP3 frames that is no accident of other bytes. */
function findFrames(bytes: Uint8Array, soundEnd: number): readonly MpegFrame[] {
  const start = skipId3v2(bytes);
  const limit = Math.min(bytes.length, start + SEARCH_BYTES);
  for (let at = start; at < limit; at++) {
    if (bytes[at] !== 0xff || parseHeader(bytes, at) === null) continue;
    const { frames, end } = walkFrames(bytes, at);
    if (frames.length >= 3 || (frames.length > 0 && end >= soundEnd)) return frames;
  }
  return [];
}

/** Offset of the zeros or the tag (ID3v1, APE, Lyrics3) after the last MP3 frame; else the length. */
function endOfSound(bytes: Uint8Array): number {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = Math.max(0, bytes.length - MAX_TAG_BYTES);
  const tags = TAGS.map((tag) => tail.indexOf(tag, from, 'latin1')).filter((at) => at !== -1);
  // ID3v1's name is too short to look for; its place is fixed.
  const id3v1 = bytes.length - ID3V1_BYTES;
  if (id3v1 >= 0 && tail.toString('latin1', id3v1, id3v1 + 3) === 'TAG') tags.push(id3v1);
  let end = Math.min(bytes.length, ...tags);
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

const TAGS = ['APETAGEX', 'LYRICSBEGIN'];
const ID3V1_BYTES = 128;
const MAX_TAG_BYTES = 256 * 1024;

function encodingOf(frames: readonly MpegFrame[]): string {
  const rates = new Set(frames.map(({ header }) => header.bitRateKbps));
  const first = frames[0]!.header.bitRateKbps;
  // The first frame may be a LAME tag of a higher rate.
  return rates.size === 1 ||
    (rates.size === 2 && frames.slice(1).every((f) => f.header.bitRateKbps !== first))
    ? `MP3 ${frames.at(-1)!.header.bitRateKbps} kbit/s`
    : 'MP3 variable';
}
