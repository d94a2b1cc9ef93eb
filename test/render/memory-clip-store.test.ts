import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/render.ts';
import { CachedClipStore } from '../../src/render/cached-clip-store.ts';
import { ClipMaker } from '../../src/render/clip-maker.ts';
import { MemoryClipStore } from '../../src/render/memory-clip-store.ts';
import { stitchPlain } from '../cached-stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { warmStitcher } from '../warm-stitcher.ts';
import {
  clipStoreContract,
  HELLO,
  type StoreParts,
  specFor,
  storeOver,
} from './clip-store-contract.ts';

const over = (memory: MemoryClipStore) => (parts: StoreParts) =>
  memory.over(new CachedClipStore(new ClipMaker(parts.worker), parts.cache, parts.ids));

clipStoreContract('MemoryClipStore over CachedClipStore', {
  make: (parts) => over(new MemoryClipStore())(parts),
  inMemory: true,
  inCache: true,
});

describe('MemoryClipStore', () => {
  it('makes a clip once for all who want it at once', async () => {
    const { store, file, done } = storeOver({ make: over(new MemoryClipStore()) });
    const all = await Promise.all(Array.from({ length: 8 }, () => store.load(file(), specFor({}))));
    expect(new Set(all).size).toBe(1);
    expect(done).toEqual({ decoded: 1, encoded: 1 });
  });

  it('makes a clip for who waits when another who wanted it leaves', async () => {
    const { store, file } = storeOver({ make: over(new MemoryClipStore()) });
    const controller = new AbortController();
    const left = store.load(file(), specFor({}), controller.signal);
    const stayed = store.load(file(), specFor({}));
    controller.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect((await stayed).frames).toBeGreaterThan(1000);
  });

  it('keeps blocks in memory that threads share', async () => {
    const { store, file } = storeOver({ make: over(new MemoryClipStore()) });
    const { block } = await store.load(file(), specFor({}));
    expect(block!.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('evicts all clips once over its budget, but no infos', async () => {
    const memory = new MemoryClipStore(1000);
    const { store, file } = storeOver({ make: over(memory) });
    const id = await file(HELLO).id();
    await store.loadInfo(file());
    memory.evictIfFull();
    const { block } = await store.load(file(), specFor({}));
    expect(block!.bytes.length).toBeGreaterThan(1000);
    expect(store.peek(id, specFor({}))).toBeDefined();
    memory.evictIfFull();
    expect(store.peek(id, specFor({}))).toBeUndefined();
    expect(store.peekInfo(id)).toBeDefined();
  });

  it('evicts all clips once they are kept for more than 200 specs', async () => {
    const memory = new MemoryClipStore();
    const { store: below, file } = storeOver({ make: ({ worker }) => new ClipMaker(worker) });
    const load = async () => ({ frames: 1, before: 0, after: 0 });
    const store = memory.over(Object.assign(below, { load }));
    const specOfRate = (i: number) => specFor({ format: 'wav', sampleRateHz: 8000 + i }, 'extent');
    const clip = file();
    for (let i = 0; i < 200; i++) await store.load(clip, specOfRate(i));
    memory.evictIfFull();
    expect(store.peek(await clip.id(), specOfRate(0))).toBeDefined();
    await store.load(clip, specOfRate(200));
    memory.evictIfFull();
    expect(store.peek(await clip.id(), specOfRate(0))).toBeUndefined();
  });

  it('keeps the info of a clip that changed under its new content id alone', async () => {
    const { store, repo, file } = storeOver({ make: over(new MemoryClipStore()) });
    const before = await file().id();
    await repo.write(HELLO, encodeWav(tone(0.25, 16_000)));
    const clip = file();
    expect((await store.loadInfo(clip)).sampleRateHz).toBe(16_000);
    expect(store.peekInfo(before)).toBeUndefined();
    expect(store.peekInfo(await clip.id())).toBeDefined();
  });

  it('keeps clips that are prepared otherwise apart', async () => {
    const { say, repo } = warmStitcher();
    for (const options of [{}, { trim: false }, { fade: false }, { bitRateKbps: 64 }]) {
      const { bytes } = await stitchPlain(repo, 'hello', options);
      expect(await say('hello', parseOptions(options))).toEqual(bytes);
    }
  });

  it('gives the same bytes as a new stitcher, and encodes each clip once', async () => {
    const { say, repo, encoded, clips } = warmStitcher();
    for (const message of ['hello shreeshail', 'shreeshail', 'hello, hello']) {
      expect(await say(message)).toEqual((await stitchPlain(repo, message)).bytes);
    }
    expect([encoded(), clips.lists]).toEqual([2, 1]);
    expect([...clips.reads].sort()).toEqual(['hello.wav', 'shreeshail.wav']);
  });

  it('encodes each clip once for concurrent messages with different gaps', async () => {
    const { say, encoded } = warmStitcher();
    const gaps = Array.from({ length: 20 }, (_, i) => parseOptions({ gapSeconds: i / 10 }));
    const made = await Promise.all(gaps.map((options) => say('hello shreeshail', options)));
    expect(new Set(made.map(({ length }) => length)).size).toBeGreaterThan(5);
    expect(encoded()).toBe(2);
  });

  it('makes evicted clips again where the budget holds none', async () => {
    const { say, repo, encoded } = warmStitcher({ memoryBytes: 1 });
    for (let i = 0; i < 3; i++) {
      for (const message of ['hello', 'shreeshail', 'hello shreeshail']) {
        expect(await say(message)).toEqual((await stitchPlain(repo, message)).bytes);
      }
    }
    expect(encoded()).toBeGreaterThan(4);
  });
});
