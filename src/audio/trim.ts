import { type Pcm, sampleFrames } from './pcm.ts';
import { powerDb, powerOf, windowFrames } from './windows.ts';

/** Nothing under this level is sound: a clip without more is silent. */
const SILENCE_DB = -70;
/** Sound is within this of the loudest window, so that a soft "f" stays in where there is no noise. */
const BELOW_LOUDEST_DB = -45;
/** Share of a clip's windows that are under its noise floor. */
const FLOOR_SHARE = 0.1;
/** Speech begins so far above the noise floor, for at least three windows; what touches it counts down to the lower. */
const SPEECH_OVER_FLOOR_DB = 12;
const EDGE_OVER_FLOOR_DB = 6;
const SPEECH_WINDOWS = 3;
/** Highest thresholds, under the loudest window: the quietest tenth of a clip without a pause is speech, not noise. */
const SPEECH_UNDER_LOUDEST_DB = -30;
const EDGE_UNDER_LOUDEST_DB = -36;
/** The same where a clip begins or ends with noise: of a steady level for a while, well under the speech. */
const SPEECH_UNDER_STEADY_DB = -9;
const EDGE_UNDER_STEADY_DB = -15;
const STEADY_WINDOWS = 20;
const STEADY_DB = 4;
const STEADY_UNDER_LOUDEST_DB = -18;
/** Longest pause inside a word, before a stop ("six-ty"). */
const PAUSE_WINDOWS = 25;
/**
 * Silence kept at either end by default, in seconds: for a soft onset, and for the room to die away. It is also
 * more than a granule of MP3 (36 ms at 16 kHz), so that the encoder's pre-echo stays inside the clip.
 */
export const DEFAULT_EDGE_SECONDS = 0.05;

/** Seconds of silence before a clip's sound, and after it. */
export type Edges = readonly [before: number, after: number];
const DEFAULT_EDGES: Edges = [DEFAULT_EDGE_SECONDS, DEFAULT_EDGE_SECONDS];

/** Sample frames [start, end) of a clip. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the sound between the silences at a clip's edges, with a margin. A clip that is silent
 * throughout was recorded for its silence, and stays whole.
 */
export function nonSilentRange(pcm: Pcm, edges = DEFAULT_EDGES): FrameRange {
  return findSound(pcm, edges) ?? { start: 0, end: sampleFrames(pcm) };
}

/**
 * Finds the sound of a clip against its own noise floor, with a margin; null for a clip that is silent
 * throughout. A recording by phone has noise 45 dB under its speech, which a fixed distance would keep.
 */
export function findSound(pcm: Pcm, edges = DEFAULT_EDGES): FrameRange | null {
  const window = windowFrames(pcm.sampleRateHz);
  const levels = windowLevels(pcm, window);
  const { loudestDb, floorDb } = noiseOf(levels);
  if (loudestDb < SILENCE_DB) return null;
  const least = Math.max(SILENCE_DB, loudestDb + BELOW_LOUDEST_DB);
  const threshold = (overFloorDb: number, underLoudestDb: number) =>
    Math.max(least, Math.min(floorDb + overFloorDb, loudestDb + underLoudestDb));
  const isNoise = floorDb - loudestDb < STEADY_UNDER_LOUDEST_DB && hasSteadyEdge(levels, floorDb);
  const [speechUnder, edgeUnder] = isNoise
    ? [SPEECH_UNDER_STEADY_DB, EDGE_UNDER_STEADY_DB]
    : [SPEECH_UNDER_LOUDEST_DB, EDGE_UNDER_LOUDEST_DB];
  const speechDb = threshold(SPEECH_OVER_FLOOR_DB, speechUnder);
  const edgeDb = threshold(EDGE_OVER_FLOOR_DB, edgeUnder);
  let [first, last] = speechWindows(levels, speechDb);
  while (first > 0 && levels[first - 1]! >= edgeDb) first--;
  while (last < levels.length - 1 && levels[last + 1]! >= edgeDb) last++;
  const [before, after] = edges.map((seconds) => Math.round(seconds * pcm.sampleRateHz));
  return {
    start: Math.max(0, first * window - before!),
    end: Math.min(sampleFrames(pcm), (last + 1) * window + after!),
  };
}

/** Whether a clip begins or ends with windows that are all near to its noise floor: speech is not as steady. */
function hasSteadyEdge(levels: readonly number[], floorDb: number): boolean {
  const isNear = (level: number) => Math.abs(level - floorDb) <= STEADY_DB;
  const edges = [levels.slice(0, STEADY_WINDOWS), levels.slice(-STEADY_WINDOWS)];
  return edges.some((edge) => edge.length === STEADY_WINDOWS && edge.every(isNear));
}

/** Level of a clip's noise and of its loudest window, in dBFS; both −Infinity for digital silence. */
export interface NoiseLevels {
  readonly floorDb: number;
  readonly loudestDb: number;
}

/** Measures the noise of a clip: the level that a tenth of its windows stay under. */
export function noiseLevels(pcm: Pcm): NoiseLevels {
  return noiseOf(windowLevels(pcm, windowFrames(pcm.sampleRateHz)));
}

function noiseOf(levels: readonly number[]): NoiseLevels {
  const sorted = [...levels].sort((a, b) => a - b);
  return { floorDb: sorted[Math.floor(FLOOR_SHARE * sorted.length)]!, loudestDb: sorted.at(-1)! };
}

/** First and last window of the speech: runs over the threshold, and shorter ones that are near to them. */
function speechWindows(levels: readonly number[], thresholdDb: number): [number, number] {
  const runs: [first: number, last: number][] = [];
  for (const [i, level] of levels.entries()) {
    if (level < thresholdDb) continue;
    const run = runs.at(-1);
    if (run?.[1] === i - 1) run[1] = i;
    else runs.push([i, i]);
  }
  const isLong = ([first, last]: readonly [number, number]) => last - first + 1 >= SPEECH_WINDOWS;
  const from = Math.max(0, runs.findIndex(isLong));
  const long = runs.findLastIndex(isLong);
  const to = long === -1 ? runs.length - 1 : long;
  let [first, last] = [runs[from]![0], runs[to]![1]];
  for (let r = from - 1; r >= 0 && first - runs[r]![1] <= PAUSE_WINDOWS; r--) first = runs[r]![0];
  for (let r = to + 1; r < runs.length && runs[r]![0] - last <= PAUSE_WINDOWS; r++)
    last = runs[r]![1];
  return [first, last];
}

/** Keeps sample frames [start, end). */
export function slice(pcm: Pcm, { start, end }: FrameRange): Pcm {
  return { ...pcm, channels: pcm.channels.map((channel) => channel.subarray(start, end)) };
}

/** The loudest channel's level in each window, in dBFS, a constant offset taken out. */
function windowLevels(pcm: Pcm, window: number): number[] {
  const levels: number[] = [];
  for (let start = 0; start < sampleFrames(pcm); start += window) {
    let loudest = 0;
    for (const channel of pcm.channels) {
      const end = Math.min(start + window, channel.length);
      loudest = Math.max(loudest, powerOf(channel, start, end));
    }
    levels.push(powerDb(loudest));
  }
  return levels;
}
