import { describe, expect, it } from 'vitest';
import { mapConcurrent } from '../../src/util/concurrency.ts';

describe('mapConcurrent', () => {
  it('runs at most so many at once, and returns results in the order of the items', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrent([5, 1, 4, 2, 3], 2, async (ticks) => {
      most = Math.max(most, ++running);
      for (let i = 0; i < ticks; i++) await new Promise((done) => setImmediate(done));
      running--;
      return 10 * ticks;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('throws the first failure, and starts no more work', async () => {
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      throw new Error(`failure ${item}`);
    };
    await expect(mapConcurrent([1, 2, 3], 1, work)).rejects.toThrow('failure 1');
    expect(started).toEqual([1]);
  });

  it('throws the reason of an aborted signal, and starts no more work', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      if (item === 2) controller.abort(reason);
      await new Promise((done) => setImmediate(done));
    };
    await expect(mapConcurrent([1, 2, 3, 4], 1, work, controller.signal)).rejects.toBe(reason);
    expect(started).toEqual([1, 2]);
  });
});
