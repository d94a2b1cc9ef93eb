import { comfortNoise, fillWithNoise, type NoiseLoop } from '../audio/comfort-noise.ts';
import { type Pcm, sampleFrames } from '../audio/pcm.ts';
import { getOrCreate, memoizeByObject } from '../util/memoize.ts';
import type { AudioFormat } from './codec.ts';

/** Length of the noise's loop: past what an ear takes for a repetition, in the gaps that messages have. */
const LOOP_SECONDS = 4;

/** Sample frames after which a format's noise begins again: whole units. */
function noiseLoopFrames({ sampleRateHz }: AudioFormat, unitFrames: number): number {
  return Math.round((LOOP_SECONDS * sampleRateHz) / unitFrames) * unitFrames;
}

const loops = memoizeByObject((_: AudioFormat) => new Map<number, NoiseLoop>());

/** A clip of silence whose block is the noise of a format, and goes round. */
export function noiseClip(format: AudioFormat, unitFrames: number): Pcm {
  const silence = new Float32Array(noiseLoopFrames(format, unitFrames));
  const channels = Array.from({ length: format.channels }, () => silence);
  return { channels, sampleRateHz: format.sampleRateHz };
}

/** The place of a clip: it begins at sample frame `start` of `total`. */
export interface Place {
  readonly start: number;
  readonly total: number;
}

/**
 * Lays a clip on the ground of a format: its comfort noise, or silence. The noise's loop begins with the clip.
 * @param unitFrames the loop is whole units long.
 */
export function onGround(
  pcm: Pcm,
  { start, total }: Place,
  format: AudioFormat,
  unitFrames: number,
): Pcm {
  const { noiseDb, sampleRateHz } = format;
  const loop = noiseDb === undefined ? null : loopOf(format, noiseDb, unitFrames);
  if (loop === null && total === sampleFrames(pcm)) return pcm;
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
  return getOrCreate(loops(format), frames, () =>
    comfortNoise(noiseDb, format.sampleRateHz, frames),
  );
}
