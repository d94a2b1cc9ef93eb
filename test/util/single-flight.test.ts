import { describe, expect, it } from 'vitest';
import { Flights, unlessAborted } from '../../src/util/single-flight.ts';

/** A promise, and what settles it. */
function deferred<T = void>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}

const soon = () => new Promise((done) => setImmediate(done));

describe('Flights', () => {
  it('does work once for those who want the same, and lets others do theirs', async () => {
    const flights = new Flights();
    const gate = deferred();
    const done: string[] = [];
    const work = (name: string) => async () => {
      await gate.promise;
      done.push(name);
    };
    const all = Promise.all([
      flights.do(['a', 'b'], undefined, work('first')),
      flights.do(['b', 'c'], undefined, work('second')),
      flights.do(['d'], undefined, work('third')),
    ]);
    gate.resolve();
    await all;
    expect(done).toEqual(['first', 'third']);
    await flights.do(['b'], undefined, work('later'));
    expect(done).toEqual(['first', 'third', 'later']);
  });

  it('tells a failure to whom it is of, and to the others only that it has ended', async () => {
    const flights = new Flights();
    const gate = deferred();
    const own = flights.do(['a'], undefined, () => gate.promise);
    const other = flights.do(['a'], undefined, async () => {});
    gate.reject(new Error('no'));
    await expect(own).rejects.toThrow('no');
    await expect(other).resolves.toBeUndefined();
  });

  it('ends work when the last who waits gives it up, and not before', async () => {
    const flights = new Flights();
    const [first, second] = [new AbortController(), new AbortController()];
    let signal!: AbortSignal;
    const work = (given: AbortSignal) => {
      signal = given;
      return new Promise<void>((_, fail) =>
        given.addEventListener('abort', () => fail(given.reason)),
      );
    };
    const own = flights.do(['a'], first.signal, work);
    const other = flights.do(['a'], second.signal, work);
    own.catch(() => {});
    other.catch(() => {});
    first.abort(new Error('gone'));
    await expect(own).rejects.toThrow('gone');
    expect(signal.aborted).toBe(false);
    second.abort(new Error('gone too'));
    await expect(other).rejects.toThrow('gone too');
    await soon();
    expect(signal.aborted).toBe(true);
    // What comes after begins anew.
    await flights.do(['a'], undefined, async () => {});
  });

  it('begins nothing for whom has gone', async () => {
    let begun = false;
    const gone = AbortSignal.abort(new Error('gone'));
    const work = async () => {
      begun = true;
    };
    await expect(new Flights().do(['a'], gone, work)).rejects.toThrow('gone');
    expect(begun).toBe(false);
  });
});

describe('unlessAborted', () => {
  it('gives what the promise gives, or why it is not waited for, and listens no more', async () => {
    const controller = new AbortController();
    expect(await unlessAborted(Promise.resolve(7), controller.signal)).toBe(7);
    await expect(
      unlessAborted(Promise.reject(new Error('bad')), controller.signal),
    ).rejects.toThrow('bad');
    const never = unlessAborted(new Promise(() => {}), controller.signal);
    controller.abort(new Error('late'));
    await expect(never).rejects.toThrow('late');
    await expect(unlessAborted(new Promise(() => {}), controller.signal)).rejects.toThrow('late');
  });
});
