import { fadeEdges } from './fade.ts';
import { level } from './level.ts';
import { mix } from './mix.ts';
import type { Pcm } from './pcm.ts';
import { resample } from './resample.ts';
import { type Edges, nonSilentRange, slice } from './trim.ts';

/** Options that turn a decoded clip into a prepared one. */
export interface PrepareOptions {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Whether silence at the edges is cut off. */
  readonly trim: boolean;
  /** Seconds of silence that trimming keeps. */
  readonly edgesSeconds: Edges;
  /** Level of the speech in dB; false leaves it as it was recorded. */
  readonly levelDb: number | false;
  /** Whether the edges are faded. */
  readonly fade: boolean;
}

/** Prepares a decoded clip: mix → resample → trim → level → fade. Each stage takes PCM and gives PCM. */
export function prepare(decoded: Pcm, options: PrepareOptions): Pcm {
  let pcm = mix(decoded, options.channels);
  pcm = resample(pcm, options.sampleRateHz);
  if (options.trim) pcm = slice(pcm, nonSilentRange(pcm, options.edgesSeconds));
  if (options.levelDb !== false) pcm = level(pcm, options.levelDb);
  if (options.fade) pcm = fadeEdges(pcm);
  return pcm;
}
