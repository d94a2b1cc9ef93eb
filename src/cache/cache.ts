import { StitchError } from '../errors.ts';
import type { DescribedEntry, Key, Repo, StoredObject } from '../repo/repo.ts';
import { type CacheEntry, decodeEntry, encodeEntry, hashOf, sha256 } from './entry.ts';

/** Kinds of entries besides renders, each in a folder of its own. */
export type EntryKind = 'blocks' | 'clips' | 'lexicons' | 'ids' | 'listings';

/** A render as the cache gives it back. */
export interface CachedRender<Facts> {
  readonly facts: Facts;
  readonly bytes: Uint8Array;
}

/** Default pause after a failure: what hangs must not hang every message. */
const COOLDOWN_MS = 60_000;

/** All of the cache is below this, in whatever repo it is. */
export const CACHE_PREFIX = 'cache/';

/**
 * Work already done, kept in any repo under `cache/`: renders as plain files, `cache/<sha256>.mp3`, each
 * with its metadata beside it, `cache/<sha256>.json`; all else as entries. Whatever is absent, damaged,
 * foreign or out of reach is a miss: a failing cache costs time, and never the job.
 */
export class Cache {
  /** The address of the repo. */
  readonly address: string;
  private readonly repo: Repo;
  private readonly onWarning: (warning: string) => void;
  private readonly cooldownMs: number;
  private readonly nowMs: () => number;
  private readonly cooldownUntilMs = {
    read: Number.NEGATIVE_INFINITY,
    write: Number.NEGATIVE_INFINITY,
  };
  private lastFailure: StitchError | null = null;

  /**
   * @param onWarning called each time the repo fails. @param clock `cooldownMs`: how long the repo is then
   * left alone; `nowMs`: milliseconds on a monotonic clock.
   */
  constructor(
    repo: Repo,
    onWarning: (warning: string) => void = () => {},
    clock: { readonly cooldownMs?: number | undefined; readonly nowMs?: () => number } = {},
  ) {
    this.repo = repo;
    this.cooldownMs = clock.cooldownMs ?? COOLDOWN_MS;
    this.nowMs = clock.nowMs ?? (() => performance.now());
    this.address = repo.address;
    this.onWarning = onWarning;
  }

  /** The last failure of the repo, if there was one. */
  get failure(): StitchError | null {
    return this.lastFailure;
  }

  /** The name of what depends on just these parts: their hash. Parts are JSON. */
  static idOf(...parts: readonly unknown[]): string {
    return sha256(JSON.stringify(parts));
  }

  /** An entry, or null. */
  async get(kind: EntryKind, id: string, signal?: AbortSignal): Promise<CacheEntry | null> {
    const key = keyOf(`${kind}/${id}`);
    const value = await this.read(key, signal);
    const entry = value && decodeEntry(key, value.bytes);
    if (value && entry) await this.touch(value);
    return entry;
  }

  /** Keeps an entry. */
  async put(kind: EntryKind, id: string, entry: CacheEntry): Promise<void> {
    const key = keyOf(`${kind}/${id}`);
    await this.write(key, encodeEntry(key, entry));
  }

  /** The key of a render's file. */
  static renderKey(id: string, ending: string): Key {
    return keyOf(`${id}.${ending}`);
  }

  /** A render with its metadata, if both are whole and belong together, or null. */
  async getRender<Facts>(
    id: string,
    ending: string,
    signal?: AbortSignal,
  ): Promise<CachedRender<Facts> | null> {
    const recordKey = keyOf(`${id}.json`);
    const [record, audio] = await Promise.all([
      this.read(recordKey, signal),
      this.read(Cache.renderKey(id, ending), signal),
    ]);
    if (record === null || audio === null) return null;
    const entry = decodeEntry(recordKey, record.bytes);
    if (entry === null || (await hashOf(audio.bytes)) !== Buffer.from(entry.bytes).toString())
      return null;
    await Promise.all([this.touch(record), this.touch(audio)]);
    return { facts: entry.facts as Facts, bytes: audio.bytes };
  }

  /** Keeps a render: the file first, then the metadata that vouches for it. @returns whether it is kept. */
  async putRender<Facts>(
    id: string,
    ending: string,
    render: CachedRender<Facts>,
  ): Promise<boolean> {
    const { facts, bytes } = render;
    const recordKey = keyOf(`${id}.json`);
    if (!(await this.write(Cache.renderKey(id, ending), bytes))) return false;
    const hash = Buffer.from(await hashOf(bytes));
    return this.write(recordKey, encodeEntry(recordKey, { facts, bytes: hash }));
  }

  /** @throws the signal's reason, which says nothing of the place. */
  private async read(key: Key, signal?: AbortSignal): Promise<StoredObject | null> {
    if (this.nowMs() < this.cooldownUntilMs.read) return null;
    try {
      return await this.repo.read(key, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof StitchError)) throw error;
      // Where listing is not allowed, S3 refuses what is not there.
      if (!error.details.mayBeAbsent) this.cooldown('read', error);
      return null;
    }
  }

  private async write(key: Key, bytes: Uint8Array): Promise<boolean> {
    if (this.nowMs() < this.cooldownUntilMs.write) return false;
    try {
      return await this.repo.write(key, bytes, { durable: false });
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      this.cooldown('write', error);
      return false;
    }
  }

  /** Notes a use, for pruning. Failures are ignored. */
  private async touch(entry: DescribedEntry): Promise<void> {
    await this.repo.touch(entry).catch((error) => {
      if (!(error instanceof StitchError)) throw error;
    });
  }

  private cooldown(way: 'read' | 'write', error: StitchError): void {
    this.cooldownUntilMs[way] = this.nowMs() + this.cooldownMs;
    this.lastFailure = error;
    this.onWarning(
      `the cache cannot be ${way === 'read' ? 'read' : 'written'}, which costs time: ${error.message}`,
    );
  }
}

function keyOf(name: string): Key {
  return `${CACHE_PREFIX}${name}` as Key;
}
