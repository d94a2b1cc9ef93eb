import { createHash, randomUUID } from 'node:crypto';
import { StitchError } from '../errors.ts';
import { checkLinkSeconds, labelOf } from './label.ts';
import {
  compareKeys,
  type Entry,
  isHidden,
  type Key,
  type LabelledEntry,
  parseKey,
  type ReadOptions,
  type Repo,
  type Value,
  type WriteOptions,
} from './repo.ts';

/** A repo in memory: for tests, and for programs that have their clips at hand. */
export class MemoryRepo implements Repo {
  readonly address = 'memory';
  readonly identity = `memory:${randomUUID()}`;
  private readonly values = new Map<Key, Value>();
  private readonly nowMs: () => number;

  /**
   * @param values what it holds at first, by key. @param nowMs the clock.
   * @throws StitchError repo/bad-key
   */
  constructor(values: Readonly<Record<string, Uint8Array>> = {}, nowMs: () => number = Date.now) {
    this.nowMs = nowMs;
    for (const [key, bytes] of Object.entries(values)) this.put(parseKey(key), bytes, {});
  }

  async *list(prefix = ''): AsyncIterable<Entry> {
    for (const key of [...this.values.keys()].sort(compareKeys)) {
      const value = this.values.get(key);
      if (value !== undefined && !isHidden(key) && key.startsWith(prefix)) yield entryOf(value);
    }
  }

  async stat(key: Key): Promise<LabelledEntry | null> {
    const value = this.values.get(key);
    if (value === undefined) return null;
    const { contentType, metadata } = value;
    return { ...entryOf(value), contentType, metadata };
  }

  async read(key: Key, { signal }: ReadOptions = {}): Promise<Value | null> {
    signal?.throwIfAborted();
    const value = this.values.get(key);
    return value === undefined ? null : { ...value, bytes: value.bytes.slice() };
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    if (options.ifAbsent && this.values.has(key)) return false;
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
      throw new StitchError('repo/not-found', `there is no ${key} in memory to link to; write it`);
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
      ...labelOf(key, options),
      bytes: bytes.slice(),
    });
  }
}

function entryOf({ key, sizeBytes, modifiedMs, version, contentId }: Value): Entry {
  return { key, sizeBytes, modifiedMs, version, contentId };
}
