import { describe, expect, it } from 'vitest';
import { decodeEntry, encodeEntry, hashOf, sha256 } from '../../src/cache/entry.ts';

describe('decodeEntry', () => {
  it('returns null where any byte changed, the end is cut off or the name is another', () => {
    const entry = encodeEntry('a name', { facts: { n: [1, 'x'] }, bytes: Uint8Array.of(1, 2, 3) });
    expect(decodeEntry('a name', entry)).toMatchObject({ facts: { n: [1, 'x'] } });
    expect(decodeEntry('another', entry)).toBeNull();
    for (let i = 0; i < entry.length; i++) {
      const damaged = Uint8Array.from(entry, (byte, at) => (at === i ? byte ^ 1 : byte));
      expect(decodeEntry('a name', damaged)).toBeNull();
      expect(decodeEntry('a name', entry.subarray(0, i))).toBeNull();
    }
  });
});

describe('hashOf', () => {
  it('is the SHA-256 of few and of many bytes', async () => {
    for (const length of [0, 3, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1]) {
      const bytes = new Uint8Array(length).fill(7);
      expect(await hashOf(bytes)).toBe(sha256(bytes));
    }
    expect(sha256('abc')).toMatch(
      /^ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad$/,
    );
  });
});
