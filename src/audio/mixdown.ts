import type { Pcm } from './pcm.ts';
import type { Timeline } from './timeline.ts';

/** The timeline as sound: every clip in its place, silence elsewhere. */
export function mixdown(timeline: Timeline<Pcm>, channels: number): Pcm {
  const out = Array.from({ length: channels }, () => new Float32Array(timeline.frames));
  for (const { clip, start } of timeline.placed) {
    for (const [c, channel] of clip.channels.entries()) out[c]!.set(channel, start);
  }
  return { channels: out, sampleRateHz: timeline.sampleRateHz };
}
