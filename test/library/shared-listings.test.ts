// A listing that instances share may save time, and never changes what is listed.

import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { LiveLibrary } from '../../src/library/live-library.ts';
import { rootOf } from '../../src/library/roots.ts';
import { SharedListings } from '../../src/library/shared-listings.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, type ListOptions, parseKey } from '../../src/repo/repo.ts';

const MANY = 1200;
const NAMES = Array.from({ length: MANY }, (_, i) => `word${String(i).padStart(5, '0')}.wav`);

/** Clips in memory that count what is listed. */
class CountingRepo extends MemoryRepo {
  listed = 0;
  splits: ListOptions['splits'][] = [];

  override async *list(prefix = '', options: ListOptions = {}) {
    this.splits.push(options.splits);
    for await (const entry of super.list(prefix)) {
      this.listed++;
      yield entry;
    }
  }
}

describe('a library of many clips', () => {
  let clips: CountingRepo;
  let cacheRepo: MemoryRepo;
  let nowMs: number;
  beforeEach(() => {
    const files = Object.fromEntries(
      [...NAMES, 'zz.ape', 'clips.csv'].map((name) => [name, Buffer.from('clip,text\n')]),
    );
    clips = new CountingRepo(files);
    cacheRepo = new MemoryRepo();
    nowMs = 1_000_000;
  });

  /** Another instance of the service. */
  const instance = (repo: MemoryRepo = clips) =>
    new LiveLibrary(repo, new Cache(cacheRepo), {
      refreshSeconds: 60,
      nowMs: () => nowMs,
      wallMs: () => nowMs,
      random: () => 0,
      onWarning: (warning) => expect.unreachable(warning),
    });
  const namesOf = async (library: LiveLibrary) => {
    const { clips: all, problems, unread } = await library.library('en');
    return {
      keys: all.map(({ key }) => key),
      problems,
      unread,
      versions: all.map((c) => c.version),
    };
  };
  /** Entries that listing costs. */
  async function cost(work: () => Promise<unknown>): Promise<number> {
    const before = clips.listed;
    await work();
    return clips.listed - before;
  }

  it('is listed by one instance and taken by the next, while the listing is young', async () => {
    const first = await namesOf(instance());
    expect(first.keys).toEqual(NAMES);
    expect(first.unread).toEqual(['zz.ape']);
    const second = instance();
    expect(await cost(async () => expect(await namesOf(second)).toEqual(first))).toBe(1003);
    nowMs += 60_000;
    await clips.write('new.wav' as Key, Buffer.from('x'));
    expect((await namesOf(second)).keys).toContain('new.wav'); // 60 s after it was listed
    nowMs += 44_000;
    await clips.write('newer.wav' as Key, Buffer.from('x'));
    const third = instance();
    expect((await namesOf(third)).keys).not.toContain('newer.wav');
    nowMs += 16_000; // 60 s after it was listed, 16 s after it was taken
    expect((await namesOf(third)).keys).toContain('newer.wav');
  });

  it('says the first message of an instance by an older listing, and lists for the next', async () => {
    await namesOf(instance());
    await clips.delete('word00007.wav' as Key);
    nowMs += 14 * 60_000;
    const late = instance();
    expect((await namesOf(late)).keys).toContain('word00007.wav');
    expect((await namesOf(late)).keys).not.toContain('word00007.wav');
    nowMs += 16 * 60_000;
    await clips.delete('word00008.wav' as Key);
    expect((await namesOf(instance())).keys).not.toContain('word00008.wav');
  });

  it('is listed again in parts, by the keys of the old listing', async () => {
    const settings = { identity: 'here', wallMs: () => nowMs };
    const [folder] = (await rootOf(clips).readFolders('')).all;
    const shared = () => new SharedListings(new Cache(cacheRepo), settings);
    const { listing } = await shared().list(folder!, 1000);
    nowMs += 5000;
    expect((await shared().list(folder!, 1000)).listing).toEqual(listing);
    expect(clips.splits).toEqual([undefined, undefined, undefined, []]);
  });

  it('lists itself once a clip is gone', async () => {
    await namesOf(instance());
    const other = instance();
    await namesOf(other);
    await clips.delete('word00007.wav' as Key);
    other.expire();
    expect((await namesOf(other)).keys).not.toContain('word00007.wav');
  });

  it.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9)],
    ['empty', () => new Uint8Array()],
    ['not of stitch', () => Buffer.from('{}')],
  ])('is listed where the shared listing is %s', async (_, damage) => {
    const first = await namesOf(instance());
    for await (const { key } of cacheRepo.list('cache/listings/')) {
      const { bytes } = (await cacheRepo.read(key))!;
      await cacheRepo.write(key, damage(bytes));
    }
    expect(await namesOf(instance())).toEqual(first);
  });

  const row = (key: string) => [key, 1, 1, 'v'];
  it.each([
    ['another shape', { listedMs: 1_000_000, rows: {}, unread: [] }],
    ['rows of another shape', { rows: [['word.wav']], unread: [] }],
    ['keys that leave the root', { rows: [row('../secret.wav')], unread: [] }],
    ['keys that are not NFC', { rows: [row('e\u0301.wav')], unread: [] }],
    ['keys in another order', { rows: [row('b.wav'), row('a.wav')], unread: [] }],
    ['a key twice', { rows: [row('a.wav'), row('a.wav')], unread: [] }],
    ['a clip without a version', { rows: [['a.wav', 1, 1, '']], unread: [] }],
    ['a time to come', { listedMs: 9e12, rows: [row('a.wav')], unread: [] }],
    ['a time long ago', { listedMs: 0, rows: [row('a.wav'), row('zzz.wav')], unread: [] }],
    ['no JSON', 'nonsense'],
  ])('is listed where the shared listing has %s', async (_, value) => {
    await namesOf(instance());
    const cache = new Cache(cacheRepo);
    for await (const { key } of cacheRepo.list('cache/listings/')) {
      const text =
        typeof value === 'string' ? value : JSON.stringify({ listedMs: nowMs, ...value });
      const bytes = gzipSync(text);
      await cache.put('listings', key.slice('cache/listings/'.length), { facts: null, bytes });
    }
    expect((await namesOf(instance())).keys).toEqual(NAMES);
  });

  it('is not shared with few clips, or those of another place', async () => {
    const few = new MemoryRepo({ 'hello.wav': Buffer.from('x') });
    await namesOf(instance(few));
    const kept: string[] = [];
    for await (const { key } of cacheRepo.list('cache/listings/')) kept.push(key);
    expect(kept).toEqual([]);
    await namesOf(instance());
    const elsewhere = new CountingRepo(
      Object.fromEntries(NAMES.map((name) => [`x${name}`, Buffer.from('y')])),
    );
    expect((await namesOf(instance(elsewhere))).keys[0]).toBe(parseKey('xword00000.wav'));
  });
});
