import { createHash } from 'node:crypto';
import { StitchError } from '../errors.ts';
import { type SystemOverrides, systemWith } from '../util/system.ts';
import { checkLinkSeconds, objectMetadata } from './object-metadata.ts';
import {
  compareKeys,
  type DescribedEntry,
  type Entry,
  firstFolders,
  isHidden,
  type Key,
  parseKey,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from './repo.ts';

/** Repo in memory: for tests, and for programs that hold their clips themselves. */
export class MemoryRepo implements Repo {
  readonly address = 'memory';
  readonly identity: string;
  private readonly values = new Map<Key, StoredObject>();
  private readonly nowMs: () => number;

  /**
   * @param values initial values, by key.
   * @throws StitchError repo/bad-key
   */
  constructor(
    values: Readonly<Record<string, Uint8Array>> = {},
    overrides: Pick<SystemOverrides, 'nowMs' | 'uniqueHex'> = {},
  ) {
    const { nowMs, uniqueHex } = systemWith(overrides);
    this.nowMs = nowMs;
    this.identity = `memory:${uniqueHex()}`;
    for (const [key, bytes] of Object.entries(values)) this.put(parseKey(key), bytes, {});
  }

  async *list(prefix = ''): AsyncIterable<Entry> {
    for (const key of [...this.values.keys()].sort(compareKeys)) {
      const value = this.values.get(key);
      if (value !== undefined && !isHidden(key) && key.startsWith(prefix)) yield entryOf(value);
    }
  }

  async folders(): Promise<readonly string[]> {
    return firstFolders([...this.values.keys()].filter((key) => !isHidden(key)));
  }

  async stat(key: Key): Promise<DescribedEntry | null> {
    const value = this.values.get(key);
    if (value === undefined) return null;
    const { contentType, metadata } = value;
    return { ...entryOf(value), contentType, metadata };
  }

  async read(key: Key, { signal }: ReadOptions = {}): Promise<StoredObject | null> {
    signal?.throwIfAborted();
    const value = this.values.get(key);
    return value === undefined ? null : { ...value, bytes: value.bytes.slice() };
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const { ifAbsent, ifUnchanged } = options;
    if (ifAbsent && this.values.has(key)) return false;
    if (ifUnchanged && this.values.get(key)?.contentId !== ifUnchanged.contentId) return false;
    this.put(key, bytes, options);
    return true;
  }

  async delete(key: Key): Promise<void> {
    this.values.delete(key);
  }

  async touch({ key }: Entry): Promise<void> {
    const value = this.values.get(key);
    if (value !== undefined) this.values.set(key, { ...value, modifiedMs: this.nowMs() });
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    const value = this.values.get(key);
    if (value === undefined) {
      throw new StitchError('repo/not-found', `there is no ${key} in memory; write it first`);
    }
    const base64 = Buffer.from(value.bytes).toString('base64');
    return `data:${value.contentType.replaceAll(' ', '')};base64,${base64}`;
  }

  private put(key: Key, bytes: Uint8Array, options: WriteOptions): void {
    const contentId = createHash('sha256').update(bytes).digest('hex');
    this.values.set(key, {
      key,
      sizeBytes: bytes.length,
      modifiedMs: this.nowMs(),
      version: contentId,
      contentId,
      ...objectMetadata(key, options),
      bytes: bytes.slice(),
    });
  }
}

function entryOf({ key, sizeBytes, modifiedMs, version, contentId }: StoredObject): Entry {
  return { key, sizeBytes, modifiedMs, version, contentId };
}
