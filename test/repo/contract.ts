import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, type Key, parseKey, type Repo } from '../../src/repo/repo.ts';

const key = (text: string): Key => parseKey(text);
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

async function keysOf(repo: Repo): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of repo.list()) keys.push(entry.key);
  return keys;
}

/** What every Repo does. `make` gives an empty one. */
export function repoContract(name: string, make: () => Promise<Repo>): void {
  describe(`${name} keeps the contract of a Repo`, () => {
    it('gives back what was written, empty values and views too', async () => {
      const repo = await make();
      await repo.write(key('a/b.wav'), bytes('hello'));
      await repo.write(key('empty'), new Uint8Array());
      await repo.write(key('view'), bytes('xhellox').subarray(1, 6));
      expect(Buffer.from((await repo.read(key('a/b.wav')))!).toString()).toBe('hello');
      expect((await repo.read(key('empty')))!.length).toBe(0);
      expect(Buffer.from((await repo.read(key('view')))!).toString()).toBe('hello');
    });

    it('has null for what is not there', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('x'));
      expect(await repo.read(key('b'))).toBeNull();
      expect(await repo.stat(key('b'))).toBeNull();
      expect(await repo.read(key('a/b'))).toBeNull();
    });

    it('tells size and time', async () => {
      const repo = await make();
      const before = Date.now();
      await repo.write(key('a'), bytes('hello'));
      const entry = (await repo.stat(key('a')))!;
      expect(entry).toMatchObject({ key: 'a', sizeBytes: 5 });
      expect(Math.abs(entry.modifiedMs - before)).toBeLessThan(10_000);
    });

    it('lists every key in the order of its UTF-8 bytes, without hidden ones', async () => {
      const repo = await make();
      const keys = [
        'b',
        'a/z',
        'a.wav',
        'a',
        'é',
        '\u{1F600}',
        '\uFFFD',
        'नमस्ते',
        '.hidden',
        'a!/x',
        'd/.hidden/x',
      ].filter((k) => k !== 'a');
      for (const k of keys) await repo.write(key(k), bytes(k));
      const expected = keys
        .filter((k) => !k.includes('.hidden'))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysOf(repo)).toEqual(expected);
    });

    it('replaces a value whole', async () => {
      const repo = await make();
      await repo.write(key('a'), bytes('a long value'));
      await repo.write(key('a'), bytes('short'));
      expect(Buffer.from((await repo.read(key('a')))!).toString()).toBe('short');
    });

    it('gives one of the values to a reader while many write', async () => {
      const repo = await make();
      const values = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
      await repo.write(key('x'), bytes(values[0]!));
      const writes = Promise.all(values.map((value) => repo.write(key('x'), bytes(value))));
      for (let i = 0; i < 20; i++)
        expect(values).toContain(Buffer.from((await repo.read(key('x')))!).toString());
      await writes;
      expect(values).toContain(Buffer.from((await repo.read(key('x')))!).toString());
    });

    it('does not lend out its memory', async () => {
      const repo = await make();
      const value = bytes('hello');
      await repo.write(key('a'), value);
      value[0] = 0;
      (await repo.read(key('a')))![1] = 0;
      expect(Buffer.from((await repo.read(key('a')))!).toString()).toBe('hello');
    });
  });
}

describe('parseKey', () => {
  it.each(['../x', 'a/../b', '/etc/passwd', '', 'a//b', 'a/', './a', 'a\\b', 'a\0b', '..'])(
    'refuses %j',
    (text) => {
      expect(() => parseKey(text)).toThrow(/cannot name a file here; give a relative path/);
    },
  );

  it('makes NFC of a key', () => {
    expect(parseKey('cafe\u0301.wav')).toBe('café.wav');
  });
});

describe('compareKeys', () => {
  it('orders by code point, where UTF-16 does not', () => {
    expect(compareKeys('\uFFFD', '\u{1F600}')).toBeLessThan(0);
    expect('\uFFFD' < '\u{1F600}').toBe(false);
    expect(compareKeys('a', 'a')).toBe(0);
    const text = fc.string({ unit: 'binary', maxLength: 5 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
