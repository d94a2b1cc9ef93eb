import type { Stats } from 'node:fs';
import type { Entry, Key } from '../repo.ts';

/** The coarsest file system's clock (FAT's): a file changed since may change again without its times telling. */
const FRESH_MS = 2000;

/**
 * Builds an entry from a file's state.
 * @param stats null for a file that has gone since it was listed.
 * @param nowMs the time, in milliseconds since 1970.
 */
export function entryOf(key: Key, stats: Stats | null, nowMs: number): Entry {
  const { size, mtimeMs, ctimeMs } = stats ?? { size: 0, mtimeMs: 0, ctimeMs: nowMs };
  const isFresh = nowMs - Math.max(mtimeMs, ctimeMs) < FRESH_MS;
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
