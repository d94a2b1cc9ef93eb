import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pcm } from '../src/audio/pcm.ts';

const ROOT = join(import.meta.dirname, '..', 'fixtures');

/** The path of a fixture. */
export function fixturePath(name: string): string {
  return join(ROOT, name);
}

/** A fixture's bytes. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(ROOT, name)));
}

/** The names in a folder of fixtures, sorted. */
export function fixtureNames(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).sort();
}

/** The paths of all files below a folder. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A tone that fades in and out, mono. */
export function tone(seconds: number, sampleRateHz: number, hz = 440, peak = 0.5): Pcm {
  const channel = new Float32Array(Math.round(seconds * sampleRateHz));
  for (let f = 0; f < channel.length; f++) {
    const envelope = Math.sin((Math.PI * (f + 0.5)) / channel.length);
    channel[f] = peak * envelope * Math.sin((2 * Math.PI * hz * f) / sampleRateHz);
  }
  return { channels: [channel], sampleRateHz };
}
