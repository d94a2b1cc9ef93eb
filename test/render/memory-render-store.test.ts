import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/render.ts';
import { MemoryRenderStore } from '../../src/render/memory-render-store.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { stitchPlain } from '../cached-stitcher.ts';
import { warmStitcher } from '../warm-stitcher.ts';

describe('MemoryRenderStore', () => {
  const file = (bytes: number) => async () => new Uint8Array(bytes);
  const refuse = () => Promise.reject(new Error('is not to be made'));

  it('makes a file once, and returns it from then on', async () => {
    const store = new MemoryRenderStore(100);
    const made = await store.make('a', undefined, file(10));
    expect(await store.make('a', undefined, refuse)).toBe(made);
  });

  it('evicts the oldest files once over its budget, which the last may exceed', async () => {
    const store = new MemoryRenderStore(100);
    for (const key of ['a', 'b', 'c']) await store.make(key, undefined, file(40));
    await expect(store.make('a', undefined, refuse)).rejects.toThrow('is not to be made');
    expect((await store.make('b', undefined, refuse)).length).toBe(40);
    await store.make('large', undefined, file(500));
    expect((await store.make('large', undefined, refuse)).length).toBe(500);
    await expect(store.make('b', undefined, refuse)).rejects.toThrow('is not to be made');
  });

  it('makes a file again after a failure', async () => {
    const store = new MemoryRenderStore(100);
    await expect(store.make('a', undefined, refuse)).rejects.toThrow('is not to be made');
    expect((await store.make('a', undefined, file(10))).length).toBe(10);
  });

  it('aborts the work once nobody waits for it', async () => {
    const store = new MemoryRenderStore(100);
    const controller = new AbortController();
    let shared: AbortSignal | undefined;
    const waiting = store.make('a', controller.signal, (signal) => {
      shared = signal;
      return new Promise(() => {});
    });
    await new Promise((done) => setImmediate(done));
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    expect(shared!.aborted).toBe(true);
  });

  it('encodes a tight render once for all who want it at once', async () => {
    const { repo } = warmStitcher();
    let made = 0;
    const worker: AudioWorker = {
      ...inlineWorker,
      encodeWhole: (...of) => {
        made++;
        return inlineWorker.encodeWhole(...of);
      },
    };
    const stitcher = createStitcher(repo, {
      cache: null,
      worker,
      refreshSeconds: 60,
      memoryBytes: 1e7,
      nowMs: () => 0,
      onWarning: () => {},
    });
    const options = parseOptions({ join: 'tight' });
    const plan = await stitcher.plan('hello shreeshail', { lang: 'en' });
    const render = async () => (await stitcher.renderer.render(plan, options)).bytes();
    const all = await Promise.all(Array.from({ length: 10 }, render));
    expect(made).toBe(1);
    const { bytes } = await stitchPlain(repo, 'hello shreeshail', { join: 'tight' });
    for (const each of all) expect(Buffer.compare(each, bytes)).toBe(0);
  });
});
