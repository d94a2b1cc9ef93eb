import type { Preparing } from '../audio/prepare.ts';
import type { Grid } from '../audio/timeline.ts';
import type { Options } from '../options/render.ts';
import type { PauseKind } from '../message/plan.ts';
import {
  autoSampleRate,
  checkFormat,
  defaultBitRate,
  framesPerMp3Frame,
  LEAST_GAP_MP3_FRAMES,
  type Mp3Format,
} from '../codec/mp3/format.ts';

/** What the output is, and how clips are prepared and joined for it. */
export type Profile = Mp3Profile | WavProfile;

interface ProfileBase {
  readonly preparing: Preparing;
  /** Seconds of silence by kind of pause, and in place of a word without a clip. */
  readonly pauseSeconds: Readonly<Record<PauseKind | 'missing', number>>;
  readonly grid: Grid;
}

/** MP3 at a constant bit rate: spliced from blocks, or encoded whole. */
export interface Mp3Profile extends ProfileBase {
  readonly container: 'mp3';
  readonly join: 'spliced' | 'tight';
  readonly mp3: Mp3Format;
}

/** 16-bit PCM. */
export interface WavProfile extends ProfileBase {
  readonly container: 'wav';
}

/** Silence in place of a word without a clip: about as long as a word. */
const MISSING_SECONDS = 0.5;
const HIGHEST_AUTO_HZ = 48_000;

/**
 * Settles what the options leave open by the clips in use.
 * @param clipRatesHz the sample rates of the clips in use.
 * @throws StitchError profile/unsupported.
 */
export function settleProfile(options: Options, clipRatesHz: readonly number[]): Profile {
  const { channels, trim, fade, gapSeconds } = options;
  const highest = clipRatesHz.reduce((a, b) => Math.max(a, b), 0);
  const pauseSeconds = pauseSecondsOf(options);
  if (options.format === 'wav') {
    const sampleRateHz =
      options.sampleRateHz === 'auto' ? Math.min(HIGHEST_AUTO_HZ, highest) : options.sampleRateHz;
    return {
      container: 'wav',
      preparing: { sampleRateHz, channels, trim, fade },
      pauseSeconds,
      grid: { sampleRateHz, unitFrames: 1, leastGapUnits: 0, gapSeconds },
    };
  }
  const asked = options.bitRateKbps === 'auto' ? null : options.bitRateKbps;
  const sampleRateHz =
    options.sampleRateHz === 'auto'
      ? autoSampleRate(highest, channels, asked)
      : options.sampleRateHz;
  const mp3 = {
    sampleRateHz,
    channels,
    bitRateKbps: asked ?? defaultBitRate(sampleRateHz, channels),
  };
  checkFormat(mp3);
  const spliced = options.join === 'spliced';
  return {
    container: 'mp3',
    join: options.join,
    mp3,
    preparing: { sampleRateHz, channels, trim, fade },
    pauseSeconds,
    grid: {
      sampleRateHz,
      unitFrames: spliced ? framesPerMp3Frame(sampleRateHz) : 1,
      leastGapUnits: spliced ? LEAST_GAP_MP3_FRAMES : 0,
      gapSeconds,
    },
  };
}

/** Seconds of silence by kind of pause, and in place of a word without a clip. */
export function pauseSecondsOf({ pauses }: Options): ProfileBase['pauseSeconds'] {
  return {
    comma: pauses.commaSeconds,
    stop: pauses.stopSeconds,
    line: pauses.lineSeconds,
    missing: MISSING_SECONDS,
  };
}
