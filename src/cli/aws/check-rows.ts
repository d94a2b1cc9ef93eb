import { createHash } from 'node:crypto';
import { FileNamer } from '../../campaign/file-namer.ts';
import { checkColumns } from '../../campaign/recipients.ts';
import { type BadRow, type Row, readRows } from '../../campaign/rows.ts';
import { type TemplateSource, Templates } from '../../campaign/templates.ts';
import { StitchError } from '../../errors.ts';
import type { CommandOptions } from '../../options/command.ts';
import type { Options } from '../../options/render.ts';
import { openInput } from '../../repo/open-input.ts';
import { bucketSettings } from '../locations.ts';

/**
 * Checks rows that Step Functions will read. It pads and cuts rows, removes backslashes, and knows only commas and
 * UTF-8; rows that it would read differently are refused.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * @returns the number of rows. @throws StitchError usage/option, batch/bad-row; repo/….
 */
export async function checkRows(
  address: string,
  settings: CommandOptions,
  template: TemplateSource,
  format: Options['format'],
): Promise<number> {
  const { chunks } = await openInput(address, bucketSettings(settings));
  const { columns, delimiter, batches } = await readRows(inUtf8(chunks, address), address);
  if (columns === null || delimiter !== ',') {
    const found = columns === null ? 'JSON lines' : `a CSV with ${JSON.stringify(delimiter)}`;
    const what = `${address} holds ${found}; Step Functions needs CSV separated by commas; convert it`;
    throw new StitchError('usage/option', what);
  }
  checkColumns(columns, new Templates(template));
  // Only here can two rows with one file name be found: batches do not know of each other.
  const names = new FileNamer(settings.name, format, columns);
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      refuseMisread(row, address);
      refuseTaken(names, row, columns.includes('id'), address);
    }
    count += rows.length;
  }
  if (count > 0) return count;
  throw new StitchError('usage/option', `${address} has a header but no rows; add some`);
}

/** Refuses UTF-16, which Step Functions cannot read. @throws StitchError usage/option. */
async function* inUtf8(
  chunks: AsyncIterable<Uint8Array>,
  address: string,
): AsyncIterable<Uint8Array> {
  let isFirst = true;
  for await (const chunk of chunks) {
    const mark = Buffer.from(chunk.subarray(0, 2)).toString('hex');
    if (isFirst && (mark === 'fffe' || mark === 'feff')) {
      const what = `${address} is in UTF-16; Step Functions needs UTF-8: convert it`;
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
  const what = `${address}: line ${row.line} has a backslash in ${JSON.stringify(slashed[0])}, which Step Functions would drop; remove it`;
  throw new StitchError('batch/bad-row', what);
}

/** Refuses two rows with one file name; identical rows may share a file. */
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
