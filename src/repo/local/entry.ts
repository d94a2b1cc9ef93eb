import type { Stats } from 'node:fs';
import type { Entry, Key } from '../repo.ts';

/** The coarsest file system's clock (FAT's): a file changed since may change again without its times telling. */
const FRESH_MS = 2000;

/**
 * What a file's state tells.
 * @param stats null for a file that has gone since it was listed.
 */
export function entryOf(key: Key, stats: Stats | null): Entry {
  const { size, mtimeMs, ctimeMs } = stats ?? { size: 0, mtimeMs: 0, ctimeMs: Date.now() };
  const isFresh = Date.now() - Math.max(mtimeMs, ctimeMs) < FRESH_MS;
  return {
    key,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    version: isFresh ? null : `${size}-${microseconds(mtimeMs)}-${microseconds(ctimeMs)}`,
    contentId: null,
  };
}

/** What a time in milliseconds holds, as a whole number: a third of the work to write. */
function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
