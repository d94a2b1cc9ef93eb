import type { Timeline } from '../audio/timeline.ts';
import type { Block } from './mp3/block.ts';
import {
  framesPerMp3Frame,
  LEAST_GAP_MP3_FRAMES,
  MARGIN_MP3_FRAMES,
  type Mp3Format,
} from './mp3/format.ts';
import { emptyFrame } from './mp3/empty-frame.ts';
import { id3Title } from './mp3/id3.ts';
import { infoFrame } from './mp3/info-frame.ts';

/** Gives memory for so many bytes, whatever is in it. */
export type Allocate = (bytes: number) => Uint8Array;

/**
 * Makes an MP3 file of blocks in their places, without encoding anything: silence between them is MP3
 * frames without data. Gapless players return exactly the timeline's sample frames.
 * @param timeline every start a multiple of one MP3 frame, LEAST_GAP_MP3_FRAMES apart or more.
 * @param title for the ID3 tag. @param allocate gives memory for the tags.
 * @returns the file's bytes in pieces: the tags, and views of blocks and of silence, not to be written to.
 */
export function splicePieces(
  timeline: Timeline<Block>,
  format: Mp3Format,
  title: string,
  allocate?: Allocate,
): readonly Uint8Array[] {
  const unit = framesPerMp3Frame(format.sampleRateHz);
  const silence = silenceOf(format);
  const pieces: Uint8Array[] = [];
  let mp3Frames = 0;
  const fillTo = (frame: number) => {
    while (mp3Frames < frame) {
      const count = Math.min(frame - mp3Frames, SILENT_MP3_FRAMES);
      pieces.push(silence.subarray(0, (count * silence.length) / SILENT_MP3_FRAMES));
      mp3Frames += count;
    }
  };
  for (const { clip, start } of timeline.placed) {
    // A block begins one MP3 frame early, and so does the stream: decoded MP3 frame j is the timeline's j - 1.
    fillTo(start / unit);
    pieces.push(clip.bytes);
    mp3Frames += clip.mp3Frames;
  }
  fillTo(Math.ceil(timeline.frames / unit) + LEAST_GAP_MP3_FRAMES);
  const skippedFrames = MARGIN_MP3_FRAMES * unit;
  return withTags(pieces, format, title, mp3Frames, skippedFrames, timeline.frames, allocate);
}

/** Puts pieces of MP3 frames behind the tags that tell players what they are. */
export function withTags(
  pieces: readonly Uint8Array[],
  format: Mp3Format,
  title: string,
  mp3Frames: number,
  skippedFrames: number,
  frames: number,
  allocate: Allocate = (bytes) => new Uint8Array(bytes),
): readonly Uint8Array[] {
  const bytes = lengthOf(pieces);
  const id3 = id3Title(title);
  const info = infoFrame(format, { mp3Frames, bytes, skippedFrames, frames });
  const tags = allocate(id3.length + info.length);
  tags.set(id3);
  tags.set(info, id3.length);
  return [tags, ...pieces];
}

/** The bytes of pieces, one after another; of one piece, itself. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** How many bytes pieces have together. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** Longer silences are made of several runs of so many MP3 frames. */
const SILENT_MP3_FRAMES = 32;

const silences = new WeakMap<Mp3Format, Uint8Array>();

/** A run of silence in memory that threads can share; of each format one, which nobody writes to. */
function silenceOf(format: Mp3Format): Uint8Array {
  let silence = silences.get(format);
  if (silence === undefined) {
    const { bytes } = emptyFrame(format);
    silence = new Uint8Array(new SharedArrayBuffer(bytes.length * SILENT_MP3_FRAMES));
    for (let at = 0; at < silence.length; at += bytes.length) silence.set(bytes, at);
    silences.set(format, silence);
  }
  return silence;
}
