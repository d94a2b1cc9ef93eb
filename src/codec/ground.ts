import { comfortNoise, fillWithNoise, type NoiseLoop } from '../audio/comfort-noise.ts';
import type { Pcm } from '../audio/pcm.ts';
import { memoizeByObject } from '../util/memoize.ts';
import type { AudioFormat } from './codec.ts';

/** Length of the noise's loop: past what an ear takes for a repetition, in the gaps that messages have. */
const LOOP_SECONDS = 4;

/** Sample frames after which a format's noise begins again: whole units. */
export function noiseLoopFrames({ sampleRateHz }: AudioFormat, unitFrames: number): number {
  return Math.round((LOOP_SECONDS * sampleRateHz) / unitFrames) * unitFrames;
}

const loops = memoizeByObject((format: AudioFormat) => new Map<number, NoiseLoop>());

/**
 * Lays a clip on the ground of a format: its comfort noise, or silence.
 * @param place sample frames [start, start + clip) of `total` are the clip's; the noise begins again at `start`.
 * @param unitFrames the noise goes on over whole units.
 */
export function onGround(
  pcm: Pcm,
  { start, total }: { readonly start: number; readonly total: number },
  format: AudioFormat,
  unitFrames: number,
): Pcm {
  const { noiseDb, sampleRateHz } = format;
  const loop = noiseDb === undefined ? null : loopOf(format, noiseDb, unitFrames);
  const channels = pcm.channels.map((channel) => {
    const placed = new Float32Array(total);
    placed.set(channel, start);
    if (loop !== null) fillWithNoise(placed, loop, start);
    return placed;
  });
  return { channels, sampleRateHz };
}

function loopOf(format: AudioFormat, noiseDb: number, unitFrames: number): NoiseLoop {
  const frames = noiseLoopFrames(format, unitFrames);
  const known = loops(format);
  let loop = known.get(frames);
  if (loop === undefined) {
    loop = comfortNoise(noiseDb, format.sampleRateHz, frames);
    known.set(frames, loop);
  }
  return loop;
}
