import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { ContentIds } from '../../src/library/content-ids.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import {
  FILES,
  laterRepo,
  soundOf,
  stitchCached,
  stitchPlain,
  temporaryFolder,
  watched,
} from '../cached-stitcher.ts';
import { encodeWav, fixture, tone } from '../fixtures.ts';

const KEY = parseKey('hello.wav');
const SHA_256 = /^[0-9a-f]{64}$/;

describe('ContentIds', () => {
  it('takes the id of the listing where that has one', async () => {
    const repo = watched(new MemoryRepo(FILES));
    const ids = new ContentIds(repo, null, (key) => repo.stat(key));
    expect(ids.known(KEY)).toBeUndefined();
    const id = await ids.find(KEY);
    expect(id).toBe((await repo.stat(KEY))!.contentId);
    expect(ids.known(KEY)).toBe(id);
    expect(repo.reads).toEqual([]);
    expect(await ids.find(parseKey('nobody.wav'))).toBeNull();
  });

  it('hashes files, which have to be read for it', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, KEY), FILES[KEY as 'hello.wav']);
    const repo = laterRepo(root);
    const ids = new ContentIds(repo, null, (key) => repo.stat(key));
    expect(await ids.find(KEY)).toBeNull();
    const learnt = await ids.learn((await repo.read(KEY))!);
    expect(learnt).toMatch(SHA_256);
    expect(await ids.find(KEY)).toBe(learnt);
  });

  it('takes what is learnt in place of what was listed', async () => {
    const repo = new MemoryRepo(FILES);
    const ids = new ContentIds(repo, null, (key) => repo.stat(key));
    const before = await ids.find(KEY);
    await repo.write(KEY, FILES['40.wav']);
    expect(await ids.find(KEY)).toBe(before);
    const after = await ids.learn((await repo.read(KEY))!);
    expect(after).not.toBe(before);
    expect(await ids.find(KEY)).toBe(after);
  });

  it('saves what it learnt once, for the next run and for a renewed listing', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, KEY), FILES[KEY as 'hello.wav']);
    const repo = laterRepo(root);
    const cacheRepo = watched(new MemoryRepo());
    const open = () => new ContentIds(repo, new Cache(cacheRepo), (key) => repo.stat(key));
    const first = open();
    await first.find(KEY);
    const id = await first.learn((await repo.read(KEY))!);
    await first.save();
    await first.save();
    expect(cacheRepo.writes).toHaveLength(1);
    expect(await open().find(KEY)).toBe(id);
    const renewed = first.renewed((key) => repo.stat(key));
    expect(renewed.known(KEY)).toBeUndefined();
    expect(await renewed.find(KEY)).toBe(id);
  });

  it('changes when a clip is recorded again', async () => {
    const cache = new MemoryRepo();
    const clips = new MemoryRepo(FILES);
    await stitchCached(clips, cache, 'hello');
    await clips.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    const again = await stitchCached(clips, cache, 'hello');
    expect(again.cached).toBe(false);
    expect(soundOf(again)).toEqual(soundOf(await stitchPlain(clips, 'hello')));
  });

  it.each([
    ['just now', (root: string) => new LocalRepo(root)],
    ['a while ago', laterRepo],
  ])('changes when a file is recorded again %s with the same size and time', async (_, repoOf) => {
    const root = temporaryFolder();
    const path = join(root, 'hello.wav');
    const first = encodeWav(tone(0.3, 8000, 440));
    const second = encodeWav(tone(0.3, 8000, 550));
    expect(second.length).toBe(first.length);
    writeFileSync(path, first);
    const old = new Date(Date.now() - 3600_000);
    utimesSync(path, old, old);
    const cache = new MemoryRepo();
    await stitchCached(laterRepo(root), cache, 'hello');
    expect((await stitchCached(laterRepo(root), cache, 'hello')).cached).toBe(true);
    writeFileSync(path, second);
    utimesSync(path, old, old);
    const again = await stitchCached(repoOf(root), cache, 'hello');
    expect(again.cached).toBe(false);
    expect(soundOf(again)).toEqual(soundOf(await stitchPlain(new LocalRepo(root), 'hello')));
  });

  it('remembers the ids of files, once their times can be trusted', async () => {
    const root = temporaryFolder();
    const path = join(root, 'hello.wav');
    writeFileSync(path, FILES['hello.wav']);
    const cache = new MemoryRepo();
    const fresh = watched(new LocalRepo(root));
    await stitchCached(fresh, cache, 'hello');
    const tooFresh = watched(new LocalRepo(root));
    expect((await stitchCached(tooFresh, cache, 'hello')).cached).toBe(true);
    expect(tooFresh.reads).toEqual(['hello.wav']); // may change yet without its times telling
    await stitchCached(laterRepo(root), cache, 'hello');
    const known = watched(laterRepo(root));
    expect((await stitchCached(known, cache, 'hello')).cached).toBe(true);
    expect(known.reads).toEqual([]);
  });

  it('tells apart clips of two places with the same key and version', async () => {
    const cache = new MemoryRepo();
    const sounds = [440, 550].map((hz) => encodeWav(tone(0.3, 8000, hz)));
    // As of disks that tell the same of both.
    const [one, other] = sounds.map((sound, i) => {
      const repo = new MemoryRepo({ 'hello.wav': sound });
      const blank = { contentId: null, version: 'the same' };
      return Object.create(repo, {
        identity: { value: `place ${i}` },
        list: {
          async *value() {
            for await (const entry of repo.list()) yield { ...entry, ...blank };
          },
        },
        read: { value: async (key: Key) => ({ ...(await repo.read(key)), ...blank }) },
      }) as Repo;
    });
    await stitchCached(one!, cache, 'hello');
    expect((await stitchCached(one!, cache, 'hello')).cached).toBe(true);
    const made = await stitchCached(other!, cache, 'hello');
    expect(made.cached).toBe(false);
    expect(soundOf(made)).toEqual(soundOf(await stitchPlain(other!, 'hello')));
  });

  it('remembers a clip that is named like a property of all objects', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'constructor'), FILES['hello.wav']);
    const cache = new MemoryRepo();
    const play = async (settings: { cache?: Repo }) => {
      const stitcher = createStitcher(laterRepo(root), settings);
      return stitcher.stitch(await stitcher.planFiles(['constructor']));
    };
    const plain = await play({});
    expect(plain.timeline.placed.map(({ clip }) => clip)).toEqual(['constructor']);
    const all = [await play({ cache }), await play({ cache })];
    expect(all.map(({ cached }) => cached)).toEqual([false, true]);
    for (const made of all) expect(soundOf(made)).toEqual(soundOf(plain));
  });
});

describe('clips that their ending decides', () => {
  it('are told apart where they have the same bytes, in memory and in the cache', async () => {
    const bytes = encodeWav(tone(0.4, 8000)).subarray(44);
    const seconds = async (name: string, cache: Repo | null) => {
      const repo = new MemoryRepo({ [name]: bytes });
      const { timeline } = await createStitcher(repo, { cache }).stitch('hello', { trim: false });
      return timeline.frames / timeline.sampleRateHz;
    };
    const cache = new MemoryRepo({});
    expect(await seconds('hello.ulaw', cache)).toBeCloseTo(0.8, 3);
    expect(await seconds('hello.sln', cache)).toBeCloseTo(0.4, 3);
    expect(await seconds('hello.sln16', cache)).toBeCloseTo(0.2, 3);
    await expect(seconds('hello.mp3', cache)).rejects.toMatchObject({ code: 'clip/not-audio' });
    const both = new MemoryRepo({ 'a.ulaw': bytes, 'b.sln': bytes });
    const { timeline } = await createStitcher(both).stitch('a b', { trim: false, format: 'wav' });
    expect(timeline.placed.map(({ frames }) => frames)).toEqual([6400, 3200]);
  });
});
