import { OUTPUT_EXTENSIONS } from '../codec/registry.ts';
import { compareKeys, type Entry, type Repo } from '../repo/repo.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { CACHE_PREFIX } from './cache.ts';

const KINDS = ['renders', 'blocks', 'clips', 'lexicons', 'ids'] as const;
/** `<sha256>.<ending>` of renders and their metadata, `<kind>/<sha256>` of all else. */
const ENTRY_NAME = new RegExp(
  `^(?:([a-z]+)/)?([0-9a-f]{64})(\\.(${[...OUTPUT_EXTENSIONS, 'json'].join('|')}))?$`,
);
const DELETES_AT_ONCE = 16;

type Kind = (typeof KINDS)[number];

/** What is kept, and used, as one: a render's file and its record, or one other entry. */
export interface Unit {
  readonly kind: Kind;
  readonly entries: readonly Entry[];
  readonly sizeBytes: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly usedMs: number;
}

/** How much of one kind there is. */
export interface KindInfo {
  readonly kind: Kind;
  readonly count: number;
  readonly sizeBytes: number;
}

/** What is in a cache. */
export interface CacheInfo {
  readonly kinds: readonly KindInfo[];
  readonly count: number;
  readonly sizeBytes: number;
  /** When its least recently used entry was used; null when there is none. */
  readonly oldestMs: number | null;
}

/** What to take away: both are upper bounds of what stays. */
export interface PruneLimits {
  readonly maxSizeBytes?: number | undefined;
  readonly olderThanMs?: number | undefined;
}

/** Every entry of ours in the repo, least recently used first; what else is there is none of our business. */
export async function cacheItems(repo: Repo): Promise<readonly Unit[]> {
  const byName = new Map<string, { kind: Kind; entries: Entry[] }>();
  for await (const entry of repo.list(CACHE_PREFIX)) {
    const match = ENTRY_NAME.exec(entry.key.slice(CACHE_PREFIX.length));
    const kind = (match?.[1] ?? 'renders') as Kind;
    const isOurs =
      match !== null && KINDS.includes(kind) && (kind === 'renders') === (match[3] !== undefined);
    if (!isOurs) continue;
    const name = `${kind}/${match[2]}`;
    const unit = byName.get(name) ?? { kind, entries: [] };
    unit.entries.push(entry);
    byName.set(name, unit);
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
export function summarize(units: readonly Unit[]): CacheInfo {
  const kinds = KINDS.map((kind) => {
    const ofKind = units.filter((unit) => unit.kind === kind);
    return { kind, count: ofKind.length, sizeBytes: sizeOf(ofKind) };
  });
  return {
    kinds: kinds.filter(({ count }) => count > 0),
    count: units.length,
    sizeBytes: sizeOf(units),
    oldestMs: units[0]?.usedMs ?? null,
  };
}

/**
 * The first of the units: those that have to go so that what stays was used since and fits.
 * @param units in the order of `cacheItems`. @param nowMs milliseconds since 1970.
 */
export function itemsToPrune(
  units: readonly Unit[],
  { maxSizeBytes = Number.POSITIVE_INFINITY, olderThanMs = Number.POSITIVE_INFINITY }: PruneLimits,
  nowMs: number,
): readonly Unit[] {
  let sizeBytes = sizeOf(units);
  const out: Unit[] = [];
  for (const unit of units) {
    if (sizeBytes <= maxSizeBytes && nowMs - unit.usedMs <= olderThanMs) break;
    out.push(unit);
    sizeBytes -= unit.sizeBytes;
  }
  return out;
}

/** Takes units away. A render's record goes before its file, so that nothing vouches for what is gone. */
export async function removeItems(repo: Repo, units: readonly Unit[]): Promise<void> {
  await mapConcurrent(units, DELETES_AT_ONCE, async ({ entries }) => {
    for (const { key } of [...entries].sort((a) => (a.key.endsWith('.json') ? -1 : 1))) {
      await repo.delete(key);
    }
  });
}

function sizeOf(units: readonly Unit[]): number {
  return units.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
