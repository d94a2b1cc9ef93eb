import type { Stats } from 'node:fs';
import type { Entry, Key } from '../repo.ts';

/** Resolution of the coarsest file system's clock (FAT): a later change may leave a younger file's times equal. */
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

/** Microseconds as a whole number, which takes a third of the time to format. */
function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

/** A file of a listing, which is looked up on first use. */
export class ListedFile implements Entry {
  readonly key: Key;
  readonly contentId = null;
  private readonly path: string;
  private readonly load: (key: Key, path: string) => Entry;
  private entry: Entry | null = null;

  constructor(key: Key, path: string, load: (key: Key, path: string) => Entry) {
    this.key = key;
    this.path = path;
    this.load = load;
  }

  get sizeBytes(): number {
    return this.known.sizeBytes;
  }

  get modifiedMs(): number {
    return this.known.modifiedMs;
  }

  get version(): string | null {
    return this.known.version;
  }

  private get known(): Entry {
    this.entry ??= this.load(this.key, this.path);
    return this.entry;
  }
}
