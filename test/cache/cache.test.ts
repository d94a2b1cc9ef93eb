import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { StitchError } from '../../src/errors.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import {
  cacheKeys,
  FILES,
  soundOf,
  stitchCached,
  stitchPlain,
  temporaryFolder,
  watched,
} from '../cached-stitcher.ts';
import { bucketRepo } from '../repo/buckets.ts';

const service = inject('s3Services')[0]!;
const places: readonly (readonly [string, () => Promise<Repo>])[] = [
  ['memory', async () => new MemoryRepo()],
  ['a folder', async () => new LocalRepo(temporaryFolder())],
  [service.name, () => bucketRepo(service)],
];

describe.each(places)('Cache in %s', (_, makeCache) => {
  it('returns a render again without reading a clip', async () => {
    const cache = await makeCache();
    const plain = await stitchPlain(new MemoryRepo(FILES), 'hello, shreeshail');
    const first = await stitchCached(new MemoryRepo(FILES), cache, 'hello, shreeshail');
    const clips = watched(new MemoryRepo(FILES));
    const again = await stitchCached(clips, cache, 'Hello,  SHREESHAIL!');
    expect([plain.cached, first.cached, again.cached]).toEqual([false, false, true]);
    expect(plain.cacheKey).toBeNull();
    expect(soundOf(first)).toEqual(soundOf(plain));
    expect(soundOf(again)).toEqual(soundOf(plain));
    expect(clips.reads).toEqual([]);
    const kept = await cache.read(again.cacheKey!);
    expect(again.cacheKey).toMatch(/^cache\/[0-9a-f]{64}\.mp3$/);
    expect(Buffer.from(kept!.bytes)).toEqual(Buffer.from(plain.bytes));
    expect(kept!.contentType).toBe('audio/mpeg');
  });

  it('splices cached blocks without reading a clip', async () => {
    const cache = await makeCache();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const clips = watched(new MemoryRepo(FILES));
    const turned = await stitchCached(clips, cache, 'shreeshail hello');
    expect([turned.cached, clips.reads]).toEqual([false, []]);
    const plain = await stitchPlain(new MemoryRepo(FILES), 'shreeshail hello');
    expect(soundOf(turned)).toEqual(soundOf(plain));
  });

  it('makes again what is damaged, cut off, empty or foreign', async () => {
    const cache = await makeCache();
    const first = await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const damages: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
      (bytes) => bytes.subarray(0, bytes.length - 1),
      () => new Uint8Array(),
      () => Buffer.from('not ours\n{"at":"all"}'),
    ];
    for (const damage of damages) {
      for (const name of await cacheKeys(cache)) {
        const { bytes } = (await cache.read(parseKey(name)))!;
        await cache.write(parseKey(name), damage(bytes));
      }
      const again = await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
      expect(again.cached).toBe(false);
      expect(soundOf(again)).toEqual(soundOf(first));
      expect((await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail')).cached).toBe(
        true,
      );
    }
  });

  it('makes a render again whose file is damaged and whose metadata is intact', async () => {
    const cache = await makeCache();
    const first = await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const key = first.cacheKey!;
    const { bytes } = (await cache.read(key))!;
    await cache.write(
      key,
      bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
    );
    const again = await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
    expect(again.cached).toBe(false);
    expect(soundOf(again)).toEqual(soundOf(first));
  });
});

describe('Cache', () => {
  it('has one valid entry of renders that are made at once', async () => {
    const root = temporaryFolder();
    const all = await Promise.all(
      Array.from({ length: 6 }, () =>
        stitchCached(new MemoryRepo(FILES), new LocalRepo(root), 'hello 40'),
      ),
    );
    expect(new Set(all.map((made) => soundOf(made).bytes)).size).toBe(1);
    const files = readdirSync(join(root, 'cache')).filter((name) => name.includes('.'));
    expect(files.length).toBe(2);
    expect(
      (await stitchCached(new MemoryRepo(FILES), new LocalRepo(root), 'hello 40')).cached,
    ).toBe(true);
  });

  const forbidden = new StitchError('repo/forbidden', 'there is no way in');
  const maybeAbsent = new StitchError('repo/forbidden', 'x', { details: { mayBeAbsent: true } });
  /** Each with the warnings that it gives, and whether a render is kept all the same. */
  const failures: readonly (readonly [string, Partial<Repo>, readonly string[], boolean])[] = [
    [
      'read',
      { read: async () => Promise.reject(forbidden) },
      ['the cache cannot be read, which costs time: there is no way in'],
      true,
    ],
    [
      'written',
      { write: async () => Promise.reject(forbidden) },
      ['the cache cannot be written, which costs time: there is no way in'],
      false,
    ],
    ['touched', { touch: async () => Promise.reject(forbidden) }, [], true],
    ['read where it may be empty', { read: async () => Promise.reject(maybeAbsent) }, [], true],
  ];
  it.each(failures)(
    'makes the render, with at most one warning, where the cache cannot be %s',
    async (_, fault, warnings, isKept) => {
      const troubles: string[] = [];
      const cache = Object.assign(new MemoryRepo(), fault);
      const stitcher = createStitcher(new MemoryRepo(FILES), {
        cache,
        onWarning: (trouble) => troubles.push(trouble),
      });
      const plain = await stitchPlain(new MemoryRepo(FILES), 'hello 40');
      const made = await stitcher.stitch('hello 40');
      expect(soundOf(made)).toEqual(soundOf(plain));
      // A key is given only of what is kept.
      const kept = (await cacheKeys(cache)).filter((key) => key.endsWith('.mp3'));
      expect(kept).toHaveLength(isKept ? 1 : 0);
      expect(made.cacheKey).toBe(kept[0] ?? null);
      expect(soundOf(await stitcher.stitch('hello 40'))).toEqual(soundOf(plain));
      expect(troubles).toEqual(warnings);
    },
  );

  it('keeps no metadata of a render whose file could not be written', async () => {
    const repo = new MemoryRepo();
    const write: Repo['write'] = async (key, ...of) => {
      if (key.endsWith('.mp3')) throw forbidden;
      return repo.write(key, ...of);
    };
    const cache = Object.create(repo, { write: { value: write } }) as Repo;
    expect((await stitchCached(new MemoryRepo(FILES), cache, 'hello')).cacheKey).toBeNull();
    const keys = await cacheKeys(repo);
    expect(keys).not.toEqual([]);
    expect(keys.filter((key) => key.endsWith('.json'))).toEqual([]);
  });

  it('writes no metadata after a file that was not written, without a pause between', async () => {
    const repo = new MemoryRepo();
    const write: Repo['write'] = async (key, ...of) => {
      if (key.endsWith('.mp3')) throw forbidden;
      return repo.write(key, ...of);
    };
    const failing = Object.create(repo, { write: { value: write } }) as Repo;
    const cache = new Cache(failing, () => {}, { cooldownMs: 0 });
    const render = { facts: {}, bytes: Uint8Array.of(1) };
    expect(await cache.putRender('a'.repeat(64), 'mp3', render)).toBe(false);
    expect(await cacheKeys(repo)).toEqual([]);
  });

  it.each(['read', 'write'] as const)(
    'leaves the repo alone for a minute after a failed %s',
    async (way) => {
      let calls = 0;
      const fail = async () => {
        calls++;
        throw forbidden;
      };
      let nowMs = 1e9;
      const repo = Object.assign(new MemoryRepo(), { [way]: fail });
      const cache = new Cache(repo, () => {}, { nowMs: () => nowMs });
      const use = () =>
        way === 'read'
          ? cache.get('clips', 'a')
          : cache.put('clips', 'a', { facts: 1, bytes: new Uint8Array() });
      await use();
      nowMs += 59_999;
      await use();
      expect(calls).toBe(1);
      nowMs += 1;
      await use();
      expect(calls).toBe(2);
    },
  );

  it('throws the reason of an aborted signal, and reads the next time', async () => {
    const [reason, controller] = [new Error('nobody waits'), new AbortController()];
    const repo = new MemoryRepo();
    const read: Repo['read'] = async (key, options) => {
      if (options?.signal === undefined) return repo.read(key);
      controller.abort(reason);
      throw new StitchError('repo/timeout', 'the read was cancelled');
    };
    const cache = new Cache(Object.create(repo, { read: { value: read } }) as Repo);
    await cache.put('clips', 'a', { facts: 1, bytes: new Uint8Array() });
    await expect(cache.get('clips', 'a', controller.signal)).rejects.toBe(reason);
    expect(await cache.get('clips', 'a')).toMatchObject({ facts: 1 });
  });

  it('marks all that it finds as used', async () => {
    const touched: string[] = [];
    const touch: Repo['touch'] = async ({ key }) => {
      touched.push(key);
    };
    const cache = new Cache(Object.assign(new MemoryRepo(), { touch }));
    await cache.put('blocks', 'a', { facts: 1, bytes: new Uint8Array() });
    await cache.putRender('b', 'mp3', { facts: 1, bytes: Uint8Array.of(1) });
    expect(touched).toEqual([]);
    await cache.get('blocks', 'a');
    await cache.getRender('b', 'mp3');
    expect(touched.sort()).toEqual(['cache/b.json', 'cache/b.mp3', 'cache/blocks/a']);
  });

  it('throws errors that are not StitchErrors', async () => {
    const cache = Object.assign(new MemoryRepo(), {
      read: async () => Promise.reject(new TypeError('a fault')),
    });
    await expect(stitchCached(new MemoryRepo(FILES), cache, 'hello')).rejects.toThrow('a fault');
  });

  it('creates its folder, and leaves no empty or temporary files', async () => {
    const root = join(temporaryFolder(), 'deep/er');
    await stitchCached(new MemoryRepo(FILES), new LocalRepo(root), 'hello');
    const names = readdirSync(root, { recursive: true }) as string[];
    const files = names.filter((name) => statSync(join(root, name)).isFile());
    expect(files.length).toBeGreaterThan(2);
    for (const name of files) expect(statSync(join(root, name)).size).toBeGreaterThan(0);
    expect(names.some((name) => name.includes('.stitch-'))).toBe(false);
  });
});
