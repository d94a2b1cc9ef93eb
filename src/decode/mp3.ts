// The one file that imports mpg123-decoder, which is loaded when the first MP3 clip comes.

import {
  HEADER_BYTES,
  type MpegFrame,
  parseHeader,
  skipId3v2,
  walkFrames,
} from '../codec/mp3/mpeg.ts';
import { StitchError } from '../errors.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';

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
  const soundStart = skipTags(bytes);
  const soundEnd = endOfSound(bytes, soundStart);
  const frames = findFrames(bytes, soundStart, soundEnd);
  if (frames.length === 0) return null;
  const [first, last] = [frames[0]!, frames.at(-1)!];
  const { sampleFrames, sampleRateHz } = first.header;
  refuseLongClip((frames.length * sampleFrames) / sampleRateHz, name);
  const warnings = warningsOf(bytes, frames, soundEnd);
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

function warningsOf(
  bytes: Uint8Array,
  frames: readonly MpegFrame[],
  soundEnd: number,
): readonly string[] {
  const last = frames.at(-1)!;
  if (last.end < soundEnd)
    return ['ends in bytes that are not MP3; only the part before them is played'];
  // Encoders differ on whether the count includes its own frame. A download that was cut off may end in zeros.
  const isCut = frames.length < (framesPromised(bytes, frames[0]!) ?? 0);
  const zeros = zerosFrom(bytes, soundEnd);
  return isCut || zeros > 2 * last.header.frameBytes
    ? ['ends before its samples do; what is there is played']
    : [];
}

/** MP3 frames that follow, as the Xing or Info tag in the first tells (gabriel.mp3-tech.org/mp3infotag.html). */
function framesPromised(bytes: Uint8Array, { start, end, header }: MpegFrame): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = start + HEADER_BYTES + header.sideInfoBytes;
  if (tag + 12 > end || !['Xing', 'Info'].includes(text(bytes, tag, 4))) return null;
  return view.getUint32(tag + 4) & 1 ? view.getUint32(tag + 8) : null;
}

function zerosFrom(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at - start;
}

/** Offset of the sound, after the tags at the beginning: ID3v2, and APEv2, which may hold a picture. */
function skipTags(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = skipId3v2(bytes);
  while (at + APE_HEADER_BYTES <= bytes.length && text(bytes, at, 8) === APE_TAG) {
    at += APE_HEADER_BYTES + view.getUint32(at + 12, true);
    at = Math.min(at, bytes.length);
    at += skipId3v2(bytes.subarray(at));
  }
  return at;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** The first run of MP3 frames that is no accident of other bytes. */
function findFrames(bytes: Uint8Array, start: number, soundEnd: number): readonly MpegFrame[] {
  const limit = Math.min(bytes.length, start + SEARCH_BYTES);
  for (let at = start; at < limit; at++) {
    if (bytes[at] !== 0xff || parseHeader(bytes, at) === null) continue;
    const { frames, end } = walkFrames(bytes, at);
    if (frames.length >= 3 || (frames.length > 0 && end >= soundEnd)) return frames;
  }
  return [];
}

/** Offset of the zeros or the tag (ID3v1, APE, Lyrics3) after the last MP3 frame; else the length. */
function endOfSound(bytes: Uint8Array, soundStart: number): number {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = Math.max(soundStart, bytes.length - MAX_TAG_BYTES);
  const tags = TAGS.map((tag) => tail.indexOf(tag, from, 'latin1')).filter((at) => at !== -1);
  // ID3v1's name is too short to look for; its place is fixed.
  const id3v1 = bytes.length - ID3V1_BYTES;
  if (id3v1 >= 0 && tail.toString('latin1', id3v1, id3v1 + 3) === 'TAG') tags.push(id3v1);
  let end = Math.min(bytes.length, ...tags);
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

const APE_TAG = 'APETAGEX';
const APE_HEADER_BYTES = 32;
const TAGS = [APE_TAG, 'LYRICSBEGIN'];
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
