import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/util/arena.ts';

describe('Arena', () => {
  it('allocates views of one shared memory, without overlap, until it is full', () => {
    const arena = new Arena(10);
    const [a, b] = [arena.allocate(4), arena.allocate(6)];
    expect(a.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(b.buffer).toBe(a.buffer);
    expect([a.byteOffset, a.length, b.byteOffset, b.length]).toEqual([0, 4, 4, 6]);
    expect([arena.fits(0), arena.fits(1)]).toEqual([true, false]);
  });

  it('gives a request that does not fit shared memory of its own', () => {
    const arena = new Arena(10);
    const first = arena.allocate(8);
    const large = arena.allocate(3);
    expect(large.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(large.buffer).not.toBe(first.buffer);
    expect(arena.allocate(2).buffer).toBe(first.buffer);
  });

  it('allocates the same memory again after a reset', () => {
    const arena = new Arena(10);
    const before = arena.allocate(10);
    arena.reset();
    const after = arena.allocate(10);
    expect([after.buffer === before.buffer, after.byteOffset]).toEqual([true, 0]);
  });
});
