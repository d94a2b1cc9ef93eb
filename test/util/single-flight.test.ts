import { describe, expect, it } from 'vitest';
import { abortable, SingleFlight } from '../../src/util/single-flight.ts';

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

describe('SingleFlight', () => {
  it('runs concurrent calls for one key once, and other keys beside them', async () => {
    const flights = new SingleFlight();
    const gate = deferred();
    const done: string[] = [];
    const work = (name: string) => async () => {
      await gate.promise;
      done.push(name);
    };
    const all = Promise.all([
      flights.run('a', undefined, work('first')),
      flights.run('a', undefined, work('second')),
      flights.run('d', undefined, work('third')),
    ]);
    gate.resolve();
    await all;
    expect(done).toEqual(['first', 'third']);
    await flights.run('a', undefined, work('later'));
    expect(done).toEqual(['first', 'third', 'later']);
  });

  it('rejects the call whose work failed, and resolves those that only waited', async () => {
    const flights = new SingleFlight();
    const gate = deferred();
    const own = flights.run('a', undefined, () => gate.promise);
    const other = flights.run('a', undefined, async () => {});
    gate.reject(new Error('no'));
    await expect(own).rejects.toThrow('no');
    await expect(other).resolves.toBeUndefined();
  });

  it('aborts the work when its last waiter leaves, and not before', async () => {
    const flights = new SingleFlight();
    const [first, second] = [new AbortController(), new AbortController()];
    let signal!: AbortSignal;
    const work = (given: AbortSignal) => {
      signal = given;
      return new Promise<void>((_, fail) =>
        given.addEventListener('abort', () => fail(given.reason)),
      );
    };
    const own = flights.run('a', first.signal, work);
    const other = flights.run('a', second.signal, work);
    own.catch(() => {});
    other.catch(() => {});
    first.abort(new Error('gone'));
    await expect(own).rejects.toThrow('gone');
    expect(signal.aborted).toBe(false);
    second.abort(new Error('gone too'));
    await expect(other).rejects.toThrow('gone too');
    await soon();
    expect(signal.aborted).toBe(true);
    // A later call starts its own work.
    await flights.run('a', undefined, async () => {});
  });

  it('starts nothing for an aborted signal', async () => {
    let begun = false;
    const gone = AbortSignal.abort(new Error('gone'));
    const work = async () => {
      begun = true;
    };
    await expect(new SingleFlight().run('a', gone, work)).rejects.toThrow('gone');
    expect(begun).toBe(false);
  });
});

describe('abortable', () => {
  it('settles as the promise does, or rejects with the reason of the abort', async () => {
    const controller = new AbortController();
    expect(await abortable(Promise.resolve(7), controller.signal)).toBe(7);
    await expect(abortable(Promise.reject(new Error('bad')), controller.signal)).rejects.toThrow(
      'bad',
    );
    const never = abortable(new Promise(() => {}), controller.signal);
    controller.abort(new Error('late'));
    await expect(never).rejects.toThrow('late');
    await expect(abortable(new Promise(() => {}), controller.signal)).rejects.toThrow('late');
  });
});
