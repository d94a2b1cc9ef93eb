import type { Timeline } from '../audio/timeline.ts';
import type { Block } from './block.ts';
import {
  framesPerMp3Frame,
  LEAST_GAP_MP3_FRAMES,
  MARGIN_MP3_FRAMES,
  type Mp3Format,
} from './format.ts';
import { emptyFrame } from './header.ts';
import { id3Title } from './id3.ts';
import { infoFrame } from './info-frame.ts';

/**
 * Makes an MP3 file of blocks in their places, without encoding anything: silence between them is MP3
 * frames without data. Gapless players return exactly the timeline's sample frames.
 * @param timeline every start a multiple of one MP3 frame, LEAST_GAP_MP3_FRAMES apart or more.
 * @param title for the ID3 tag. @param allocate gives the file its memory, of which all is written.
 */
export function spliceMp3(
  timeline: Timeline<Block>,
  format: Mp3Format,
  title: string,
  allocate: Allocate = fresh,
): Uint8Array {
  const unit = framesPerMp3Frame(format.sampleRateHz);
  const silence = silenceOf(format);
  const pieces: Uint8Array[] = [];
  let mp3Frames = 0;
  const fillTo = (frame: number) => {
    for (; mp3Frames < frame; mp3Frames++) pieces.push(silence);
  };
  for (const { clip, start } of timeline.placed) {
    // A block begins one MP3 frame early, and so does the stream: decoded MP3 frame j is the timeline's j - 1.
    fillTo(start / unit);
    pieces.push(clip.bytes);
    mp3Frames += clip.mp3Frames;
  }
  fillTo(Math.ceil(timeline.frames / unit) + LEAST_GAP_MP3_FRAMES);
  const skippedFrames = MARGIN_MP3_FRAMES * unit;
  return mp3File(pieces, format, title, mp3Frames, skippedFrames, timeline.frames, allocate);
}

/** Gives memory for so many bytes, whatever is in it. */
export type Allocate = (bytes: number) => Uint8Array;

const fresh: Allocate = (bytes) => new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);

const silences = new WeakMap<Mp3Format, Uint8Array>();

/** An MP3 frame of silence; of each format one, which nobody writes to. */
function silenceOf(format: Mp3Format): Uint8Array {
  let silence = silences.get(format);
  if (silence === undefined) {
    silence = emptyFrame(format).bytes;
    silences.set(format, silence);
  }
  return silence;
}

/** Puts pieces of MP3 frames behind the tags that tell players what they are. */
export function mp3File(
  pieces: readonly Uint8Array[],
  format: Mp3Format,
  title: string,
  mp3Frames: number,
  skippedFrames: number,
  frames: number,
  allocate: Allocate = fresh,
): Uint8Array {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const head = [id3Title(title), infoFrame(format, { mp3Frames, bytes, skippedFrames, frames })];
  const file = allocate(head[0]!.length + head[1]!.length + bytes);
  let at = 0;
  for (const piece of [...head, ...pieces]) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
