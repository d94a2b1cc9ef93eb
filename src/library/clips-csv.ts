import { messageOf, StitchError } from '../errors.ts';

/** A row of clips.csv: what a clip says. */
export interface ClipRow {
  readonly clip: string;
  readonly text: string;
  /** Line of the file, from 1. */
  readonly line: number;
}

/**
 * Reads the text of clips.csv: a header with the columns `clip` and `text`
 * among any others, separated by comma, semicolon or tab.
 * @throws StitchError library/clips-csv, naming the line and the remedy.
 */
export async function parseClipsCsv(text: string, address: string): Promise<readonly ClipRow[]> {
  const { parse } = await import('csv-parse/sync');
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const separator = [',', ';', '\t'].find((mark) => header.includes(mark)) ?? ',';
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, {
      columns: (names: string[]) => checkHeader(names.map((name) => name.trim().toLowerCase())),
      delimiter: separator,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof rows;
  } catch (cause) {
    throw broken(address, messageOf(cause), cause);
  }
  return rows.map(({ record, info }) => {
    const { clip, text: says } = record;
    if (!clip || !says) {
      throw broken(address, `line ${info.lines} leaves ${clip ? 'the text' : 'the clip'} empty`);
    }
    return { clip, text: says, line: info.lines };
  });
}

function checkHeader(names: string[]): string[] {
  if (names.includes('clip') && names.includes('text')) return names;
  throw new Error('its first line has to name the columns clip and text');
}

/** The text of clips.csv, UTF-8 with or without a byte order mark. @throws StitchError library/clips-csv. */
export function decodeUtf8(bytes: Uint8Array, address: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw broken(address, 'it is not UTF-8; save it again as "CSV UTF-8"', cause);
  }
}

function broken(address: string, what: string, cause?: unknown): StitchError {
  return new StitchError('library/clips-csv', `clips.csv in ${address} cannot be read: ${what}`, {
    cause,
  });
}
