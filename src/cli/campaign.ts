import { statSync } from 'node:fs';
import { RecipientReader } from '../campaign/recipients.ts';
import { type BadRow, type Row, readRows } from '../campaign/rows.ts';
import type { CommandOptions } from '../options/command.ts';
import type { Options } from '../options/render.ts';
import { openInput } from '../repo/open-input.ts';
import type { ObjectStream } from '../repo/repo.ts';
import type { Stitcher } from '../stitcher.ts';
import type { Io } from './io.ts';
import { bucketSettings } from './locations.ts';

/** Rows per window: enough to keep all cores busy, few enough to need little memory. */
const WINDOW_ROWS = 64;

/** The rows of a campaign, and the reader that makes messages of them. */
export interface Campaign {
  readonly reader: RecipientReader;
  /** The CSV's columns; null for JSON lines. */
  readonly columns: readonly string[] | null;
  /** The rows in windows. */
  readonly windows: AsyncIterable<readonly (Row | BadRow)[]>;
  /** The share of the input read so far, from 0 to 1; null if its length is unknown. */
  readonly share: () => number | null;
}

/** True for a file of rows, false for a message. */
export function isRowsAddress(given: string, { template }: CommandOptions): boolean {
  if (template !== undefined || given === '-' || given.startsWith('s3://')) return true;
  if (isFile(given)) return true;
  return /^\S+\.(csv|tsv|txt|jsonl|ndjson|json)$/i.test(given);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Opens the rows of a campaign. @throws StitchError usage/option, repo/…. */
export async function openCampaign(
  address: string,
  stitcher: Stitcher,
  settings: CommandOptions,
  options: Options,
  io: Io,
): Promise<Campaign> {
  const input: ObjectStream =
    address === '-'
      ? { sizeBytes: null, chunks: io.stdin() }
      : await openInput(address, bucketSettings(settings));
  let readBytes = 0;
  async function* readAll() {
    for await (const chunk of input.chunks) {
      yield chunk;
      readBytes += chunk.length;
    }
  }
  const rows = await readRows(readAll(), address === '-' ? 'standard input' : address);
  const source = { template: settings.template ?? null, lang: options.lang };
  return {
    reader: new RecipientReader(stitcher, source, rows),
    columns: rows.columns,
    windows: inWindows(rows.batches),
    share: () => (input.sizeBytes && readBytes > 0 ? readBytes / input.sizeBytes : null),
  };
}

/** A campaign of a single message without values. */
export function oneMessage(message: string, stitcher: Stitcher, { lang }: Options): Campaign {
  const rows = { columns: ['message'] };
  async function* windows() {
    yield [{ row: 1, line: 1, values: { message } }];
  }
  const reader = new RecipientReader(stitcher, { template: null, lang }, rows);
  return { reader, columns: rows.columns, windows: windows(), share: () => null };
}

async function* inWindows<T>(batches: AsyncIterable<readonly T[]>): AsyncIterable<readonly T[]> {
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; at += WINDOW_ROWS) yield batch.slice(at, at + WINDOW_ROWS);
  }
}
