import { setMaxListeners } from 'node:events';

/** Work that is under way for some keys, and what ends it when nobody waits for it any more. */
interface Flight {
  readonly keys: ReadonlySet<string>;
  readonly done: Promise<void>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that several may want at once: one does it, the others wait. It goes on for as long as one of them
 * waits, and is aborted when the last gives it up.
 */
export class Flights {
  private readonly underWay = new Set<Flight>();

  /**
   * Does work for keys; or, where other work for one of them is under way, only waits until that has ended, well
   * or not: then look again at what is wanted.
   * @throws what own work throws; the signal's reason when it is aborted.
   */
  async do(
    keys: readonly string[],
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    signal?.throwIfAborted();
    const other = [...this.underWay].find((flight) => keys.some((key) => flight.keys.has(key)));
    const flight = other ?? this.begin(keys, work);
    flight.waiting++;
    try {
      await unlessAborted(other === undefined ? flight.done : flight.done.catch(() => {}), signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && this.underWay.delete(flight)) {
        flight.controller.abort(signal?.reason);
      }
    }
  }

  private begin(keys: readonly string[], work: (signal: AbortSignal) => Promise<void>): Flight {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal); // each clip listens
    const flight: Flight = {
      keys: new Set(keys),
      done: work(controller.signal).finally(() => this.underWay.delete(flight)),
      controller,
      waiting: 0,
    };
    this.underWay.add(flight);
    return flight;
  }
}

/** Waits for a promise, but not when the signal is aborted: then throws its reason. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
