/**
 * Decoded sound. channels[c][f]: channel c, sample frame f, nominal [-1, 1]; a sample frame is one value
 * of each channel. All channels have the same length, and there is at least one.
 */
export interface Pcm {
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
}

/** Sample frames of PCM. */
export function sampleFrames(pcm: Pcm): number {
  return pcm.channels[0]!.length;
}

/** Length of PCM in seconds. */
export function durationSeconds(pcm: Pcm): number {
  return sampleFrames(pcm) / pcm.sampleRateHz;
}

/** 16-bit samples of one channel: rounded, and only here clamped. */
export function toInt16(channel: Float32Array): Int16Array {
  const samples = new Int16Array(channel.length);
  for (let f = 0; f < channel.length; f++) {
    samples[f] = Math.max(-32768, Math.min(32767, Math.round(channel[f]! * 32768)));
  }
  return samples;
}
