// What the fake microphone hears: a room with words in it, as a WAV file that Chromium plays to the page.
import { readdirSync, writeFileSync } from 'node:fs';
import { mix } from '../../src/audio/mix.ts';
import { resample } from '../../src/audio/resample.ts';
import { nonSilentRange } from '../../src/audio/trim.ts';
import { wav16 } from '../../src/audio/wav16.ts';
import { levelDb } from '../../src/audio/windows.ts';
import { decodeWav } from '../../src/decode/wav.ts';
import { fixture, fixturePath } from '../fixtures.ts';

export const RATE = 44_100;

/** A word, and where it is said. */
export interface Said {
  readonly atSeconds: number;
  readonly samples: Float32Array;
}

/** Noise of a room with a level in dBFS, the same each time. */
function room(seconds: number, db: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE));
  let [state, low] = [1, 0];
  for (let f = 0; f < samples.length; f++) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    low = 0.9 * low + 0.1 * (state / 2 ** 31 - 1);
    samples[f] = low;
  }
  return scaled(samples, db - levelDb(samples));
}

/** Samples made louder by decibels. */
function scaled(samples: Float32Array, db: number): Float32Array {
  return samples.map((sample) => sample * 10 ** (db / 20));
}

/** Recordings of real words, without the silence around them, with a peak in dBFS. */
export async function realWords(peakDb = -12): Promise<readonly Float32Array[]> {
  const folder = 'campaign/clips';
  const names = readdirSync(fixturePath(folder)).filter((name) => !name.includes('_'));
  return Promise.all(
    names.sort().map(async (name) => {
      const { pcm } = await decodeWav(fixture(`${folder}/${name}`), name);
      const sound = resample(mix(pcm, 1), RATE);
      const { start, end } = nonSilentRange(sound)!;
      return withPeak(sound.channels[0]!.slice(start, end), peakDb);
    }),
  );
}

/** A made word of a length: syllables with a stop between, a soft beginning. */
export function madeWord(seconds: number, peakDb = -12, hz = 140): Float32Array {
  const samples = Float32Array.from({ length: Math.round(seconds * RATE) }, (_, f) => {
    const t = f / RATE;
    const isStop = Math.abs(t - seconds * 0.55) < 0.04;
    const envelope = isStop ? 0 : Math.min(1, t / 0.05, (seconds - t) / 0.12);
    return (
      envelope * [1, 2, 3, 5, 8].reduce((sum, k) => sum + Math.sin(2 * Math.PI * hz * k * t) / k, 0)
    );
  });
  return withPeak(samples, peakDb);
}

function withPeak(samples: Float32Array, peakDb: number): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return scaled(samples, peakDb - 20 * Math.log10(peak));
}

/** Words one after another. @returns their places. */
export function inOrder(
  words: readonly Float32Array[],
  { startSeconds = 1.8, gapSeconds = 0.9 } = {},
): readonly Said[] {
  let at = startSeconds;
  return words.map((samples) => {
    const said = { atSeconds: at, samples };
    at += samples.length / RATE + gapSeconds;
    return said;
  });
}

/** Writes what the microphone hears. @param roomDb the level of the room. */
export function writeScene(
  path: string,
  said: readonly Said[],
  { roomDb = -65, tailSeconds = 2 } = {},
): void {
  const ends = said.map(({ atSeconds, samples }) => atSeconds + samples.length / RATE);
  const scene = room(Math.max(1, ...ends) + tailSeconds, roomDb);
  for (const { atSeconds, samples } of said) {
    const start = Math.round(atSeconds * RATE);
    for (let f = 0; f < samples.length; f++)
      scene[start + f] = Math.max(-1, Math.min(1, scene[start + f]! + samples[f]!));
  }
  writeFileSync(path, wav16(scene, RATE));
}
