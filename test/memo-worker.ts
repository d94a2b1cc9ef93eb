import { createHash } from 'node:crypto';
import type { Pcm } from '../src/audio/pcm.ts';
import type { Block } from '../src/codec/codec.ts';
import type { AudioWorker } from '../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../src/render/worker/inline.ts';
import { memoizeAsync } from '../src/util/memoize.ts';

const blocks = new Map<string, Promise<Block>>();
const wholes = new Map<string, Promise<Uint8Array>>();

/**
 * The inline worker, which encodes the same sound once for a whole test file: most of the time of tests went into
 * encoding hello.wav again. Not for tests of encoders.
 */
export const memoWorker: AudioWorker = {
  ...inlineWorker,
  async encodeBlock(job, signal) {
    signal?.throwIfAborted();
    const name = nameOf([job.pcm], job.prepare, job.format);
    return memoizeAsync(blocks, name, () => inlineWorker.encodeBlock(job));
  },
  async encodeWhole(job, signal) {
    signal?.throwIfAborted();
    const { timeline, format, title } = job;
    const places = timeline.placed.map(({ start }) => start);
    const sounds = timeline.placed.map(({ clip }) => clip);
    const name = nameOf(sounds, places, timeline.frames, format, title);
    return memoizeAsync(wholes, name, () => inlineWorker.encodeWhole(job));
  },
};

function nameOf(sounds: readonly Pcm[], ...facts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const { channels, sampleRateHz } of sounds) {
    hash.update(`${channels.length} ${sampleRateHz} ${channels[0]!.length} `);
    for (const { buffer, byteOffset, byteLength } of channels)
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
