import { createHash } from 'node:crypto';
import { NoteTable } from '../batch/note-table.ts';
import { checkColumns } from '../batch/recipients.ts';
import { type BadRow, type Row, readRows } from '../batch/rows.ts';
import type { CommandOptions } from '../command-config.ts';
import { StitchError } from '../errors.ts';
import { parseTemplate, slotNames } from '../message/template.ts';
import { openInput } from '../repo/open-input.ts';
import { bucketSettings } from './places.ts';

/**
 * Looks through rows that Step Functions will read: by its own rules, which fill up and cut off rows, take backslashes out
 * and know neither other separators nor other encodings. What it would read otherwise than this program is refused.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 * @returns how many there are. @throws StitchError usage/option, batch/bad-row; repo/….
 */
export async function checkRows(address: string, settings: CommandOptions): Promise<number> {
  const { chunks } = await openInput(address, bucketSettings(settings));
  const { columns, delimiter, batches } = await readRows(inUtf8(chunks, address), address);
  if (columns === null || delimiter !== ',') {
    const found = columns === null ? 'JSON lines' : `a CSV with ${JSON.stringify(delimiter)}`;
    const what = `${address} holds ${found}; Step Functions reads CSV with commas between the cells: save it so`;
    throw new StitchError('usage/option', what);
  }
  const { template, name } = settings;
  checkColumns(columns, template === undefined ? null : parseTemplate(template));
  const names = new NamesOnce(name);
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) refuseMisread(row, address);
    for (const row of rows) names.refuseTaken(row, address);
    count += rows.length;
  }
  return count;
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

/** Files that are named by columns: no two rows may name the same one, for batches do not know of each other. */
class NamesOnce {
  private readonly slots: readonly string[];
  private readonly taken = new NoteTable(1);

  constructor(name: string) {
    const slots = slotNames(parseTemplate(name));
    this.slots = slots.includes('hash') ? [] : slots; // rows that say the same may share a file
  }

  refuseTaken({ values, line }: Row, address: string): void {
    if (this.slots.length === 0) return;
    const own = this.slots.map((slot) => values[slot] ?? '');
    const named = this.slots.map((slot) => `{${slot}}`).join(' and ');
    if (own.includes('')) {
      const what = `${address}: line ${line} has nothing in ${named}, by which its file is named`;
      throw new StitchError('batch/bad-row', what);
    }
    const key = createHash('sha256').update(JSON.stringify(own)).digest('hex');
    const before = this.taken.get(key)?.[0];
    if (before !== undefined) {
      const what = `${address}: lines ${before} and ${line} have the same ${named} (${own.join(', ')}), so one file would be written over the other; make them differ`;
      throw new StitchError('batch/bad-row', what);
    }
    this.taken.set(key, [line]);
  }
}
