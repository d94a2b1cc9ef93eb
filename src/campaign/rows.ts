import { StitchError } from '../errors.ts';
import { ByteSource, decodeToUtf8, isVisible } from './byte-source.ts';
import { readCsv } from './csv-rows.ts';
import { readJsonLines } from './json-rows.ts';
import type { Rows } from './row.ts';

export type { BadRow, Row, Rows } from './row.ts';

/**
 * Reads the rows of a campaign as a stream: CSV with a header (comma, semicolon or tab; RFC 4180; UTF-8, or
 * UTF-16 with a byte order mark) or JSON lines, by the first character. A row that cannot be read does not
 * stop the others: reading resumes on the line after its first.
 * @param address named in errors. @throws StitchError usage/option for a file that is not a campaign.
 */
export async function readRows(chunks: AsyncIterable<Uint8Array>, address: string): Promise<Rows> {
  const source = new ByteSource(decodeToUtf8(chunks));
  await source.fillUntil((bytes) => bytes.some(isVisible));
  refuseBinary(source.bytes, address);
  const first = String.fromCharCode(source.bytes.find(isVisible) ?? 0);
  if (first === '[') {
    const message = `${address} holds a JSON array; give one object per line, as \`jq -c '.[]'\` prints them`;
    throw new StitchError('usage/option', message);
  }
  if (first === '{') {
    const skipped = { empty: 0 };
    return { columns: null, delimiter: null, skipped, batches: readJsonLines(source) };
  }
  return readCsv(source, address);
}

/** Beginnings of files that are often sent instead of a CSV. */
const BINARIES: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'an Excel or OpenDocument sheet (.xlsx, .ods), or another archive'],
  ['\xd0\xcf\x11\xe0', 'an old Excel sheet (.xls)'],
  ['%PDF', 'a PDF'],
  ['SQLite format 3', 'a database'],
];

/** @throws StitchError usage/option for a file that is not text. */
function refuseBinary(bytes: Uint8Array, address: string): void {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const found = BINARIES.find(([mark]) => head.startsWith(mark));
  if (found === undefined) return;
  const message = `${address} is ${found[1]}; save the sheet as CSV (UTF-8), and give that file`;
  throw new StitchError('usage/option', message);
}
