import { fadeEdges } from './fade.ts';
import { mix } from './mix.ts';
import type { Pcm } from './pcm.ts';
import { resample } from './resample.ts';
import { keep, soundingRange } from './trim.ts';

/** The half of a profile that makes a decoded clip a prepared one. */
export interface Preparing {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Takes off the silence at the edges. */
  readonly trim: boolean;
  /** Fades the edges. */
  readonly fade: boolean;
}

/**
 * Makes a decoded clip ready to lay down. Each stage takes sound and gives sound, in this order: mix →
 * resample → trim → level → fade. Levelling will stand where its line is.
 */
export function prepare(decoded: Pcm, preparing: Preparing): Pcm {
  let pcm = mix(decoded, preparing.channels);
  pcm = resample(pcm, preparing.sampleRateHz);
  if (preparing.trim) pcm = keep(pcm, soundingRange(pcm));
  // level: here, when it comes.
  if (preparing.fade) pcm = fadeEdges(pcm);
  return pcm;
}
