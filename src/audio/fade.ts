import { type Pcm, sampleFrames } from './pcm.ts';

/** Long enough that a cut makes no click, short enough that no consonant suffers. */
const FADE_SECONDS = 0.005;

/** Fades a clip's edges in and out with a raised cosine; a clip shorter than two fades gets shorter ones. */
export function fadeEdges(pcm: Pcm): Pcm {
  const faded = { ...pcm, channels: pcm.channels.map((channel) => channel.slice()) };
  fadeOwnEdges(faded);
  return faded;
}

/** As `fadeEdges`, in the very samples. */
export function fadeOwnEdges(pcm: Pcm): void {
  const frames = sampleFrames(pcm);
  const length = Math.min(Math.round(FADE_SECONDS * pcm.sampleRateHz), Math.floor(frames / 2));
  for (const channel of new Set(pcm.channels)) {
    for (let f = 0; f < length; f++) {
      const gain = 0.5 - 0.5 * Math.cos((Math.PI * (f + 0.5)) / length);
      channel[f]! *= gain;
      channel[frames - 1 - f]! *= gain;
    }
  }
}
