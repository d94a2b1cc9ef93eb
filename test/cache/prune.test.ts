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

describe('cacheItems', () => {
  it('ignores what the cache did not write', async () => {
    const others = [`cache/${ID}`, `cache/blocks/${ID}.mp3`, `cache/other/${ID}`, `${ID}.mp3`];
    const files = [...RENDER, ...others].map((key) => [key, new Uint8Array(1)] as const);
    const items = await cacheItems(new MemoryRepo(Object.fromEntries(files)));
    const keys = items.flatMap(({ entries }) => entries.map(({ key }) => key));
    expect(keys.sort()).toEqual([...RENDER].sort());
  });

  it('takes a render for used when either of its files was', async () => {
    let nowMs = 0;
    const repo = new MemoryRepo({}, { nowMs: () => nowMs });
    for (const [i, key] of [...RENDER, `cache/clips/${ID}`].entries()) {
      nowMs = 1000 * (i + 1);
      await repo.write(parseKey(key), new Uint8Array(1));
    }
    expect((await cacheItems(repo)).map(({ kind, usedMs }) => [kind, usedMs])).toEqual([
      ['renders', 2000],
      ['clips', 3000],
    ]);
  });
});

describe('itemsToPrune', () => {
  it('takes no more than has to go', async () => {
    let nowMs = 0;
    const repo = new MemoryRepo({}, { nowMs: () => ++nowMs });
    for (const letter of 'abc') {
      await repo.write(parseKey(`cache/clips/${letter.repeat(64)}`), new Uint8Array(10));
    }
    const items = await cacheItems(repo);
    expect(itemsToPrune(items, { maxSizeBytes: 25 }, nowMs)).toEqual([items[0]]);
  });

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
