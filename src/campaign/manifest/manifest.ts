import type { ErrorCode } from '../../errors.ts';
import { csvLine } from '../../util/csv.ts';

/** Outcome of one row. */
export interface ManifestEntry {
  readonly row: number;
  readonly id: string;
  /** File, relative to the manifest; null where there is none. */
  readonly file: string | null;
  /** Link to the file, where links were requested. */
  readonly url: string | null;
  /** Spoken words; "" where there is no file. */
  readonly said: string;
  readonly alternatives: readonly {
    readonly name: string;
    readonly value: string;
    readonly said: string;
  }[];
  /** Missing words, as written in the message. */
  readonly missing: readonly string[];
  readonly durationSeconds: number | null;
  readonly bytes: number | null;
  /** True where an earlier row has the same render. */
  readonly cached: boolean;
  /** Key of the render; null where there is none. */
  readonly hash: string | null;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

/** Header of the manifest as CSV. */
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

/** Formats an entry as a line of CSV; lists are joined by "; ". */
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

/** Formats an entry as a line of JSON. */
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

/** Entry for a line that cannot be read; it matches no row. */
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

/** Parses a line of `manifestJson`; any other line, such as a truncated one, becomes an entry of row 0. */
export function parseManifestLine(line: string): ManifestEntry {
  try {
    const { success: _, duration_seconds: durationSeconds, ...rest } = JSON.parse(line);
    return Number.isInteger(rest.row) ? { ...rest, durationSeconds } : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

/**
 * Manifest of a campaign, beside its files. The entries of a previous run are read one by one while the
 * same rows are processed again; until `commit` that manifest stays, so that a run killed before then loses
 * nothing.
 */
export interface Manifest {
  /** Returns the next entry of the previous run, in the order of the rows; null after the last. */
  nextPrevious(): Promise<ManifestEntry | null>;
  append(entries: readonly ManifestEntry[]): Promise<void>;
  /** Replaces the previous manifest by the appended entries; later ones are added to it. */
  commit(): Promise<void>;
  /** Flushes; rows that were not reached keep their previous entries. */
  close(): Promise<void>;
}
