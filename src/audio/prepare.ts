import { fadeOwnEdges } from './fade.ts';
import { levelOwn } from './level.ts';
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
  if (options.levelDb === false && !options.fade) return pcm;
  // A long clip takes 170 MB a channel: it is copied no more than once.
  pcm = own(pcm, decoded);
  if (options.levelDb !== false) levelOwn(pcm, options.levelDb);
  if (options.fade) fadeOwnEdges(pcm);
  return pcm;
}

/** Share of memory that a trimmed clip may leave unused. */
const MAX_UNUSED_SHARE = 1 / 16;

/** The same samples, in memory that `decoded` has no part in, and not much more than they need. */
function own(pcm: Pcm, decoded: Pcm): Pcm {
  const buffers = new Set(decoded.channels.map(({ buffer }) => buffer));
  const isOwn = pcm.channels.every(
    ({ buffer, byteLength }) =>
      !buffers.has(buffer) && byteLength >= (1 - MAX_UNUSED_SHARE) * buffer.byteLength,
  );
  return isOwn ? pcm : { ...pcm, channels: pcm.channels.map((channel) => channel.slice()) };
}
