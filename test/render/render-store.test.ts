import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { StitchError } from '../../src/errors.ts';
import { parseOptions } from '../../src/options/render.ts';
import { settleProfile } from '../../src/render/profile.ts';
import type { RenderMetadata } from '../../src/render/render-metadata.ts';
import { RenderStore } from '../../src/render/render-store.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { watched } from '../cached-stitcher.ts';

const KEY = 'a'.repeat(64);
const CACHE_KEY = `cache/${KEY}.mp3`;
const FACTS: RenderMetadata = {
  profile: settleProfile(parseOptions({}), 16_000),
  frames: 100,
  sampleRateHz: 16_000,
  clips: [],
};
const RENDER = { facts: FACTS, bytes: Uint8Array.of(1, 2, 3) };
const make = async () => RENDER;
const refuse = () => Promise.reject(new Error('is not to be made'));

/** A store over a repo, and its clock. */
function open(repo: Repo = new MemoryRepo()) {
  const calls = watched(repo);
  const clock = { nowMs: 0 };
  const cache = new Cache(calls, () => {}, { nowMs: () => clock.nowMs });
  return { store: new RenderStore(cache, () => clock.nowMs), calls, clock, repo };
}

describe('RenderStore', () => {
  it('finds what it keeps', async () => {
    const { store } = open();
    expect(await store.find(KEY, 'mp3')).toBeNull();
    expect(await store.keep(KEY, 'mp3', false, make)).toEqual({ key: CACHE_KEY, cached: false });
    const found = await store.find(KEY, 'mp3');
    expect(found).toMatchObject({ facts: FACTS, cacheKey: CACHE_KEY });
    expect([...found!.bytes]).toEqual([1, 2, 3]);
    expect(await store.find(KEY, 'wav')).toBeNull();
  });

  it('makes no render that may be there and is', async () => {
    const { store, repo } = open();
    await store.keep(KEY, 'mp3', false, make);
    const next = open(repo).store;
    expect(await next.keep(KEY, 'mp3', true, refuse)).toEqual({ key: CACHE_KEY, cached: true });
    await expect(open(repo).store.keep(KEY, 'mp3', false, refuse)).rejects.toThrow(
      'is not to be made',
    );
  });

  it('knows for a minute what it kept or found, without a look at the cache', async () => {
    const { store, calls, clock, repo } = open();
    await store.keep(KEY, 'mp3', false, make);
    await repo.delete(parseKey(CACHE_KEY));
    clock.nowMs = 59_999;
    expect(await store.keep(KEY, 'mp3', true, refuse)).toEqual({ key: CACHE_KEY, cached: true });
    expect(calls.reads).toEqual([]);
    clock.nowMs = 60_000;
    expect(await store.keep(KEY, 'mp3', true, make)).toEqual({ key: CACHE_KEY, cached: false });
  });

  it("throws the cache's failure, or returns null where the cache only declined", async () => {
    const forbidden = new StitchError('repo/forbidden', 'there is no way in');
    const failing = Object.assign(new MemoryRepo(), { write: () => Promise.reject(forbidden) });
    await expect(open(failing).store.keep(KEY, 'mp3', false, make)).rejects.toBe(forbidden);
    const declining = Object.assign(new MemoryRepo(), { write: async () => false });
    expect(await open(declining).store.keep(KEY, 'mp3', false, make)).toBeNull();
  });
});
