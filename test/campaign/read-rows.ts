import { type BadRow, type Row, readRows } from '../../src/campaign/rows.ts';

/** Bytes in chunks of a size. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads rows to their end. */
export async function read(content: string | Uint8Array, chunkBytes = 1 << 16) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { columns, batches } = await readRows(inChunks(bytes, chunkBytes), 'people.csv');
  const rows: (Row | BadRow)[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { columns, rows };
}
/** Values or error of each row, by line. */
export const summarize = (rows: readonly (Row | BadRow)[]) =>
  rows.map((row) => [row.line, 'error' in row ? row.error.message : { ...row.values }]);
