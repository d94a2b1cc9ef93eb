/** Yields items until the signal aborts, without waiting for the next item then. */
export async function* takeUntil<T>(stop: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  // Not Promise.race: the longest-lived promise would retain every race.
  let wake = () => {};
  stop.addEventListener('abort', () => wake(), { once: true });
  try {
    while (!stop.aborted) {
      const next = await new Promise<IteratorResult<T> | null>((done, fail) => {
        wake = () => done(null);
        iterator.next().then(done, fail);
      });
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a generator that waits for its next item ends only with that.
    void iterator.return?.();
  }
}
