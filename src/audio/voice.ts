import { isClipped } from './inspect.ts';
import type { FrameRange } from './trim.ts';
import {
  EDGE_OVER_ROOM_DB,
  meanDb,
  QUIETEST_ROOM_DB,
  VOICE_OVER_ROOM_DB,
  VOICE_WINDOWS,
  WINDOW_SECONDS,
  windowFrames,
  windowLevels,
} from './windows.ts';

/** Room kept before the sound of a take and after it. */
const BEFORE_SECONDS = 0.3;
const AFTER_SECONDS = 0.25;
/** A take whose sound is nearer than this to an edge of the recording has begun before it, or goes on after it. */
const EDGE_SECONDS = 0.03;
/** Peak under which even levelling leaves a take soft. */
const SOFT_PEAK_DB = -36;
/** A voice so little above the room is not told from it with certainty. */
export const MIN_OVER_ROOM_DB = 14;
/** Longest pause inside a word or a phrase. */
const PAUSE_SECONDS = 0.6;
/** Seconds that a word takes: a letter at least, and at most; a digit is said as a word. */
const SHORTEST_SECONDS = { word: 0.08, letter: 0.012 };
const LONGEST_SECONDS = { word: 0.9, letter: 0.22 };
const LETTERS_OF_A_DIGIT = 5;

/** A fault of a take. */
export type TakeFault =
  | 'silent'
  | 'noisy'
  | 'clipped'
  | 'soft'
  | 'cut-start'
  | 'cut-end'
  | 'lost'
  | 'short'
  | 'long';

/** A take, and what is known of how it was made. */
export interface Take {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** Level of the room in dBFS, where it was measured before. */
  readonly roomDb?: number | undefined;
  /** Sample frames that the device lost in it. */
  readonly lostFrames?: number | undefined;
  /** The words that it should say. */
  readonly words: string;
}

/** The sound of a take, and what is wrong with it. */
export interface JudgedTake {
  /** Sample frames of the sound; all of the take where it is silent. */
  readonly sound: FrameRange;
  /** Sample frames to keep: the sound with some of the room around it. */
  readonly kept: FrameRange;
  /** Level of the voice, its peak, and the room, in dBFS. */
  readonly voiceDb: number;
  readonly peakDb: number;
  readonly roomDb: number;
  readonly seconds: number;
  /** Empty for a good take. */
  readonly faults: readonly TakeFault[];
}

/**
 * Finds the sound of a take against the room around it, and judges it. The voice counts from 12 dB above the room for
 * three windows of 10 ms, and what touches it down to 6 dB; pauses of up to 0.6 s are part of it.
 */
export function judgeTake({
  samples,
  sampleRateHz,
  roomDb,
  lostFrames = 0,
  words,
}: Take): JudgedTake {
  const levels = windowLevels(samples, sampleRateHz);
  const window = windowFrames(sampleRateHz);
  const room = Math.max(QUIETEST_ROOM_DB, roomDb ?? quietest(levels));
  const runs = voicesIn(levels, room, PAUSE_SECONDS);
  const peakDb = 20 * Math.log10(peakOf(samples));
  const whole = { start: 0, end: samples.length };
  const found = runs.length === 0 ? null : { first: runs[0]!.first, last: runs.at(-1)!.last };
  const facts = { peakDb, roomDb: room };
  if (found === null) {
    const faults: TakeFault[] = lostFrames > 0 ? ['lost', 'silent'] : ['silent'];
    return { ...facts, sound: whole, kept: whole, voiceDb: meanDb(levels), seconds: 0, faults };
  }
  const sound = {
    start: found.first * window,
    end: Math.min(samples.length, (found.last + 1) * window),
  };
  const kept = {
    start: Math.max(0, sound.start - Math.round(BEFORE_SECONDS * sampleRateHz)),
    end: Math.min(samples.length, sound.end + Math.round(AFTER_SECONDS * sampleRateHz)),
  };
  const seconds = (sound.end - sound.start) / sampleRateHz;
  const voiceDb = loudPartDb(levels.slice(found.first, found.last + 1));
  const edge = EDGE_SECONDS * sampleRateHz;
  const [least, most] = usualSeconds(words);
  const checks: readonly (readonly [TakeFault, boolean])[] = [
    ['lost', lostFrames > 0],
    ['clipped', isClipped({ channels: [samples], sampleRateHz })],
    ['noisy', voiceDb - room < MIN_OVER_ROOM_DB],
    ['soft', peakDb < SOFT_PEAK_DB],
    ['cut-start', sound.start < edge],
    ['cut-end', sound.end > samples.length - edge],
    ['short', seconds < least],
    ['long', seconds > most],
  ];
  const faults = checks.filter(([, isSo]) => isSo).map(([fault]) => fault);
  return { ...facts, sound, kept, voiceDb, seconds, faults };
}

/** Windows [first, last] with a voice. */
interface VoiceRun {
  readonly first: number;
  readonly last: number;
}

/** The voices in a recording of several words, in order: sounds with at least this pause between them. */
export function splitVoices(
  samples: Float32Array,
  sampleRateHz: number,
  pauseSeconds = 0.3,
): readonly FrameRange[] {
  const levels = windowLevels(samples, sampleRateHz);
  const window = windowFrames(sampleRateHz);
  const room = Math.max(QUIETEST_ROOM_DB, roomOf(levels));
  return voicesIn(levels, room, pauseSeconds).map(({ first, last }) => ({
    start: first * window,
    end: Math.min(samples.length, (last + 1) * window),
  }));
}

/**
 * The same for a known number of words: where there are more sounds, those with the shortest pauses between them are
 * taken together, as the parts of one word.
 */
export function splitIntoWords(
  samples: Float32Array,
  sampleRateHz: number,
  words: number,
): readonly FrameRange[] {
  const voices = [...splitVoices(samples, sampleRateHz, 0.2)];
  while (voices.length > Math.max(1, words)) {
    let shortest = 1;
    const pauseBefore = (i: number) => voices[i]!.start - voices[i - 1]!.end;
    for (let i = 2; i < voices.length; i++)
      if (pauseBefore(i) < pauseBefore(shortest)) shortest = i;
    if (pauseBefore(shortest) > PAUSE_SECONDS * sampleRateHz) break;
    const joined = { start: voices[shortest - 1]!.start, end: voices[shortest]!.end };
    voices.splice(shortest - 1, 2, joined);
  }
  return voices;
}

/** Runs of voice, with the windows around them that are above the room; runs with a shorter pause between them are one. */
function voicesIn(
  levels: readonly number[],
  roomDb: number,
  pauseSeconds: number,
): readonly VoiceRun[] {
  const runs: { first: number; last: number }[] = [];
  const pauseWindows = pauseSeconds / WINDOW_SECONDS;
  let loudRun = 0;
  for (let i = 0; i < levels.length; i++) {
    loudRun = levels[i]! >= roomDb + VOICE_OVER_ROOM_DB ? loudRun + 1 : 0;
    if (loudRun < VOICE_WINDOWS) continue;
    let [first, last] = [i - loudRun + 1, i];
    while (first > 0 && levels[first - 1]! >= roomDb + EDGE_OVER_ROOM_DB) first--;
    while (last + 1 < levels.length && levels[last + 1]! >= roomDb + EDGE_OVER_ROOM_DB) last++;
    const before = runs.at(-1);
    if (before !== undefined && first - before.last - 1 < pauseWindows) before.last = last;
    else runs.push({ first, last });
    i = last;
    loudRun = 0;
  }
  return runs;
}

/** The room in a recording that holds a voice: the level that a tenth of its windows stay under. */
function quietest(levels: readonly number[]): number {
  const sorted = [...levels].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? QUIETEST_ROOM_DB;
}

/** A room is this far below a voice. */
const ROOM_UNDER_LOUDEST_DB = 30;

/** The room of a recording: the median of its soft windows where parts are digital silence, as a noise gate leaves it. */
function roomOf(levels: readonly number[]): number {
  const sounding = levels.filter((level) => level > QUIETEST_ROOM_DB);
  if (sounding.length === levels.length) return quietest(levels);
  const most = sounding.reduce((a, b) => Math.max(a, b), QUIETEST_ROOM_DB) - ROOM_UNDER_LOUDEST_DB;
  const soft = sounding.filter((level) => level < most).sort((a, b) => a - b);
  return soft[Math.floor(soft.length / 2)] ?? quietest(sounding);
}

/** Mean level of the windows within 15 dB of the loudest: the vowels. */
function loudPartDb(levels: readonly number[]): number {
  const loudest = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  return meanDb(levels.filter((level) => level >= loudest - 15));
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** Seconds that a text takes at least and at most. */
export function usualSeconds(words: string): readonly [least: number, most: number] {
  const letters = (words.match(/\p{L}/gu) ?? []).length;
  const digits = (words.match(/\p{Nd}/gu) ?? []).length;
  const length = letters + digits * LETTERS_OF_A_DIGIT;
  const secondsOf = (of: typeof SHORTEST_SECONDS) => of.word + of.letter * length;
  return [secondsOf(SHORTEST_SECONDS), secondsOf(LONGEST_SECONDS)];
}
