import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Entry,
  type Key,
  type ListOptions,
  parseKey,
  type Repo,
} from '../../src/repo/repo.ts';

const key = (text: string): Key => parseKey(text);
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

async function entriesOf(repo: Repo, prefix?: string, options?: ListOptions): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of repo.list(prefix, options)) entries.push(entry);
  return entries;
}
const keysOf = async (repo: Repo, prefix?: string, options?: ListOptions): Promise<string[]> =>
  (await entriesOf(repo, prefix, options)).map((entry) => entry.key);
const textOf = async (repo: Repo, name: string): Promise<string> =>
  Buffer.from((await repo.read(key(name)))!.bytes).toString();

/** A test of the contract that an implementation cannot pass, with the reason. */
export interface Skip {
  readonly test: string;
  readonly reason: string;
}

export interface ContractOptions {
  readonly skip?: readonly Skip[];
  /** Reason to skip the whole suite. */
  readonly lacks?: string | null;
}

/** Contract of a Repo. @param make returns an empty one. */
export function repoContract(
  name: string,
  make: () => Promise<Repo>,
  { skip = [], lacks = null }: ContractOptions = {},
): void {
  const fact = (test: string, run: () => Promise<void>) => {
    const skipReason = lacks ?? skip.find((skipped) => skipped.test === test)?.reason;
    if (skipReason === undefined) it(test, run);
    // The name carries the reason: a limit of the service, or that it is not installed.
    else it.skip(`${test} (${skipReason})`, run);
  };
  describe(`${name} (contract of Repo)`, () => {
    fact('returns the written bytes, also of empty values and views', async () => {
      const repo = await make();
      await repo.write(key('a/b.wav'), bytes('hello'));
      await repo.write(key('empty'), new Uint8Array());
      await repo.write(key('view'), bytes('xhellox').subarray(1, 6));
      expect(await textOf(repo, 'a/b.wav')).toBe('hello');
      expect((await repo.read(key('empty')))!.bytes.length).toBe(0);
      expect((await repo.stat(key('empty')))!.sizeBytes).toBe(0);
      expect(await textOf(repo, 'view')).toBe('hello');
    });

    fact('returns a value of 50 MB', async () => {
      const repo = await make();
      const big = new Uint8Array(50 * 1024 * 1024);
      for (let i = 0; i < big.length; i += 1000) big[i] = i / 1000;
      expect(await repo.write(key('big'), big)).toBe(true);
      const { sizeBytes, bytes: read } = (await repo.read(key('big')))!;
      expect(sizeBytes).toBe(big.length);
      expect(Buffer.compare(read, big)).toBe(0);
    });

    fact('names the folders of its keys, in key order, without hidden ones', async () => {
      const repo = await make();
      const names = ['sw/a.wav', 'sw/b.wav', 'é/x/y.wav', 'hi-IN/a.wav', 'c.wav', '.git/x'];
      for (const name of names) await repo.write(key(name), bytes('x'));
      expect(await repo.folders()).toEqual(['hi-IN', 'sw', 'é']);
    });

    fact('returns null for an absent key', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('x'));
      expect(await repo.read(key('b'))).toBeNull();
      expect(await repo.stat(key('b'))).toBeNull();
      expect(await repo.read(key('a/b'))).toBeNull();
      expect(await repo.read(key('é'))).toBeNull();
    });

    fact("throws the signal's reason instead of reading once aborted", async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('x'));
      const reason = new Error('gone');
      await expect(repo.read(key('a'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const waiting = new AbortController();
      expect((await repo.read(key('a'), { signal: waiting.signal }))!.bytes.length).toBe(1);
    });

    fact('reports the same size and time in list, stat and read', async () => {
      const repo = await make();
      const before = Date.now();
      await repo.write(key('a.mp3'), bytes('hello'));
      const entry = (await repo.stat(key('a.mp3')))!;
      expect(entry).toMatchObject({ key: 'a.mp3', sizeBytes: 5 });
      expect(Math.abs(entry.modifiedMs - before)).toBeLessThan(10_000);
      const [listed] = await entriesOf(repo);
      const { bytes: read, ...rest } = (await repo.read(key('a.mp3')))!;
      const second = (ms: number) => Math.floor(ms / 1000); // S3's headers know seconds
      expect(rest).toEqual({ ...entry, modifiedMs: rest.modifiedMs });
      const { key: name, sizeBytes, version, contentId } = listed!;
      expect(entry).toMatchObject({ key: name, sizeBytes, version, contentId });
      expect(second(rest.modifiedMs)).toBe(second(listed!.modifiedMs));
      expect(read.length).toBe(5);
    });

    fact('changes the version, or has none, once the value changed', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('one'));
      const before = (await repo.stat(key('a')))!.version;
      await repo.write(key('a'), bytes('two'));
      const after = (await repo.stat(key('a')))!;
      if (after.version !== null) expect(after.version).not.toBe(before);
      if (after.contentId !== null) expect(after.contentId).not.toBe('');
    });

    fact('keeps content type and metadata; takes the default type from the extension', async () => {
      const repo = await make();
      const described = { contentType: 'audio/x-test', metadata: { 'clip-count': '3 of 4' } };
      await repo.write(key('a.mp3'), bytes('x'), described);
      await repo.write(key('b.mp3'), bytes('x'));
      await repo.write(key('c'), bytes('x'));
      expect(await repo.stat(key('a.mp3'))).toMatchObject(described);
      expect(await repo.read(key('a.mp3'))).toMatchObject(described);
      expect(await repo.stat(key('b.mp3'))).toMatchObject({
        contentType: 'audio/mpeg',
        metadata: {},
      });
      expect(await repo.stat(key('c'))).toMatchObject({ contentType: 'application/octet-stream' });
      await repo.write(key('a.mp3'), bytes('x'));
      expect(await repo.stat(key('a.mp3'))).toMatchObject({
        contentType: 'audio/mpeg',
        metadata: {},
      });
      expect(await keysOf(repo)).toEqual(['a.mp3', 'b.mp3', 'c']);
    });

    fact('refuses metadata that not every repo can keep', async () => {
      const repo = await make();
      const tooMuch = { a: 'x'.repeat(2100) };
      const all: Record<string, string>[] = [{ Upper: 'x' }, { a: 'é' }, { a: 'x\ny' }, tooMuch];
      for (const metadata of all) {
        await expect(repo.write(key('a'), bytes('x'), { metadata })).rejects.toMatchObject({
          code: 'usage/option',
        });
      }
      expect(await repo.stat(key('a'))).toBeNull();
    });

    fact('lists every key in the order of its UTF-8 bytes, without hidden ones', async () => {
      const repo = await make();
      for (const k of HARD_KEYS) await repo.write(key(k), bytes(k));
      const expected = HARD_KEYS.filter((k) => !/(^|\/)\./.test(k)).sort(byUtf8);
      expect(await keysOf(repo)).toEqual(expected);
      for (const k of HARD_KEYS) expect(await textOf(repo, k)).toBe(k);
      // In parts, too: at any of its keys, at hidden ones, and at none.
      for (const k of HARD_KEYS) {
        expect(await keysOf(repo, '', { splits: [k, `${k}0`, 'nothing'] })).toEqual(expected);
      }
    });

    fact('finds a key in NFC and NFD', async () => {
      const repo = await make();
      await repo.write(key('caf\u00e9/\u1e9b\u0323.wav'), bytes('x'));
      expect(await repo.read(key('cafe\u0301/\u017f\u0323\u0307.wav'))).not.toBeNull();
    });

    fact('lists the keys that begin with a prefix', async () => {
      const repo = await make();
      for (const k of ['a.b/c', 'a/b', 'a/c/d', 'ab', 'b']) await repo.write(key(k), bytes(k));
      expect(await keysOf(repo, 'a/')).toEqual(['a/b', 'a/c/d']);
      expect(await keysOf(repo, 'a/c')).toEqual(['a/c/d']);
      expect(await keysOf(repo, 'nothing/')).toEqual([]);
    });

    fact('lists past a page of 1,000 keys', async () => {
      const repo = await make();
      const keys = Array.from({ length: 1100 }, (_, i) => `many/${i}.wav`).sort(byUtf8);
      for (let i = 0; i < keys.length; i += 50) {
        await Promise.all(
          keys.slice(i, i + 50).map((k) => repo.write(key(k), bytes('x'), { durable: false })),
        );
      }
      expect(await keysOf(repo)).toEqual(keys);
      for (const splits of [
        [keys[300]!, keys[999]!, keys[1000]!],
        ['z', '', 'many/5', 'many/5'],
      ]) {
        expect(await keysOf(repo, '', { splits })).toEqual(keys);
        expect(await keysOf(repo, 'many/5', { splits })).toEqual(
          keys.filter((k) => k.startsWith('many/5')),
        );
      }
    });

    fact('replaces the whole value', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('a long value'));
      expect(await repo.write(key('a'), bytes('short'))).toBe(true);
      expect(await textOf(repo, 'a')).toBe('short');
    });

    fact('writes only to an absent key with ifAbsent', async () => {
      const repo = await make();
      expect(await repo.write(key('a/b'), bytes('first'), { ifAbsent: true })).toBe(true);
      expect(await repo.write(key('a/b'), bytes('second'), { ifAbsent: true })).toBe(false);
      expect(await textOf(repo, 'a/b')).toBe('first');
    });

    fact('writes only over the value that was read with ifUnchanged', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('first'));
      const first = (await repo.read(key('a')))!;
      expect(await repo.write(key('a'), bytes('other'), { ifUnchanged: first })).toBe(true);
      expect(await repo.write(key('a'), bytes('lost'), { ifUnchanged: first })).toBe(false);
      expect(Buffer.from((await repo.read(key('a')))!.bytes).toString()).toBe('other');
      await repo.delete(key('a'));
      expect(await repo.write(key('a'), bytes('lost'), { ifUnchanged: first })).toBe(false);
      expect(await repo.read(key('a'))).toBeNull();
    });

    fact('lets one of several concurrent writers with ifUnchanged win', async () => {
      const repo = await make();
      await repo.write(key('x'), bytes('old'));
      const old = (await repo.read(key('x')))!;
      const values = ['1', '2', '3', '4', '5'];
      const won = await Promise.all(
        values.map((value) => repo.write(key('x'), bytes(value), { ifUnchanged: old })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const { bytes: now } = (await repo.read(key('x')))!;
      expect(Buffer.from(now).toString()).toBe(values[won.indexOf(true)]);
    });

    fact('lets one of several concurrent writers with ifAbsent win', async () => {
      const repo = await make();
      const values = Array.from({ length: 8 }, (_, i) => String(i).repeat(10_000));
      const won = await Promise.all(
        values.map((value) => repo.write(key('x'), bytes(value), { ifAbsent: true })),
      );
      expect(won.filter((isWritten) => isWritten).length).toBe(1);
      expect(await textOf(repo, 'x')).toBe(values[won.indexOf(true)]);
    });

    fact('reads one of the whole values during concurrent writes', async () => {
      const repo = await make();
      const values = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
      await repo.write(key('x'), bytes(values[0]!));
      const writes = Promise.all(values.map((value) => repo.write(key('x'), bytes(value))));
      for (let i = 0; i < 20; i++) expect(values).toContain(await textOf(repo, 'x'));
      await writes;
      expect(values).toContain(await textOf(repo, 'x'));
    });

    fact('deletes a value, and succeeds without one', async () => {
      const repo = await make();
      await repo.write(key('a/b'), bytes('x'), { metadata: { a: 'b' } });
      await repo.write(key('a/c'), bytes('y'));
      await repo.delete(key('a/b'));
      await repo.delete(key('a/b'));
      expect(await repo.read(key('a/b'))).toBeNull();
      expect(await keysOf(repo)).toEqual(['a/c']);
    });

    fact('touches a value without changing it', async () => {
      const repo = await make();
      const described = { contentType: 'a/b', metadata: { c: 'd' } };
      await repo.write(key('dir/a b+é'), bytes('x'), described);
      const entry = (await repo.stat(key('dir/a b+é')))!;
      const anHourAgo = entry.modifiedMs - 2 * 3600 * 1000;
      const touch = async () => {
        await repo.touch({ ...entry, modifiedMs: anHourAgo });
        return (await repo.stat(key('dir/a b+é')))!.modifiedMs;
      };
      // S3 tells whole seconds.
      await expect.poll(touch, { timeout: 3000 }).toBeGreaterThan(entry.modifiedMs);
      const touched = (await repo.read(key('dir/a b+é')))!;
      expect(touched).toMatchObject(described);
      expect(Buffer.from(touched.bytes).toString()).toBe('x');
      await repo.touch({ ...entry, key: key('not there'), modifiedMs: anHourAgo });
      expect(await repo.stat(key('not there'))).toBeNull();
    });

    fact('creates a link to a value', async () => {
      const repo = await make();
      await repo.write(key('a b/é+.mp3'), bytes('hello'));
      const url = await repo.url(key('a b/é+.mp3'), 60);
      expect(await fetched(url)).toBe('hello');
      expect(await repo.url(key('a b/é+.mp3'), 604_800)).toMatch(/^[a-z]+:/);
      for (const seconds of [0, -1, 1.5, 604_801, Number.NaN]) {
        await expect(repo.url(key('a b/é+.mp3'), seconds)).rejects.toMatchObject({
          code: 'usage/option',
        });
      }
    });

    fact('copies bytes on write and read', async () => {
      const repo = await make();
      const value = bytes('hello');
      await repo.write(key('a'), value);
      value[0] = 0;
      (await repo.read(key('a')))!.bytes[1] = 0;
      expect(await textOf(repo, 'a')).toBe('hello');
    });
  });
}

/** Keys that break code which assumes ASCII, paths or URLs. */
const HARD_KEYS = [
  'b',
  'a/z',
  'a.wav',
  'é',
  '\u{1F600}',
  '\uFFFD',
  'नमस्ते',
  '.hidden',
  'a!/x',
  'd/.hidden/x',
  'per%20cent/50%.wav',
  'plus+and space/q?&=#.wav',
  'quote\'s "and" <tags>',
  'tab\there',
];

function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function fetched(url: string): Promise<string> {
  if (url.startsWith('file:')) return readFileSync(new URL(url), 'utf8');
  return (await fetch(url)).text();
}
