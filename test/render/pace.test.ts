import { expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { createStitcher, MemoryRepo } from '../../src/index.ts';
import type { OptionsInput } from '../../src/options/render.ts';
import { encodeWav, tone } from '../fixtures.ts';

/** A word with half a second of silence on either side. */
function word(hz: number): Uint8Array {
  const [sound] = tone(0.35, 16_000, hz).channels;
  const channel = new Float32Array(16_000 + sound!.length);
  channel.set(sound!, 8000);
  return new Uint8Array(encodeWav({ channels: [channel], sampleRateHz: 16_000 }));
}
const clips = new MemoryRepo({ 'forty.wav': word(300), 'five.wav': word(500) });

/** Seconds from the end of the first word's sound to the start of the second's. */
async function pauseSeconds(message: string, options: OptionsInput): Promise<number> {
  const { bytes, profile } = await createStitcher(clips).stitch(message, options);
  const { pcm } = await decodeClip(bytes, `made.${options.format ?? 'mp3'}`);
  const [samples] = pcm.channels;
  const loud = [...samples!.keys()].filter((f) => Math.abs(samples![f]!) > 0.005);
  const pauses = loud.slice(1).map((f, i) => f - loud[i]!);
  return Math.max(...pauses) / profile.format.sampleRateHz;
}

it.each([
  ['wav', { format: 'wav' }, 0.06],
  ['ulaw', { format: 'ulaw' }, 0.06],
  ['mp3 at 44.1 kHz', { format: 'mp3', sampleRateHz: 44_100 }, 0.1],
  // Ends of words fall anywhere on a grid of 36 ms.
  ['mp3 at 16 kHz', { format: 'mp3', sampleRateHz: 16_000 }, 0.12],
  ['ogg', { format: 'ogg' }, 0.1],
] as const)('says the words of one value in close order: %s', async (_, options, most) => {
  const inValue = await pauseSeconds('45', options);
  expect(inValue).toBeGreaterThan(0.005);
  expect(inValue).toBeLessThanOrEqual(most);
  expect(await pauseSeconds('forty five', options)).toBeGreaterThan(0.13);
});

it('keeps the gap between the words of one value where it is asked to keep their silence', async () => {
  expect(await pauseSeconds('45', { format: 'wav', trim: false })).toBeGreaterThan(0.9);
});
