import { describe, expect, it } from 'vitest';
import { ConcurrencyLimiter } from '../../src/http/concurrency-limiter.ts';

const never = new AbortController().signal;

/** Work that lasts until it is told to end. */
function work() {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => done, end };
}

describe('ConcurrencyLimiter', () => {
  it('runs up to the limit, queues up to the limit, and refuses the rest as busy', async () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 2, queue: 1 });
    const works = [work(), work(), work(), work()];
    const order: number[] = [];
    const running = works.slice(0, 3).map((each, i) =>
      limiter.run(async () => {
        order.push(i);
        await each.run();
      }, never),
    );
    await expect(limiter.run(works[3]!.run, never)).rejects.toMatchObject({
      code: 'request/busy',
      details: { retry_after_seconds: 1 },
    });
    expect(order).toEqual([0, 1]);
    works[1]!.end();
    await running[1];
    await Promise.resolve();
    expect(order).toEqual([0, 1, 2]);
    for (const each of works) each.end();
    await Promise.all(running);
    expect(limiter.load).toBe(0);
  });

  it('frees the place of an aborted waiter, and the slot of failed work', async () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 1, queue: 1 });
    const first = work();
    const running = limiter.run(first.run, never);
    const gone = new AbortController();
    const waiting = limiter.run(async () => 'gone', gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = limiter.run(async () => {
      throw new Error('failed');
    }, never);
    next.catch(() => {});
    first.end();
    await running;
    await expect(next).rejects.toThrow('failed');
    expect(await limiter.run(async () => 7, never)).toBe(7);
    expect(limiter.load).toBe(0);
  });

  it('holds the slot of abandoned work until it settles', async () => {
    const limiter = new ConcurrencyLimiter({ concurrent: 1, queue: 0 });
    const gone = new AbortController();
    const slow = work();
    const running = limiter.run(slow.run, gone.signal);
    gone.abort(new Error('gone'));
    await expect(limiter.run(async () => 1, never)).rejects.toMatchObject({ code: 'request/busy' });
    slow.end();
    await running;
    expect(await limiter.run(async () => 1, never)).toBe(1);
  });
});
