import type { Pcm } from './pcm.ts';

/** A channel whose loudest sample stays under -80 dBFS has no part in the mix. */
const SILENT_PEAK = 1e-4;

/**
 * Brings sound to one or two channels. One is the mean of the channels that sound, which cannot clip, and
 * keeps the level of a voice that was recorded on one of several. Two are one doubled, or of more than
 * two the first (front left and right in every WAV order), each with the mean of all the others.
 */
export function mix(pcm: Pcm, channels: 1 | 2): Pcm {
  const [left, right, ...others] = pcm.channels;
  if (pcm.channels.length === channels) return pcm;
  if (channels === 1) return { ...pcm, channels: [meanOfSounding(pcm.channels)] };
  if (right === undefined) return { ...pcm, channels: [left!, left!] };
  return {
    ...pcm,
    channels: [meanOfSounding([left!, ...others]), meanOfSounding([right, ...others])],
  };
}

function meanOfSounding(channels: readonly Float32Array[]): Float32Array {
  const sounding = channels.filter((channel) => channel.some((x) => Math.abs(x) >= SILENT_PEAK));
  const taken = sounding.length > 0 ? sounding : channels;
  const mean = new Float32Array(channels[0]!.length);
  for (const channel of taken) for (let f = 0; f < mean.length; f++) mean[f]! += channel[f]!;
  for (let f = 0; f < mean.length; f++) mean[f]! /= taken.length;
  return mean;
}
