import { type Pcm, sampleFrames } from './pcm.ts';

/** Long enough that a cut makes no click, short enough that no consonant suffers. */
const FADE_SECONDS = 0.005;

/** Fades a clip's edges in and out with a raised cosine; a clip shorter than two fades gets shorter ones. */
export function fadeEdges(pcm: Pcm): Pcm {
  const frames = sampleFrames(pcm);
  const length = Math.min(Math.round(FADE_SECONDS * pcm.sampleRateHz), Math.floor(frames / 2));
  const channels = pcm.channels.map((channel) => {
    const faded = channel.slice();
    for (let f = 0; f < length; f++) {
      const gain = 0.5 - 0.5 * Math.cos((Math.PI * (f + 0.5)) / length);
      faded[f]! *= gain;
      faded[frames - 1 - f]! *= gain;
    }
    return faded;
  });
  return { ...pcm, channels };
}
