import { describe, expect, it } from 'vitest';
import { cacheItems, itemsToPrune, removeItems } from '../../src/cache/prune.ts';
import { StitchError } from '../../src/errors.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';

const ID = 'a'.repeat(64);
const RENDER = [`cache/${ID}.mp3`, `cache/${ID}.json`];
/** A cache with one render: 30 bytes of sound, and 10 of its record. */
const withRender = () =>
  new MemoryRepo({ [RENDER[0]!]: new Uint8Array(30), [RENDER[1]!]: new Uint8Array(10) });

describe('itemsToPrune', () => {
  it('keeps items of exactly the size and age limits', async () => {
    const items = await cacheItems(withRender());
    const nowMs = items[0]!.usedMs + 1000;
    expect(itemsToPrune(items, { maxSizeBytes: 40 }, nowMs)).toEqual([]);
    expect(itemsToPrune(items, { maxSizeBytes: 39 }, nowMs)).toEqual(items);
    expect(itemsToPrune(items, { olderThanMs: 1000 }, nowMs)).toEqual([]);
    expect(itemsToPrune(items, { olderThanMs: 999 }, nowMs)).toEqual(items);
  });
});

describe('removeItems', () => {
  it("deletes a render's metadata before its file", async () => {
    const repo = withRender();
    let deletes = 0;
    const remove = (key: Key) => {
      if (++deletes > 1) throw new StitchError('repo/unavailable', 'gone');
      return repo.delete(key);
    };
    const failing = Object.create(repo, { delete: { value: remove } }) as Repo;
    await expect(removeItems(failing, await cacheItems(repo))).rejects.toThrow('gone');
    expect(await repo.stat(parseKey(RENDER[1]!))).toBeNull();
    expect(await repo.stat(parseKey(RENDER[0]!))).not.toBeNull();
  });
});
