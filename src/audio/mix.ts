import { type Pcm, sampleFrames } from './pcm.ts';

/**
 * Brings sound to one or two channels: many to one by their mean (which cannot clip), one to two by
 * doubling, more than two to two by the first two, which in every WAV order are front left and right.
 */
export function mix(pcm: Pcm, channels: 1 | 2): Pcm {
  const from = pcm.channels;
  if (from.length === channels) return pcm;
  if (channels === 2) {
    const [left, right] = from;
    return { ...pcm, channels: [left!, right ?? left!] };
  }
  const mono = new Float32Array(sampleFrames(pcm));
  for (const channel of from) for (let f = 0; f < mono.length; f++) mono[f]! += channel[f]!;
  for (let f = 0; f < mono.length; f++) mono[f]! /= from.length;
  return { ...pcm, channels: [mono] };
}
