import { createHash } from 'node:crypto';
import { FileNamer } from '../../campaign/file-namer.ts';
import { checkColumns } from '../../campaign/recipients.ts';
import { type BadRow, type Row, readRows } from '../../campaign/rows.ts';
import { StitchError } from '../../errors.ts';
import { parseTemplate } from '../../message/template.ts';
import type { CommandOptions } from '../../options/command.ts';
import type { Options } from '../../options/render.ts';
import { openInput } from '../../repo/open-input.ts';
import { bucketSettings } from '../locations.ts';

/**
 * Looks through rows that Step Functions will read: by its own rules, which fill up and cut off rows, take backslashes out
 * and know neither other separators nor other encodings. What it would read otherwise than this program is refused.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * @returns how many there are. @throws StitchError usage/option, batch/bad-row; repo/….
 */
export async function checkRows(
  address: string,
  settings: CommandOptions,
  format: Options['format'],
): Promise<number> {
  const { chunks } = await openInput(address, bucketSettings(settings));
  const { columns, delimiter, batches } = await readRows(inUtf8(chunks, address), address);
  if (columns === null || delimiter !== ',') {
    const found = columns === null ? 'JSON lines' : `a CSV with ${JSON.stringify(delimiter)}`;
    const what = `${address} holds ${found}; Step Functions reads CSV with commas between the cells: save it so`;
    throw new StitchError('usage/option', what);
  }
  const { template, name } = settings;
  checkColumns(columns, template === undefined ? null : parseTemplate(template));
  // Batches do not know of each other: that no two rows have one file is seen here, or by nobody.
  const names = new FileNamer(name, format, columns);
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      refuseMisread(row, address);
      refuseTaken(names, row, columns.includes('id'), address);
    }
    count += rows.length;
  }
  if (count > 0) return count;
  throw new StitchError('usage/option', `${address} has a header and no rows`);
}

/** @throws StitchError usage/option for UTF-16, which this program reads, and Step Functions does not. */
async function* inUtf8(
  chunks: AsyncIterable<Uint8Array>,
  address: string,
): AsyncIterable<Uint8Array> {
  let isFirst = true;
  for await (const chunk of chunks) {
    const mark = Buffer.from(chunk.subarray(0, 2)).toString('hex');
    if (isFirst && (mark === 'fffe' || mark === 'feff')) {
      const what = `${address} is in UTF-16; Step Functions reads UTF-8: save it so`;
      throw new StitchError('usage/option', what);
    }
    isFirst = false;
    yield chunk;
  }
}

function refuseMisread(row: Row | BadRow, address: string): void {
  if ('error' in row) throw new StitchError('batch/bad-row', `${address}: ${row.error.message}`);
  const slashed = Object.entries(row.values).find(([, value]) => value.includes('\\'));
  if (slashed === undefined) return;
  const what = `${address}: line ${row.line} has a backslash in ${JSON.stringify(slashed[0])}, which Step Functions takes out; write it without`;
  throw new StitchError('batch/bad-row', what);
}

/** Rows that are the same throughout may share a file: they say the same. */
function refuseTaken(names: FileNamer, row: Row, hasIds: boolean, address: string): void {
  const { values } = row;
  const id = values.id || (hasIds ? '' : String(row.row));
  const hash = createHash('sha256').update(JSON.stringify(values)).digest('hex');
  try {
    names.nameFor({ ...row, id }, hash);
  } catch (error) {
    if (!(error instanceof StitchError)) throw error;
    throw new StitchError(error.code, `${address}: ${error.message}`, { cause: error });
  }
}
