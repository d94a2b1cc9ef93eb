import type { ErrorCode } from '../../errors.ts';
import { csvLine } from '../../util/csv.ts';

/** What became of one row. */
export interface ManifestEntry {
  readonly row: number;
  readonly id: string;
  /** The file, from where the manifest is; null where there is none. */
  readonly file: string | null;
  /** A link to it, where links were asked for. */
  readonly url: string | null;
  /** The words that it says. */
  readonly said: string;
  readonly alternatives: readonly {
    readonly name: string;
    readonly value: string;
    readonly said: string;
  }[];
  /** The words that the message lacks, as they stand in it. */
  readonly missing: readonly string[];
  readonly durationSeconds: number | null;
  readonly bytes: number | null;
  /** Whether an earlier row says the same. */
  readonly cached: boolean;
  /** Names the sound by all that it depends on; null where there is none. */
  readonly hash: string | null;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

/** The columns of the manifest as CSV. */
export const MANIFEST_HEADER = csvLine([
  'row',
  'id',
  'success',
  'file',
  'url',
  'said',
  'alternatives',
  'missing',
  'duration_seconds',
  'bytes',
  'cached',
  'hash',
  'code',
  'error',
]);

/** The entry as a line of CSV; lists are joined by "; ". */
export function manifestCsv(entry: ManifestEntry): string {
  return csvLine([
    entry.row,
    entry.id,
    entry.error === null,
    entry.file,
    entry.url,
    entry.said,
    entry.alternatives.map(({ name }) => name).join('; '),
    entry.missing.join('; '),
    entry.durationSeconds === null ? null : entry.durationSeconds.toFixed(3),
    entry.bytes,
    entry.cached,
    entry.hash,
    entry.error?.code ?? null,
    entry.error?.message ?? null,
  ]);
}

/** The entry as a line of JSON. */
export function manifestJson(entry: ManifestEntry): string {
  return `${JSON.stringify({
    row: entry.row,
    id: entry.id,
    success: entry.error === null,
    file: entry.file,
    url: entry.url,
    said: entry.said,
    alternatives: entry.alternatives,
    missing: entry.missing,
    duration_seconds: entry.durationSeconds,
    bytes: entry.bytes,
    cached: entry.cached,
    hash: entry.hash,
    error: entry.error,
  })}\n`;
}

/** What is told of a row whose line cannot be read: nothing that fits any row. */
const UNREADABLE: ManifestEntry = {
  row: 0,
  id: '',
  file: null,
  url: null,
  said: '',
  alternatives: [],
  missing: [],
  durationSeconds: null,
  bytes: null,
  cached: false,
  hash: null,
  error: { code: 'internal/fault', message: 'its line was damaged' },
};

/** Reads what `manifestJson` wrote; anything else, such as a line that was cut off, is an entry of row 0. */
export function parseManifestLine(line: string): ManifestEntry {
  try {
    const { success: _, duration_seconds: durationSeconds, ...rest } = JSON.parse(line);
    return Number.isInteger(rest.row) ? { ...rest, durationSeconds } : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

/**
 * The manifest of a campaign, beside its files. What an earlier run left is read entry by entry while the
 * same rows are gone over again; until `commit` it stays as it is, so that a run that is killed before loses
 * nothing.
 */
export interface Manifest {
  /** The next entry that an earlier run left, in the order of the rows; null when there are no more. */
  nextPrevious(): Promise<ManifestEntry | null>;
  /** Adds entries. */
  append(entries: readonly ManifestEntry[]): Promise<void>;
  /** From now on what was and will be appended is the manifest. */
  commit(): Promise<void>;
  /** Writes what is not written yet; of rows that were not come to, what was told before stays. */
  close(): Promise<void>;
}
