import { Cache } from '../cache/cache.ts';
import { hashOf } from '../cache/entry.ts';
import { decidingExtension } from '../decode/clip-names.ts';
import type { StitchError } from '../errors.ts';
import type { Entry, Key, Repo, StoredObject } from '../repo/repo.ts';

/**
 * Names a clip's content: S3's ETag and size, else the SHA-256 of its bytes; with the ending where that decides how the
 * bytes are decoded (raw µ-law and raw PCM may be the same bytes).
 */
export type ContentId = string;

/** Content ids by key, each with the version of the file that it belongs to. */
type Memo = Record<string, readonly [version: string, id: ContentId]>;

/**
 * The content ids of clips: from the listing where that has them, else by hashing the bytes, remembered in
 * the cache for as long as the file has the same version.
 */
export class ContentIds {
  private readonly repo: Repo;
  private readonly cache: Cache | null;
  private readonly entryOf: (key: Key) => Promise<Entry | null>;
  private readonly ids = new Map<Key, ContentId>();
  /** Clips that cannot be said, and why. */
  readonly failures = new Map<Key, StitchError>();
  private memo: Promise<Memo> | null = null;
  private isUnsaved = false;

  /** @param entryOf a clip's entry without reading it: from the listing, or a stat. */
  constructor(repo: Repo, cache: Cache | null, entryOf: (key: Key) => Promise<Entry | null>) {
    this.repo = repo;
    this.cache = cache;
    this.entryOf = entryOf;
  }

  /** Ids for a new listing, with what is remembered here. */
  renewed(entryOf: (key: Key) => Promise<Entry | null>): ContentIds {
    const next = new ContentIds(this.repo, this.cache, entryOf);
    next.memo = this.memo;
    next.isUnsaved = this.isUnsaved;
    return next;
  }

  /** The content id; null when the clip has to be read for it, or is not there. */
  async find(key: Key): Promise<ContentId | null> {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const entry = await this.entryOf(key);
    if (entry === null) return null;
    const { contentId } = entry;
    const id = contentId === null ? await this.remembered(entry) : asDecoded(key, contentId);
    if (id !== null) this.ids.set(key, id);
    return id;
  }

  /** The content id, if it is in memory. */
  known(key: Key): ContentId | undefined {
    return this.ids.get(key);
  }

  /** Takes the id of an object that was read: it replaces what was known of its key. */
  async learn({ key, version, contentId, bytes }: StoredObject): Promise<ContentId> {
    const id = asDecoded(key, contentId ?? (await hashOf(bytes)));
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
    const facts = await this.memo;
    await this.cache?.put('ids', this.memoName(), { facts, bytes: new Uint8Array() });
  }

  private async remembered({ key, version }: Entry): Promise<ContentId | null> {
    this.memo ??= this.load();
    const memo = await this.memo;
    const known = Object.hasOwn(memo, key) ? memo[key] : undefined;
    return version !== null && known?.[0] === version ? known[1] : null;
  }

  private async load(): Promise<Memo> {
    const entry = await this.cache?.get('ids', this.memoName());
    return entry ? (entry.facts as Memo) : {};
  }

  private memoName(): string {
    return Cache.idOf(this.repo.identity);
  }
}

function asDecoded(key: Key, id: ContentId): ContentId {
  const extension = decidingExtension(key);
  return extension === null ? id : `${id}.${extension}`;
}
