import { promisify } from 'node:util';
import { Cache } from '../cache/cache.ts';
import { compareKeys, type Entry, type Key, keyOrNull } from '../repo/repo.ts';
import { type Listing, listClips, unreadProblem } from './library.ts';
import type { ClipFolder } from './roots.ts';

/** A listing, and how long ago it was begun. */
export interface AgedListing {
  readonly listing: Listing;
  readonly ageMs: number;
}

/** Settings of shared listings. */
export interface SharingSettings {
  /** Names the clips' place. */
  readonly identity: string;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** Changes with the form of what is shared. */
const FORM = 'listing-1';
/** Clips in each part of a listing that is fetched in parts. */
const CLIPS_PER_PART = 4000;
/** Limit of a shared listing, against one that unpacks to more: some 2 million clips. */
const MAX_BYTES = 256 * 1024 * 1024;

type Row = readonly [key: string, size: number, modifiedMs: number, version: string];

interface Shared {
  readonly listedMs: number;
  readonly listing: Listing;
}

/**
 * Listings of large folders that the instances of a service share through its cache: one lists, all use it. What is
 * shared is used while it is young, like a listing of one's own. Of an older one only the order of the keys is used, to
 * list again in parallel; that makes the same listing whatever it says. A damaged or foreign one is as none.
 */
export class SharedListings {
  private readonly cache: Cache;
  private readonly settings: SharingSettings;

  constructor(cache: Cache, settings: SharingSettings) {
    this.cache = cache;
    this.settings = settings;
  }

  /** Lists a folder. @param maxAgeMs of a listing that another made; 0 takes none. @throws StitchError repo/…. */
  async list(folder: ClipFolder, maxAgeMs: number): Promise<AgedListing> {
    let ageMs = 0;
    const onLong = async () => {
      const taken = await this.listLong(folder, maxAgeMs);
      ageMs = taken.ageMs;
      return taken.listing;
    };
    const listing = await listClips(folder, { onLong });
    return { listing, ageMs };
  }

  private async listLong(folder: ClipFolder, maxAgeMs: number): Promise<AgedListing> {
    const shared = await this.read(folder);
    const listedMs = this.settings.wallMs();
    const ageMs = listedMs - (shared?.listedMs ?? Number.NEGATIVE_INFINITY);
    if (shared !== null && ageMs >= 0 && ageMs < maxAgeMs) {
      return { listing: shared.listing, ageMs };
    }
    const splits = shared?.listing.clips.flatMap(({ key }, i) =>
      i % CLIPS_PER_PART === CLIPS_PER_PART - 1 ? key : [],
    );
    const listing = await listClips(folder, { splits });
    await this.write(folder, { listing, listedMs });
    return { listing, ageMs: 0 };
  }

  private async read(folder: ClipFolder): Promise<Shared | null> {
    const entry = await this.cache.get('listings', this.nameOf(folder));
    if (entry === null) return null;
    try {
      const { gunzip } = await import('node:zlib');
      const text = await promisify(gunzip)(entry.bytes, { maxOutputLength: MAX_BYTES });
      return parse(JSON.parse(text.toString()), folder);
    } catch {
      return null; // foreign: the cache itself notices damage
    }
  }

  private async write(folder: ClipFolder, { listing, listedMs }: Shared): Promise<void> {
    const { clips, clipsCsv, unread } = listing;
    const rows = [...clips, ...(clipsCsv ? [clipsCsv] : [])].map(rowOf);
    const text = JSON.stringify({ listedMs, rows, hasCsv: clipsCsv !== null, unread });
    const { gzip } = await import('node:zlib');
    const bytes = await promisify(gzip)(text, { level: 1 });
    await this.cache.put('listings', this.nameOf(folder), { facts: null, bytes });
  }

  private nameOf({ prefix }: ClipFolder): string {
    return Cache.idOf(FORM, this.settings.identity, prefix);
  }
}

function rowOf({ key, sizeBytes, modifiedMs, version }: Entry): Row {
  return [key, sizeBytes, modifiedMs, version ?? ''];
}

/** @throws Error for anything but a listing of the folder. */
function parse(value: unknown, folder: ClipFolder): Shared {
  const { listedMs, rows, hasCsv, unread } = value as Record<string, unknown>;
  if (typeof listedMs !== 'number' || !Array.isArray(rows) || !Array.isArray(unread)) throw bad();
  const entries = rows.map((row) => entryOf(row, folder));
  const clipsCsv = hasCsv === true ? (entries.pop() ?? null) : null;
  for (let i = 1; i < entries.length; i++) {
    if (compareKeys(entries[i - 1]!.key, entries[i]!.key) >= 0) throw bad();
  }
  const unreadKeys = unread.map((key) => keyIn(key, folder));
  const problems = unreadKeys.map(unreadProblem);
  return { listedMs, listing: { folder, clips: entries, problems, unread: unreadKeys, clipsCsv } };
}

function entryOf(row: unknown, folder: ClipFolder): Entry {
  const [key, sizeBytes, modifiedMs, version] = row as unknown[];
  if (typeof sizeBytes !== 'number' || typeof modifiedMs !== 'number') throw bad();
  if (typeof version !== 'string' || version === '') throw bad();
  return { key: keyIn(key, folder), sizeBytes, modifiedMs, version, contentId: version };
}

function keyIn(key: unknown, { prefix }: ClipFolder): Key {
  if (typeof key === 'string' && key.startsWith(prefix) && keyOrNull(key) === key)
    return key as Key;
  throw bad();
}

function bad(): Error {
  return new Error('not a shared listing');
}
