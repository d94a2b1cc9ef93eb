import { describe, expect, it } from 'vitest';
import {
  getOrCreate,
  getOrCreateShort,
  memoizeAsync,
  memoizeByObject,
} from '../../src/util/memoize.ts';

describe('memoizeAsync', () => {
  it('shares one call between all who ask for a key', async () => {
    const map = new Map<string, Promise<object>>();
    let calls = 0;
    const make = async () => ({ call: ++calls });
    const [a, b] = await Promise.all([memoizeAsync(map, 'k', make), memoizeAsync(map, 'k', make)]);
    expect(a).toBe(b);
    expect(await memoizeAsync(map, 'other', make)).toEqual({ call: 2 });
  });

  it('calls again after a failure', async () => {
    const map = new Map<string, Promise<number>>();
    await expect(memoizeAsync(map, 'k', () => Promise.reject(new Error('no')))).rejects.toThrow();
    expect(await memoizeAsync(map, 'k', async () => 5)).toBe(5);
  });
});

describe('getOrCreate', () => {
  it('creates a value once per key', () => {
    const map = new Map<string, object>();
    const first = getOrCreate(map, 'k', () => ({}));
    expect(getOrCreate(map, 'k', () => ({}))).toBe(first);
  });

  it('evicts all values once the limit is reached', () => {
    const map = new Map<number, number>();
    for (let key = 0; key < 3; key++) getOrCreate(map, key, () => key, 3);
    expect([...map.keys()]).toEqual([0, 1, 2]);
    getOrCreate(map, 2, () => -1, 3);
    expect(map.size).toBe(3);
    getOrCreate(map, 3, () => 3, 3);
    expect([...map.keys()]).toEqual([3]);
  });
});

describe('getOrCreateShort', () => {
  it('keeps no value of a long text', () => {
    const map = new Map<string, number>();
    const made = ['a', 'b'.repeat(100), 'c'.repeat(101)].map((text) =>
      getOrCreateShort(map, text, () => text.length, 5),
    );
    expect(made).toEqual([1, 100, 101]);
    expect([...map.values()]).toEqual([1, 100]);
  });
});

describe('memoizeByObject', () => {
  it('computes once per object, by identity, undefined too', () => {
    const seen: object[] = [];
    const compute = memoizeByObject((of: { n: number }) => {
      seen.push(of);
      return undefined;
    });
    const [a, b] = [{ n: 1 }, { n: 1 }];
    for (const of of [a, b, a, b]) expect(compute(of)).toBeUndefined();
    expect(seen).toEqual([a, b]);
  });
});
