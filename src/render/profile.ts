import type { PrepareOptions } from '../audio/prepare.ts';
import type { Grid } from '../audio/timeline.ts';
import type { AudioFormat } from '../codec/codec.ts';
import { codecOf } from '../codec/registry.ts';
import type { PauseKind } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import { JOINED_END, JOINED_START, type JoinedSides } from './clip-use.ts';

/** The output's format, and the way that clips are prepared and joined for it. JSON. */
export interface Profile {
  readonly format: AudioFormat;
  /** `spliced`: from blocks; `tight`: laid down as PCM and encoded whole. */
  readonly join: 'spliced' | 'tight';
  readonly prepare: PrepareOptions;
  /** Seconds of silence by kind of pause, and in place of a word without a clip. */
  readonly pauseSeconds: Readonly<Record<PauseKind | 'missing', number>>;
  readonly grid: Grid;
}

/** Silence in place of a word without a clip: about as long as a word. */
const MISSING_SECONDS = 0.5;

/**
 * Settles what the options leave open by the clips in use.
 * @param highestClipRateHz sample rate among the clips in use.
 * @param noiseDb level of the noise that fills gaps; null for silence. @throws StitchError profile/unsupported.
 */
export function settleProfile(
  options: Options,
  highestClipRateHz: number,
  noiseDb: number | null = null,
): Profile {
  const { channels, trim, edgeSeconds, levelDb, fade, gapSeconds } = options;
  const codec = codecOf(options.format);
  const resolved = codec.resolve(options, highestClipRateHz);
  const format = noiseDb === null ? resolved : { ...resolved, noiseDb };
  const { sampleRateHz } = format;
  // Where splicing is exact there is nothing to encode whole.
  const join = codec.encodeWhole === undefined ? 'spliced' : options.join;
  const unitFrames = join === 'spliced' ? codec.grid(format).unitFrames : 1;
  return {
    format,
    join,
    prepare: {
      sampleRateHz,
      channels,
      trim,
      edgesSeconds: [edgeSeconds, edgeSeconds],
      levelDb,
      fade,
    },
    pauseSeconds: pauseSecondsOf(options),
    grid: { sampleRateHz, unitFrames, gapSeconds },
  };
}

/** Silence that a clip keeps at a joined side: enough for its fade, and for what MP3 spreads. */
const JOINED_EDGE_SECONDS = 0.005;

/** How a profile's clips are prepared where sides of them are joined to others. */
export function prepareJoined({ prepare }: Profile, joined: JoinedSides): PrepareOptions {
  const [before, after] = prepare.edgesSeconds;
  const edge = (seconds: number, side: number) =>
    (joined & side) === 0 ? seconds : Math.min(seconds, JOINED_EDGE_SECONDS);
  return { ...prepare, edgesSeconds: [edge(before, JOINED_START), edge(after, JOINED_END)] };
}

/** Seconds of silence by kind of pause, and in place of a word without a clip. */
export function pauseSecondsOf({ pauses }: Options): Profile['pauseSeconds'] {
  return {
    comma: pauses.commaSeconds,
    stop: pauses.stopSeconds,
    line: pauses.lineSeconds,
    missing: MISSING_SECONDS,
  };
}
