import { OUTPUT_EXTENSIONS } from '../codec/registry.ts';
import { compareKeys, type Entry, type Repo } from '../repo/repo.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { CACHE_PREFIX } from './cache.ts';

const KINDS = ['renders', 'blocks', 'clips', 'lexicons', 'listings', 'ids'] as const;
/** `<sha256>.<ending>` of renders and their metadata, `<kind>/<sha256>` of all else. */
const ENTRY_NAME = new RegExp(
  `^(?:([a-z]+)/)?([0-9a-f]{64})(\\.(${[...OUTPUT_EXTENSIONS, 'json'].join('|')}))?$`,
);
const DELETES_AT_ONCE = 16;

type Kind = (typeof KINDS)[number];

/** Entries that are used and deleted together: a render's file and its metadata, or one other entry. */
export interface CacheItem {
  readonly kind: Kind;
  readonly entries: readonly Entry[];
  readonly sizeBytes: number;
  /** Time of its last use, in milliseconds since 1970. */
  readonly usedMs: number;
}

/** Count and size of one kind. */
export interface KindInfo {
  readonly kind: Kind;
  readonly count: number;
  readonly sizeBytes: number;
}

/** Counts and sizes of a cache. */
export interface CacheInfo {
  readonly kinds: readonly KindInfo[];
  readonly count: number;
  readonly sizeBytes: number;
  /** Time of the least recent use; null for an empty cache. */
  readonly oldestMs: number | null;
}

/** Upper bounds of what stays. */
export interface PruneLimits {
  readonly maxSizeBytes?: number | undefined;
  readonly olderThanMs?: number | undefined;
}

/** The cache's entries in the repo, least recently used first; other files are ignored. */
export async function cacheItems(repo: Repo): Promise<readonly CacheItem[]> {
  const byName = new Map<string, { kind: Kind; entries: Entry[] }>();
  for await (const entry of repo.list(CACHE_PREFIX)) {
    const match = ENTRY_NAME.exec(entry.key.slice(CACHE_PREFIX.length));
    const kind = (match?.[1] ?? 'renders') as Kind;
    const isOurs =
      match !== null && KINDS.includes(kind) && (kind === 'renders') === (match[3] !== undefined);
    if (!isOurs) continue;
    const name = `${kind}/${match[2]}`;
    const item = byName.get(name) ?? { kind, entries: [] };
    item.entries.push(entry);
    byName.set(name, item);
  }
  return [...byName.values()]
    .map(({ kind, entries }) => ({
      kind,
      entries,
      sizeBytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0),
      usedMs: entries.reduce((latest, entry) => Math.max(latest, entry.modifiedMs), 0),
    }))
    .sort((a, b) => a.usedMs - b.usedMs || compareKeys(a.entries[0]!.key, b.entries[0]!.key));
}

/** Counts and sizes, by kind and in all. */
export function summarize(items: readonly CacheItem[]): CacheInfo {
  const kinds = KINDS.map((kind) => {
    const ofKind = items.filter((item) => item.kind === kind);
    return { kind, count: ofKind.length, sizeBytes: sizeOf(ofKind) };
  });
  return {
    kinds: kinds.filter(({ count }) => count > 0),
    count: items.length,
    sizeBytes: sizeOf(items),
    oldestMs: items[0]?.usedMs ?? null,
  };
}

/**
 * The first of the items: those that have to go so that what stays was used since and fits.
 * @param items in the order of `cacheItems`. @param nowMs milliseconds since 1970.
 */
export function itemsToPrune(
  items: readonly CacheItem[],
  { maxSizeBytes = Number.POSITIVE_INFINITY, olderThanMs = Number.POSITIVE_INFINITY }: PruneLimits,
  nowMs: number,
): readonly CacheItem[] {
  let sizeBytes = sizeOf(items);
  const out: CacheItem[] = [];
  for (const item of items) {
    if (sizeBytes <= maxSizeBytes && nowMs - item.usedMs <= olderThanMs) break;
    out.push(item);
    sizeBytes -= item.sizeBytes;
  }
  return out;
}

/** Takes items away. A render's record goes before its file, so that nothing vouches for what is gone. */
export async function removeItems(repo: Repo, items: readonly CacheItem[]): Promise<void> {
  await mapConcurrent(items, DELETES_AT_ONCE, async ({ entries }) => {
    for (const { key } of [...entries].sort((a) => (a.key.endsWith('.json') ? -1 : 1))) {
      await repo.delete(key);
    }
  });
}

function sizeOf(items: readonly CacheItem[]): number {
  return items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
