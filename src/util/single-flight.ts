import { setMaxListeners } from 'node:events';

/** Work in flight, with the controller that aborts it. */
interface Flight {
  readonly done: Promise<void>;
  readonly controller: AbortController;
  waiters: number;
}

/** Runs concurrent calls for one key once; aborts the work when its last waiter leaves. */
export class SingleFlight {
  private readonly inFlight = new Map<string, Flight>();

  /**
   * Runs work for a key; where other work for it is in flight, only waits until that has settled, even by
   * a failure: the caller then checks again for the result.
   * @throws the error of its own work; the signal's reason once aborted.
   */
  async run(
    key: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    signal?.throwIfAborted();
    const other = this.inFlight.get(key);
    const flight = other ?? this.start(key, work);
    flight.waiters++;
    try {
      await abortable(other === undefined ? flight.done : flight.done.catch(() => {}), signal);
    } finally {
      flight.waiters--;
      if (flight.waiters === 0 && this.inFlight.get(key) === flight) {
        this.inFlight.delete(key);
        flight.controller.abort(signal?.reason);
      }
    }
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<void>): Flight {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal); // each clip listens
    const flight: Flight = {
      done: work(controller.signal).finally(() => {
        if (this.inFlight.get(key) === flight) this.inFlight.delete(key);
      }),
      controller,
      waiters: 0,
    };
    this.inFlight.set(key, flight);
    return flight;
  }
}

/** Wraps a promise to reject with the signal's reason once that is aborted. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
