import { StitchError } from '../errors.ts';

/** Values of one recipient. */
export interface Row {
  /** Row number from 1: bad rows count, the header does not. */
  readonly row: number;
  /** First line of the row in the file, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** A row that cannot be read; its values are the readable ones. */
export interface BadRow extends Row {
  readonly error: StitchError;
}

/** Rows of a campaign. */
export interface Rows {
  /** Column names of a CSV; null for JSON lines, each of which names its own. */
  readonly columns: readonly string[] | null;
  /** Delimiter of a CSV; null for JSON lines. */
  readonly delimiter: string | null;
  /** Rows without any value that were skipped so far, as spreadsheets leave them (",,"): they have no number. */
  readonly skipped: { empty: number };
  /** Rows in order, some hundreds per batch. */
  readonly batches: AsyncIterable<readonly (Row | BadRow)[]>;
}

/** Row length in bytes past which a row is a mistake: a quote that was not closed, or no CSV at all. */
export const MAX_ROW_BYTES = 1024 * 1024;
export const TOO_LONG = 'it is longer than 1 MB';
export const NOT_UTF8 = 'it is not UTF-8; save the file as "CSV UTF-8"';

/** Builds a row that cannot be read. */
export function badRow(row: number, line: number, problem: string, cause?: unknown): BadRow {
  const message = `line ${line} cannot be read: ${problem}`;
  return { row, line, values: {}, error: new StitchError('batch/bad-row', message, { cause }) };
}

/** True for a text decoded from bytes that are not UTF-8. */
export function hasReplacementCharacter(text: string): boolean {
  return text.includes('\uFFFD');
}
