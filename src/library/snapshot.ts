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
  withNewListings,
} from './library.ts';
import { type ClipFolder, type ClipFolders, type LibraryRoots, rootsOf } from './roots.ts';
import type { SharedListings } from './shared-listings.ts';

/** Languages whose lexicon is kept: each takes memory, and callers may name any. */
const MAX_LIBRARIES = 16;

/** Listings that instances share, and the age up to which one that another made is taken. */
export interface Sharing {
  readonly listings: SharedListings;
  readonly maxAgeMs: number;
}

/** Settings of a snapshot. */
interface SnapshotSettings {
  /** The clips in errors; default: the roots' own. */
  readonly address?: string | undefined;
  /** Content ids of an earlier snapshot. */
  readonly before?: ContentIds | undefined;
  readonly sharing?: Sharing | null | undefined;
}

/** The clips as they were listed, once, when that was first needed. */
export class LibrarySnapshot {
  readonly ids: ContentIds;
  private readonly roots: LibraryRoots;
  private readonly cache: Cache | null;
  /** The place of the clips in errors. */
  private readonly address: string;
  private readonly lexicons: LexiconCache | null;
  private reading: Promise<ClipFolders> | null = null;
  /** By the prefix of their folder. */
  private readonly listings = new Map<string, Promise<Listing>>();
  private readonly listed = new Map<Key, Entry>();
  /** Clips that were asked for without a listing. */
  private readonly unlisted = new Map<Key, Promise<Entry | null>>();
  private readonly opening = new Map<string, Promise<Library>>();
  private readonly opened = new Map<string, Library>();
  private readonly sharing: Sharing | null;
  private oldestMs = 0;

  constructor(
    clips: Repo | LibraryRoots,
    cache: Cache | null,
    { address, before, sharing = null }: SnapshotSettings = {},
  ) {
    const roots = rootsOf(clips);
    this.sharing = sharing;
    this.roots = roots;
    this.cache = cache;
    this.address = address ?? roots.address;
    this.lexicons = cache && lexiconsIn(cache);
    const entryOf = (key: Key) => this.entry(key);
    this.ids = before ? before.renewed(entryOf) : new ContentIds(roots.repo, cache, entryOf);
  }

  /** Age of the oldest listing when it was taken: 0, unless another instance made it. */
  get ageMs(): number {
    return this.oldestMs;
  }

  /**
   * The clips as they are now, or as another instance listed them, with `sharing`. Lexicons are taken over where names
   * and texts are the same. @throws StitchError repo/….
   */
  async renewed(sharing = this.sharing): Promise<LibrarySnapshot> {
    const { address, ids: before } = this;
    const next = new LibrarySnapshot(this.roots, this.cache, { address, before, sharing });
    const { all, languages } = await next.folders();
    // Folders of languages are listed when they are wanted.
    const wanted = all.filter(({ prefix }) => languages === null || this.listings.has(prefix));
    await Promise.all(wanted.map((folder) => next.list(folder)));
    for (const library of this.opened.values()) await next.takeOver(library, this);
    return next;
  }

  /** The library in a language. @throws StitchError repo/…, library/language, library/clips-csv. */
  library(language: string): Promise<Library> {
    const opened = this.opened.get(language);
    if (opened !== undefined) return Promise.resolve(opened);
    return memoizeAsync(this.opening, language, async () => {
      const listings = await this.listingsOf(language);
      const library = await openLibrary(this.roots.repo, language, listings, this.lexicons);
      this.opening.delete(language);
      return this.open(language, library);
    });
  }

  /** A clip's entry: from the listing, or by a stat where nothing was listed. */
  entry(key: Key): Promise<Entry | null> {
    const listed = this.listed.get(key);
    if (listed !== undefined) return Promise.resolve(listed);
    return memoizeAsync(this.unlisted, key, () => this.roots.repo.stat(key));
  }

  /** Whether a listing has a clip of that name. */
  async lists(key: Key): Promise<boolean> {
    const { all } = await this.folders();
    const holding = all.filter(({ prefix }) => key.startsWith(prefix));
    await Promise.all(holding.map((folder) => this.list(folder)));
    return this.listed.has(key);
  }

  /**
   * The key of a clip that is named as it is, or within the folders of a language; null where there is none.
   * @param from `listed` takes only what is listed, `root` any file.
   */
  async find(name: Key, from: 'root' | 'listed', language: string): Promise<Key | null> {
    const isThere = async (key: Key) =>
      from === 'root' ? (await this.entry(key)) !== null : this.lists(key);
    if (await isThere(name)) return name;
    for (const { prefix } of (await this.folders()).find(language)) {
      const key = `${prefix}${name}` as Key;
      if (prefix !== '' && (await isThere(key))) return key;
    }
    return null;
  }

  /** The folders of clips, read once. @throws StitchError repo/…. */
  folders(): Promise<ClipFolders> {
    this.reading ??= this.roots.readFolders(this.address);
    this.reading.catch(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Takes over a library of an earlier snapshot, if it says the same by the listings of this one. */
  private async takeOver(library: Library, before: LibrarySnapshot): Promise<void> {
    const { language, folders: old } = library;
    const folders = (await this.folders()).find(language);
    const isSame = folders.length === old.length && folders.every((f, i) => isOf(f, old[i]!));
    if (!isSame) return;
    const now = await Promise.all(folders.map((folder) => this.list(folder)));
    const then = await Promise.all(old.map((folder) => before.list(folder)));
    if (now.every((listing, i) => sameNames(then[i]!, listing)))
      this.open(language, withNewListings(library, now));
  }

  private async listingsOf(language: string): Promise<readonly Listing[]> {
    const folders = (await this.folders()).of(language);
    return Promise.all(folders.map((folder) => this.list(folder)));
  }

  /** The clips of all folders that a language may use, in key order. @throws StitchError repo/…. */
  async keys(): Promise<readonly Key[]> {
    const folders = (await this.folders()).all;
    const listings = await Promise.all(folders.map((folder) => this.list(folder)));
    return listings.flatMap(({ clips }) => clips.map(({ key }) => key));
  }

  private open(language: string, library: Library): Library {
    const [oldest] = this.opened.keys();
    if (this.opened.size >= MAX_LIBRARIES) this.opened.delete(oldest!);
    this.opened.set(language, library);
    return library;
  }

  private list(folder: ClipFolder): Promise<Listing> {
    return memoizeAsync(this.listings, folder.prefix, async () => {
      const { listing, ageMs } = this.sharing
        ? await this.sharing.listings.list(folder, this.sharing.maxAgeMs)
        : { listing: await listClips(folder), ageMs: 0 };
      this.oldestMs = Math.max(this.oldestMs, ageMs);
      for (const entry of listing.clips) this.listed.set(entry.key, entry);
      return listing;
    });
  }
}

function isOf(a: ClipFolder, b: ClipFolder): boolean {
  return a.prefix === b.prefix && a.address === b.address;
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
