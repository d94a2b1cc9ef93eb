import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompactMap } from '../../src/campaign/compact-map.ts';

const id = (n: number) => createHash('sha256').update(String(n)).digest('hex');

describe('CompactMap', () => {
  it('behaves like a Map', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.nat())),
        (sets) => {
          const [table, map] = [new CompactMap(2), new Map<string, number[]>()];
          for (const [n, first, second] of sets) {
            expect(table.get(id(n))).toEqual(map.get(id(n)) ?? null);
            table.set(id(n), [first, second]);
            map.set(id(n), [first, second]);
          }
          expect(table.count).toBe(map.size);
          for (const [key, values] of map) expect(table.get(key)).toEqual(values);
        },
      ),
    );
  });

  it.each([0, 8, 16, 24])('tells keys apart that differ only in the digits from %i', (at) => {
    const key = '0'.repeat(32);
    const other = `${key.slice(0, at)}00001000${key.slice(at + 8)}`;
    const table = new CompactMap(1);
    table.set(key, [1]);
    expect(table.get(other)).toBeNull();
    table.set(other, [2]);
    expect([table.get(key), table.get(other), table.count]).toEqual([[1], [2], 2]);
  });

  it('keeps all entries as it grows', () => {
    const table = new CompactMap(1);
    for (let n = 1; n <= 20_000; n++) table.set(id(n), [n]);
    expect(table.count).toBe(20_000);
    for (let n = 1; n <= 20_000; n += 97) expect(table.get(id(n))).toEqual([n]);
    expect(table.get(id(0))).toBe(null);
  });
});
