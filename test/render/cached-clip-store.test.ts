import { describe, expect, it } from 'vitest';
import { CachedClipStore } from '../../src/render/cached-clip-store.ts';
import { ClipMaker } from '../../src/render/clip-maker.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import type { Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { cacheKeys, FILES, stitchCached, watched } from '../cached-stitcher.ts';
import { memoWorker } from '../memo-worker.ts';
import { clipStoreContract, type StoreParts, specFor, storeOver } from './clip-store-contract.ts';

const make = ({ worker, cache, ids }: StoreParts) =>
  new CachedClipStore(new ClipMaker(worker), cache, ids);

clipStoreContract('CachedClipStore over ClipMaker', { make, inMemory: false, inCache: true });

describe('CachedClipStore', () => {
  it('reads no clip whose info and block it finds', async () => {
    const cacheRepo = new MemoryRepo();
    const first = storeOver({ make }, cacheRepo);
    await first.store.loadInfo(first.file());
    await first.store.load(first.file(), specFor({}));
    await first.store.flush();
    const { store, file, done } = storeOver({ make }, cacheRepo);
    await store.loadInfo(file());
    await store.load(file(), specFor({}));
    expect(done).toEqual({ decoded: 0, encoded: 0 });
  });

  it.each([{ bitRateKbps: 64 }, { trim: false }, { fade: false }, { format: 'wav' }] as const)(
    'finds no block of other options: %j',
    async (options) => {
      const cacheRepo = new MemoryRepo();
      const first = storeOver({ make }, cacheRepo);
      await first.store.load(first.file(), specFor({ sampleRateHz: 16_000 }));
      await first.store.flush();
      const { store, file, done } = storeOver({ make }, cacheRepo);
      await store.load(file(), specFor({ sampleRateHz: 16_000, ...options }));
      expect(done.encoded).toBe(1);
    },
  );

  it('flushes only once a slow cache has all that was made', async () => {
    const cacheRepo = new MemoryRepo();
    const write = async (...of: Parameters<MemoryRepo['write']>) => {
      await new Promise((done) => setTimeout(done, 20));
      return cacheRepo.write(...of);
    };
    const slow = Object.create(cacheRepo, { write: { value: write } }) as Repo;
    const { store, file } = storeOver({ make }, slow);
    await store.loadInfo(file());
    await store.load(file(), specFor({}));
    await store.flush();
    expect(await cacheKeys(cacheRepo)).toHaveLength(2);
  });

  it('makes PCM each time, which takes as long to find as to make', async () => {
    const { store, file, done } = storeOver({ make });
    await store.load(file(), specFor({ join: 'tight' }));
    await store.flush();
    await store.load(file(), specFor({ join: 'tight' }));
    expect(done.decoded).toBe(2);
  });

  it('lays out by the extents of cached blocks', async () => {
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello');
    const clips = watched(new MemoryRepo(FILES));
    const laidOut = await createStitcher(clips, { cache, worker: memoWorker }).layOut(
      'hello hello',
    );
    const plain = await createStitcher(new MemoryRepo(FILES)).layOut('hello hello');
    expect(clips.reads).toEqual([]);
    expect(laidOut).toEqual(plain);
  });
});
