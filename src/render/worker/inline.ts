import type { AudioWorker } from './audio-worker.ts';

const jobs = () => import('./jobs.ts');

/** Works in this thread, and lets timers and other work run between two clips. */
export const inlineWorker: AudioWorker = {
  concurrency: 1,
  async decode(bytes, name) {
    return (await jobs()).decodeClip(bytes, name);
  },
  async prepare(pcm, options) {
    return (await jobs()).prepare(pcm, options);
  },
  async encodeBlock(job, signal) {
    const { encodeBlock } = await jobs();
    await new Promise((done) => setImmediate(done));
    signal?.throwIfAborted();
    return encodeBlock(job);
  },
  async encodeWhole(job, signal) {
    const { encodeWhole } = await jobs();
    signal?.throwIfAborted();
    return encodeWhole(job);
  },
};
