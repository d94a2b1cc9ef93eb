import { StitchError } from '../errors.ts';
import type { Key, LabelledEntry, Repo, Value } from '../repo/repo.ts';
import { hashOf, type Sealed, seal, sha256, unseal } from './seal.ts';

/** What is kept besides renders, each kind in a folder of its own. */
export type EntryKind = 'blocks' | 'clips' | 'lexicons' | 'ids';

/** A render as the cache gives it back. */
export interface CachedRender<Facts> {
  readonly facts: Facts;
  readonly bytes: Uint8Array;
}

/** After a failure the place is left alone for so long, if not said: what hangs must not hang every message. */
const REST_MS = 60_000;

/** All of the cache is below this, in whatever repo it is. */
export const CACHE_PREFIX = 'cache/';

/**
 * Work already done, kept in any repo under `cache/`: renders as plain files, `cache/<sha256>.mp3`, each
 * with a sealed record beside it, `cache/<sha256>.json`; all else as sealed entries. Whatever is absent,
 * damaged, foreign or out of reach is a miss: a cache costs time when it fails, and never the job.
 */
export class Cache {
  /** The place, as its user knows it. */
  readonly address: string;
  private readonly repo: Repo;
  private readonly onTrouble: (warning: string) => void;
  private readonly restMs: number;
  private readonly nowMs: () => number;
  private readonly restUntilMs = { read: 0, write: 0 };
  private lastTrouble: StitchError | null = null;

  /**
   * @param onTrouble is told each time when the place fails.
   * @param restMs how long the place is then left alone.
   * @param nowMs the clock.
   */
  constructor(
    repo: Repo,
    onTrouble: (warning: string) => void = () => {},
    restMs = REST_MS,
    nowMs: () => number = Date.now,
  ) {
    this.repo = repo;
    this.restMs = restMs;
    this.nowMs = nowMs;
    this.address = repo.address;
    this.onTrouble = onTrouble;
  }

  /** How the place failed the last time, if it did. */
  get trouble(): StitchError | null {
    return this.lastTrouble;
  }

  /** The name of what depends on just these parts: their hash. Parts are JSON. */
  static idOf(...parts: readonly unknown[]): string {
    return sha256(JSON.stringify(parts));
  }

  /** A sealed entry, or null. */
  async get(kind: EntryKind, id: string, signal?: AbortSignal): Promise<Sealed | null> {
    const key = keyOf(`${kind}/${id}`);
    const value = await this.read(key, signal);
    const entry = value && unseal(key, value.bytes);
    if (value && entry) await this.touch(value);
    return entry;
  }

  /** Keeps a sealed entry. */
  async put(kind: EntryKind, id: string, entry: Sealed): Promise<void> {
    const key = keyOf(`${kind}/${id}`);
    await this.write(key, seal(key, entry));
  }

  /** Where a render is or would be kept. */
  static renderKey(id: string, ending: string): Key {
    return keyOf(`${id}.${ending}`);
  }

  /** A render with its facts: both whole and of each other, or null. */
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
    const entry = unseal(recordKey, record.bytes);
    if (entry === null || (await hashOf(audio.bytes)) !== Buffer.from(entry.bytes).toString())
      return null;
    await Promise.all([this.touch(record), this.touch(audio)]);
    return { facts: entry.facts as Facts, bytes: audio.bytes };
  }

  /** Keeps a render: the file first, then the record that vouches for it. @returns whether it is kept. */
  async putRender<Facts>(
    id: string,
    ending: string,
    render: CachedRender<Facts>,
  ): Promise<boolean> {
    const { facts, bytes } = render;
    const recordKey = keyOf(`${id}.json`);
    if (!(await this.write(Cache.renderKey(id, ending), bytes))) return false;
    const hash = Buffer.from(await hashOf(bytes));
    return this.write(recordKey, seal(recordKey, { facts, bytes: hash }));
  }

  /** @throws the signal's reason, which says nothing of the place. */
  private async read(key: Key, signal?: AbortSignal): Promise<Value | null> {
    if (this.nowMs() < this.restUntilMs.read) return null;
    try {
      return await this.repo.read(key, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof StitchError)) throw error;
      // Where listing is not allowed, S3 refuses what is not there.
      if (!error.details.mayBeAbsent) this.rest('read', error);
      return null;
    }
  }

  private async write(key: Key, bytes: Uint8Array): Promise<boolean> {
    if (this.nowMs() < this.restUntilMs.write) return false;
    try {
      return await this.repo.write(key, bytes, { durable: false });
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      this.rest('write', error);
      return false;
    }
  }

  /** That it was used is only for pruning: where it cannot be noted, so be it. */
  private async touch(entry: LabelledEntry): Promise<void> {
    await this.repo.touch(entry).catch((error) => {
      if (!(error instanceof StitchError)) throw error;
    });
  }

  private rest(way: 'read' | 'write', error: StitchError): void {
    this.restUntilMs[way] = this.nowMs() + this.restMs;
    this.lastTrouble = error;
    this.onTrouble(
      `the cache cannot be ${way === 'read' ? 'read' : 'written'}, which costs time: ${error.message}`,
    );
  }
}

function keyOf(name: string): Key {
  return `${CACHE_PREFIX}${name}` as Key;
}
