import { type Pcm, sampleFrames } from '../audio/pcm.ts';

/** Level up to which what a codec does to a clip's edge is inaudible. */
const QUIET_PEAK = 10 ** (-40 / 20);

/** Whether the first sample frames of a clip are quiet in all channels. */
export function beginsQuietly({ channels }: Pcm, frames: number): boolean {
  return channels.every((channel) => isQuiet(channel.subarray(0, frames)));
}

/** Whether the last sample frames of a clip are quiet in all channels. */
export function endsQuietly(pcm: Pcm, frames: number): boolean {
  const start = Math.max(0, sampleFrames(pcm) - frames);
  return pcm.channels.every((channel) => isQuiet(channel.subarray(start)));
}

function isQuiet(samples: Float32Array): boolean {
  return samples.every((sample) => Math.abs(sample) < QUIET_PEAK);
}
