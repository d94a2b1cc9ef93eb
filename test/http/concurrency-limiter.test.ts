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

describe('Gate', () => {
  it('lets so many work, so many wait, and sends the rest away', async () => {
    const gate = new ConcurrencyLimiter({ concurrent: 2, queue: 1 });
    const works = [work(), work(), work(), work()];
    const order: number[] = [];
    const running = works.slice(0, 3).map((each, i) =>
      gate.run(async () => {
        order.push(i);
        await each.run();
      }, never),
    );
    await expect(gate.run(works[3]!.run, never)).rejects.toMatchObject({
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
    expect(gate.load).toBe(0);
  });

  it('gives the place in the queue of whom has gone to another, and the turn of what failed', async () => {
    const gate = new ConcurrencyLimiter({ concurrent: 1, queue: 1 });
    const first = work();
    const running = gate.run(first.run, never);
    const gone = new AbortController();
    const waiting = gate.run(async () => 'gone', gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = gate.run(async () => {
      throw new Error('failed');
    }, never);
    next.catch(() => {});
    first.end();
    await running;
    await expect(next).rejects.toThrow('failed');
    expect(await gate.run(async () => 7, never)).toBe(7);
    expect(gate.load).toBe(0);
  });

  it('counts work that nobody waits for any more until it has ended', async () => {
    const gate = new ConcurrencyLimiter({ concurrent: 1, queue: 0 });
    const gone = new AbortController();
    const slow = work();
    const running = gate.run(slow.run, gone.signal);
    gone.abort(new Error('gone'));
    await expect(gate.run(async () => 1, never)).rejects.toMatchObject({ code: 'request/busy' });
    slow.end();
    await running;
    expect(await gate.run(async () => 1, never)).toBe(1);
  });
});
