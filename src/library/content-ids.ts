import { Cache } from '../cache/cache.ts';
import { hashOf } from '../cache/entry.ts';
import type { StitchError } from '../errors.ts';
import type { Entry, Key, Repo, Value } from '../repo/repo.ts';

/** Content ids by key, each with the version of the value that it was found for. */
type Memo = Record<string, readonly [version: string, id: string]>;

/**
 * What names the content of each clip: what the listing tells, else the hash of its bytes, remembered in
 * the cache for as long as the value has the same version.
 */
export class ClipIds {
  private readonly repo: Repo;
  private readonly cache: Cache | null;
  private readonly entryOf: (key: Key) => Promise<Entry | null>;
  private readonly ids = new Map<Key, string>();
  /** What is wrong with clips, where that was kept. */
  readonly failures = new Map<Key, StitchError>();
  private memo: Promise<Memo> | null = null;
  private isUnsaved = false;

  /** @param entryOf what is known of a key without reading it: its place in the listing, or a stat. */
  constructor(repo: Repo, cache: Cache | null, entryOf: (key: Key) => Promise<Entry | null>) {
    this.repo = repo;
    this.cache = cache;
    this.entryOf = entryOf;
  }

  /** What is remembered here, for a new listing. */
  renewed(entryOf: (key: Key) => Promise<Entry | null>): ClipIds {
    const next = new ClipIds(this.repo, this.cache, entryOf);
    next.memo = this.memo;
    next.isUnsaved = this.isUnsaved;
    return next;
  }

  /** The content's id; null when it has to be read, or is not there. */
  async find(key: Key): Promise<string | null> {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const entry = await this.entryOf(key);
    if (entry === null) return null;
    const id = entry.contentId ?? (await this.remembered(entry));
    if (id !== null) this.ids.set(key, id);
    return id;
  }

  /** The content's id if it is known already. */
  known(key: Key): string | undefined {
    return this.ids.get(key);
  }

  /** The id of a value that was read; it goes before what was known of its key. */
  async learn({ key, version, contentId, bytes }: Value): Promise<string> {
    const id = contentId ?? (await hashOf(bytes));
    this.ids.set(key, id);
    if (contentId === null && version !== null && this.memo !== null) {
      this.isUnsaved = true;
      this.memo = this.memo.then((memo) => Object.assign(memo, { [key]: [version, id] }));
    }
    return id;
  }

  /** Has the cache remember what was learnt. */
  async save(): Promise<void> {
    if (!this.isUnsaved || this.memo === null) return;
    this.isUnsaved = false;
    await this.cache?.put('ids', this.memoId(), {
      facts: await this.memo,
      bytes: new Uint8Array(),
    });
  }

  private async remembered({ key, version }: Entry): Promise<string | null> {
    this.memo ??= this.load();
    const memo = await this.memo;
    const known = Object.hasOwn(memo, key) ? memo[key] : undefined;
    return version !== null && known?.[0] === version ? known[1] : null;
  }

  private async load(): Promise<Memo> {
    const entry = await this.cache?.get('ids', this.memoId());
    return entry ? (entry.facts as Memo) : {};
  }

  private memoId(): string {
    return Cache.idOf(this.repo.identity);
  }
}
