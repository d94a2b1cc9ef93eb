import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { rootOf } from '../../src/library/roots.ts';
import { LibrarySnapshot } from '../../src/library/snapshot.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { cacheKeys, FILES, watched } from '../cached-stitcher.ts';
import { memoWorker } from '../memo-worker.ts';

describe('LibrarySnapshot', () => {
  it('lists once for all that is asked of it', async () => {
    const clips = watched(new MemoryRepo(FILES));
    const snapshot = new LibrarySnapshot(clips, null);
    const [english, swahili] = await Promise.all([snapshot.library('en'), snapshot.library('sw')]);
    expect([english.language, swahili.language]).toEqual(['en', 'sw']);
    expect(await snapshot.library('en')).toBe(english);
    expect(await snapshot.lists(parseKey('hello.wav'))).toBe(true);
    expect(await snapshot.lists(parseKey('nobody.wav'))).toBe(false);
    expect(await snapshot.entry(parseKey('hello.wav'))).toMatchObject({ key: 'hello.wav' });
    expect(clips.lists).toBe(1);
  });

  it('looks up single entries without a listing', async () => {
    const clips = watched(new MemoryRepo(FILES));
    const snapshot = new LibrarySnapshot(clips, null);
    expect(await snapshot.entry(parseKey('hello.wav'))).toMatchObject({ key: 'hello.wav' });
    expect(await snapshot.entry(parseKey('nobody.wav'))).toBeNull();
    expect(clips.lists).toBe(0);
  });

  it('lists again after a failure', async () => {
    const repo = new MemoryRepo(FILES);
    let calls = 0;
    const list = () => {
      if (calls++ === 0) throw new Error('gone');
      return repo.list();
    };
    const flaky = Object.create(repo, { list: { value: list } }) as Repo;
    const snapshot = new LibrarySnapshot(flaky, null);
    await expect(snapshot.library('en')).rejects.toThrow('gone');
    expect((await snapshot.library('en')).clips).toHaveLength(3);
  });

  it('reads the folders again after a failure', async () => {
    const roots = rootOf(new MemoryRepo(FILES));
    let calls = 0;
    const readFolders = async (address: string) => {
      if (calls++ === 0) throw new Error('gone');
      return roots.readFolders(address);
    };
    const snapshot = new LibrarySnapshot({ ...roots, readFolders }, null);
    await expect(snapshot.folders()).rejects.toThrow('gone');
    expect((await snapshot.folders()).all).toHaveLength(1);
  });

  it('keeps no lexicon of the cache where the clips.csv of another root changed', async () => {
    const cache = new Cache(new MemoryRepo());
    const repo = new MemoryRepo(FILES);
    const list = () => repo.list('');
    const folder = { prefix: '', address: 'a', language: null, list };
    const csv = (text: string) => repo.write(parseKey('b/clips.csv'), Buffer.from(text));
    const other = () => repo.list('b/');
    const all = [folder, { ...folder, prefix: 'b/', address: 'b', list: other }];
    const folders = { languages: null, all, find: () => all, of: () => all };
    const roots = { ...rootOf(repo), readFolders: async () => folders };
    await repo.write(parseKey('b/x.wav'), FILES['40.wav']);
    const says = async () => {
      const { textsOf } = await new LibrarySnapshot(roots, cache).library('en');
      return textsOf(parseKey('b/x.wav'));
    };
    await csv('clip,text\nx.wav,ten\n');
    expect(await says()).toEqual(['ten']);
    await csv('clip,text\nx.wav,six\n');
    expect(await says()).toEqual(['six']);
  });

  it('takes lexicons over when it is renewed, unless names or texts changed', async () => {
    const repo = new MemoryRepo(FILES);
    const first = new LibrarySnapshot(repo, null);
    const { lexicon } = await first.library('en');
    await repo.write(parseKey('hello.wav'), FILES['40.wav']);
    const second = await first.renewed();
    expect((await second.library('en')).lexicon).toBe(lexicon);
    await repo.write(parseKey('new.wav'), FILES['40.wav']);
    const third = await second.renewed();
    expect((await third.library('en')).lexicon).not.toBe(lexicon);
    expect((await third.library('en')).clips).toHaveLength(4);
    expect((await second.library('en')).clips).toHaveLength(3);
  });

  it('reads clips.csv again once it changed', async () => {
    const repo = new MemoryRepo(FILES);
    const key = parseKey('clips.csv');
    await repo.write(key, Buffer.from('clip,text\nhello.wav,welcome\n'));
    const before = new LibrarySnapshot(repo, null);
    const { lexicon } = await before.library('en');
    const same = await before.renewed();
    expect((await same.library('en')).lexicon).toBe(lexicon);
    await repo.write(key, Buffer.from('clip,text\nhello.wav,good day\n'));
    const after = await (await same.renewed()).library('en');
    expect(after.textsOf(parseKey('hello.wav'))).toEqual(['good day']);
  });

  it('keeps lexicons in the cache for the next snapshot', async () => {
    const cacheRepo = new MemoryRepo();
    const open = () => new LibrarySnapshot(new MemoryRepo(FILES), new Cache(cacheRepo));
    const made = await open().library('en');
    const keys = await cacheKeys(cacheRepo);
    expect(keys).toEqual([expect.stringMatching(/^cache\/lexicons\/[0-9a-f]{64}$/)]);
    const found = await open().library('en');
    expect([...found.lexicon.entries()]).toEqual([...made.lexicon.entries()]);
    expect(await cacheKeys(cacheRepo)).toEqual(keys);
  });

  it('keeps a lexicon for each language and each text of clips.csv', async () => {
    const cache = new Cache(new MemoryRepo());
    const wordsOf = async (language: string, csv: string) => {
      const repo = new MemoryRepo({ '2.wav': FILES['40.wav'], 'clips.csv': Buffer.from(csv) });
      const { lexicon } = await new LibrarySnapshot(repo, cache).library(language);
      return [...lexicon.entries()].map(({ words }) => words.join(' ')).sort();
    };
    expect(await wordsOf('en', 'clip,text\n')).toEqual(['2', 'two']);
    expect(await wordsOf('sw', 'clip,text\n')).toEqual(['2', 'mbili']);
    expect(await wordsOf('en', 'clip,text\n2.wav,pair\n')).toEqual(['pair']);
  });

  it('plays named clips without listing, from the cache too', async () => {
    const cache = new MemoryRepo();
    const clips = watched(new MemoryRepo(FILES));
    const play = async () => {
      const stitcher = createStitcher(clips, { cache, worker: memoWorker });
      return stitcher.stitch(await stitcher.planFiles(['hello.wav', '40.wav']));
    };
    expect((await play()).cached).toBe(false);
    expect((await play()).cached).toBe(true);
    expect(clips.lists).toBe(0);
  });
});
