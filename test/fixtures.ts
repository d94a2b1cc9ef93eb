import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pcm, toInt16 } from '../src/audio/pcm.ts';
import { riffHeader } from '../src/codec/pcm/riff.ts';

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

/** A 16-bit PCM WAV file. */
export function encodeWav({ channels, sampleRateHz }: Pcm): Uint8Array {
  const each = channels.map(toInt16);
  const samples = new Int16Array(each[0]!.length * each.length);
  for (const [c, channel] of each.entries()) {
    for (let f = 0; f < channel.length; f++) samples[f * each.length + c] = channel[f]!;
  }
  const format = {
    tag: 1,
    channels: each.length,
    sampleRateHz,
    blockBytes: 2 * each.length,
    bits: 16,
  };
  const bytes = new Uint8Array(samples.buffer);
  return Buffer.concat([riffHeader(format, bytes.length), bytes]);
}
