import { StitchError } from '../errors.ts';
import { loadCsv, sniffDelimiter } from '../util/csv.ts';

/** A row of clips.csv: what a clip says. */
export interface ClipRow {
  readonly clip: string;
  /** Replaces what the file's name says; null where the name stands. */
  readonly text: string | null;
  /** Said in addition. */
  readonly also: string | null;
  /** Leaves the clip out. */
  readonly skip: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A row that cannot be used. */
interface ClipRowFault {
  readonly line: number;
  readonly what: string;
}

/** The rows of clips.csv, and those that cannot be used. */
export interface ClipRows {
  readonly rows: readonly ClipRow[];
  readonly faults: readonly ClipRowFault[];
}

const COLUMNS = ['clip', 'text', 'also', 'skip'] as const;
type Column = (typeof COLUMNS)[number];

/** Marks in the column `skip`, in any case. */
const SKIP_MARKS = ['1', 'x', 'yes', 'true', 'on', 'skip'];
const NO_SKIP_MARKS = ['', '0', 'no', 'false', 'off'];

/**
 * Reads the text of clips.csv: a header with the column `clip` and at least one of `text`, `also` and `skip`, among any
 * others, separated by comma, semicolon or tab. A row that cannot be used is a fault, and the others are read.
 * @throws StitchError library/clips-csv for a header without these columns.
 */
export async function parseClipsCsv(text: string, address: string): Promise<ClipRows> {
  const parse = await loadCsv();
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const { records, error } = parse(Buffer.from(text), {
    delimiter: sniffDelimiter(header),
    trim: true,
  });
  const [first, ...others] = records;
  const names = (first?.cells ?? []).map((name) => name.trim().toLowerCase());
  const places = COLUMNS.map((column) => [column, names.indexOf(column)] as const);
  const [[, clipAt], ...uses] = places as [(typeof places)[number], ...typeof places];
  if (text.trim() !== '' && (clipAt < 0 || uses.every(([, at]) => at < 0))) {
    throw broken(address, 'its first line has to name the columns clip and text');
  }
  const rows: ClipRow[] = [];
  const faults: ClipRowFault[] = [];
  const twice = COLUMNS.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined)
    faults.push({ line: 1, what: `names the column ${twice} twice; the first one counts` });
  for (const { cells, line } of others) {
    const cellOf = Object.fromEntries(places.map(([column, at]) => [column, cells[at] || null]));
    const row = rowOf(cellOf as Record<Column, string | null>, line);
    if (typeof row === 'string') faults.push({ line, what: row });
    else rows.push(row);
  }
  faults.push(...contradictions(rows));
  if (error !== null) {
    const what = `cannot be read, and the rows after it are not: ${error.message}`;
    faults.push({ line: error.line, what });
  }
  return { rows, faults };
}

/** Rows that leave out a clip to which others give a text. */
function contradictions(rows: readonly ClipRow[]): readonly ClipRowFault[] {
  const said = new Map(rows.filter(({ skip }) => !skip).map(({ clip, line }) => [clip, line]));
  return rows.flatMap(({ clip, skip, line }) => {
    const other = skip ? said.get(clip) : undefined;
    const what = `leaves out ${JSON.stringify(clip)}, to which line ${other} gives a text; remove one of them`;
    return other === undefined ? [] : [{ line, what }];
  });
}

/** @returns the fault of a row that cannot be used. */
function rowOf(
  { clip, text, also, skip: mark }: Readonly<Record<Column, string | null>>,
  line: number,
): ClipRow | string {
  const word = (mark ?? '').toLowerCase();
  const skip = SKIP_MARKS.includes(word);
  if (clip === null) return 'leaves the clip empty; give its name';
  if (!skip && !NO_SKIP_MARKS.includes(word)) {
    return `has ${JSON.stringify(mark)} in the column skip; write yes or no`;
  }
  if (!skip && text === null && also === null) return 'leaves the text empty; give one';
  return { clip, text, also, skip, line };
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
