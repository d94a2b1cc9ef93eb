import { Cache } from '../cache/cache.ts';
import { ENGINE_VERSION } from '../cache/engine-version.ts';
import type { Entry, Key, Repo } from '../repo/repo.ts';
import { memoizeAsync } from '../util/memoize.ts';
import { ContentIds } from './content-ids.ts';
import {
  type LexiconCache,
  type Library,
  type Listing,
  listClips,
  openLibrary,
  sameNames,
  withListing,
} from './library.ts';

/** Languages whose lexicon is kept: each takes memory, and callers may name any. */
const MAX_LIBRARIES = 16;

/** The clips as they were listed, once, when that was first needed. */
export class LibrarySnapshot {
  readonly ids: ContentIds;
  private readonly repo: Repo;
  private readonly cache: Cache | null;
  private readonly lexicons: LexiconCache | null;
  private listing: Promise<Listing> | null = null;
  private readonly entries = new Map<Key, Promise<Entry | null>>();
  private readonly listed = new Set<Key>();
  private readonly opening = new Map<string, Promise<Library>>();
  private readonly opened = new Map<string, Library>();

  /** @param before content ids of an earlier snapshot. */
  constructor(repo: Repo, cache: Cache | null, before?: ContentIds) {
    this.repo = repo;
    this.cache = cache;
    this.lexicons = cache && lexiconsIn(cache);
    const entryOf = (key: Key) => this.entry(key);
    this.ids = before ? before.renewed(entryOf) : new ContentIds(repo, cache, entryOf);
  }

  /** The clips as they are now. Lexicons are taken over where names and texts are the same. @throws StitchError repo/…. */
  async renewed(): Promise<LibrarySnapshot> {
    const next = new LibrarySnapshot(this.repo, this.cache, this.ids);
    const [before, now] = await Promise.all([this.listing, next.list()]);
    if (before !== null && sameNames(before, now)) {
      for (const [language, library] of this.opened) next.open(language, withListing(library, now));
    }
    return next;
  }

  /** The library in a language. @throws StitchError repo/…, library/clips-csv. */
  library(language: string): Promise<Library> {
    const opened = this.opened.get(language);
    if (opened !== undefined) return Promise.resolve(opened);
    return memoizeAsync(this.opening, language, async () => {
      const library = await openLibrary(this.repo, language, await this.list(), this.lexicons);
      this.opening.delete(language);
      return this.open(language, library);
    });
  }

  /** A clip's entry: from the listing, or by a stat where nothing was listed. */
  entry(key: Key): Promise<Entry | null> {
    return memoizeAsync(this.entries, key, () => this.repo.stat(key));
  }

  /** Whether the listing has a clip of that name. */
  async lists(key: Key): Promise<boolean> {
    await this.list();
    return this.listed.has(key);
  }

  /** The clips that the listing has, in key order. @throws StitchError repo/…. */
  async keys(): Promise<readonly Key[]> {
    return (await this.list()).clips.map(({ key }) => key);
  }

  private open(language: string, library: Library): Library {
    const [oldest] = this.opened.keys();
    if (this.opened.size >= MAX_LIBRARIES) this.opened.delete(oldest!);
    this.opened.set(language, library);
    return library;
  }

  private list(): Promise<Listing> {
    this.listing ??= listClips(this.repo).then((listing) => {
      for (const entry of listing.clips) {
        this.listed.add(entry.key);
        this.entries.set(entry.key, Promise.resolve(entry));
      }
      return listing;
    });
    this.listing.catch(() => {
      this.listing = null;
    });
    return this.listing;
  }
}

/** Lexicons in the cache. Words and their forms depend on Node's Unicode tables. */
function lexiconsIn(cache: Cache): LexiconCache {
  const nameOf = (of: readonly unknown[]) => Cache.idOf(ENGINE_VERSION, process.versions.icu, of);
  return {
    get: async (of) => (await cache.get('lexicons', nameOf(of)))?.facts ?? null,
    put: (of, lexicon) =>
      cache.put('lexicons', nameOf(of), { facts: lexicon, bytes: new Uint8Array() }),
  };
}
