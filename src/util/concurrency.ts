import pMap from 'p-map';

/**
 * Runs `work` on every item, at most `atOnce` at the same time, and returns the results in the items'
 * order. Throws the first failure and starts no more work.
 * @param signal stops it; its reason is then thrown.
 */
export function mapConcurrent<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  return pMap(items, work, { concurrency: atOnce, signal });
}
