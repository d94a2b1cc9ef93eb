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
  /** Spoken words and the pauses between them; "" where there is no file. */
  readonly said: string;
  readonly alternatives: readonly {
    readonly name: string;
    readonly value: string;
    readonly said: string;
  }[];
  /** Missing words, as written in the message. */
  readonly missing: readonly string[];
  /** Warnings of its clips, each after the clip's name. */
  readonly warnings: readonly string[];
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
  'warnings',
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
    entry.warnings.join('; '),
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
    warnings: entry.warnings,
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
  warnings: [],
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
    // Earlier versions wrote no warnings.
    const entry = { warnings: [], ...rest, durationSeconds };
    return isEntry(entry) ? entry : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function isEntry(entry: Record<keyof ManifestEntry, unknown>): entry is ManifestEntry {
  const { row, id, file, url, said, cached, hash, error } = entry;
  const { alternatives, missing, warnings, durationSeconds, bytes } = entry;
  const isText = (value: unknown) => typeof value === 'string';
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const isRecord = (value: unknown, names: readonly string[]) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => isText((value as Record<string, unknown>)[name]));
  const lists = [alternatives, missing, warnings];
  return (
    [id, said].every(isText) &&
    [file, url, hash].every((value) => value === null || isText(value)) &&
    lists.every(Array.isArray) &&
    (alternatives as unknown[]).every((value) => isRecord(value, ['name', 'value', 'said'])) &&
    [missing, warnings].every((list) => (list as unknown[]).every(isText)) &&
    isCount(row) &&
    (bytes === null || isCount(bytes)) &&
    (durationSeconds === null || typeof durationSeconds === 'number') &&
    typeof cached === 'boolean' &&
    (error === null || isRecord(error, ['code', 'message'])) &&
    // A row that is said has a file.
    (error !== null || [file, hash, bytes, durationSeconds].every((value) => value !== null))
  );
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
