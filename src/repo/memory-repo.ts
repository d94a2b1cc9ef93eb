import { compareKeys, type Entry, type Key, parseKey, type Repo } from './repo.ts';

/** A repo in memory: for tests, and for programs that have their clips at hand. */
export class MemoryRepo implements Repo {
  readonly address = 'memory';
  private readonly values = new Map<Key, { bytes: Uint8Array; modifiedMs: number }>();

  /** @param values what it holds at first, by key. @throws StitchError repo/bad-key */
  constructor(values: Readonly<Record<string, Uint8Array>> = {}) {
    for (const [key, bytes] of Object.entries(values)) this.put(parseKey(key), bytes);
  }

  async *list(): AsyncIterable<Entry> {
    for (const key of [...this.values.keys()].sort(compareKeys)) {
      const entry = this.entry(key);
      if (entry !== null && !isHidden(key)) yield entry;
    }
  }

  async stat(key: Key): Promise<Entry | null> {
    return this.entry(key);
  }

  async read(key: Key): Promise<Uint8Array | null> {
    return this.values.get(key)?.bytes.slice() ?? null;
  }

  async write(key: Key, bytes: Uint8Array): Promise<void> {
    this.put(key, bytes);
  }

  private put(key: Key, bytes: Uint8Array): void {
    this.values.set(key, { bytes: bytes.slice(), modifiedMs: Date.now() });
  }

  private entry(key: Key): Entry | null {
    const value = this.values.get(key);
    return value === undefined
      ? null
      : { key, sizeBytes: value.bytes.length, modifiedMs: value.modifiedMs };
  }
}

function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.'));
}
