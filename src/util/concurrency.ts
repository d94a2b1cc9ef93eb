import pMap from 'p-map';

/**
 * Runs `work` on every item, at most `atOnce` at the same time, and gives the results in the items' order.
 * The first failure is thrown, and what has not begun is not begun.
 * @param signal when it is aborted, its reason is the first failure.
 */
export function mapConcurrent<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  return pMap(items, work, { concurrency: atOnce, signal });
}
