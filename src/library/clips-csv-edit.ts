import { StitchError } from '../errors.ts';
import type { Key } from '../repo/repo.ts';
import { loadCsv, sniffDelimiter } from '../util/csv.ts';
import { textFromKey } from './clip-text.ts';
import { decodeUtf8 } from './clips-csv.ts';

const HEADER = 'clip,text\n';
/** Columns that are read; the others are notes of whoever keeps the library. */
const OWN_COLUMNS = ['clip', 'text', 'also', 'skip'];

/**
 * Replaces what clips.csv has about a clip, and leaves all else as it is, byte for byte; a text that stays keeps its
 * row's other columns, and further ones get those of the clip's first row, for which a row stays where the name says all.
 * @param csv null where there is none yet. @param clip as the file names it: relative to its folder.
 * @param texts said by the clip from now on; none where its name says it.
 * @param options the clip's name from now on, and whether that is read by a set of prompts.
 * @throws StitchError library/clips-csv where it cannot be read to its end.
 */
export async function withClipTexts(
  csv: Uint8Array | null,
  clip: string,
  texts: readonly string[],
  address: string,
  { renamed = clip, isPrompt = false } = {},
): Promise<Uint8Array> {
  const isEmpty = csv === null || decodeUtf8(csv, address).trim() === '';
  const bytes = Buffer.from(isEmpty ? HEADER : csv);
  const parse = await loadCsv();
  const delimiter = sniffDelimiter(bytes.toString('utf8', 0, lineEnd(bytes)));
  const { records, error } = parse(bytes, { delimiter, trim: true });
  if (error !== null) throw broken(address, `line ${error.line}: ${error.message}; mend it`);
  const columns = (records[0]?.cells ?? []).map((name) => name.trim().toLowerCase());
  const clipAt = columns.indexOf('clip');
  const column = columns.includes('text') ? 'text' : 'also';
  // What the name says needs no row, where rows can only add to it.
  const named = textFromKey(renamed as Key);
  const said = column === 'text' ? texts : texts.filter((text) => text !== named);
  const loses = column === 'also' && texts.length > 0 && said.length === texts.length;
  if (clipAt < 0 || loses || (said.length > 0 && !columns.includes(column))) {
    throw broken(address, 'it needs the columns clip and text; add them to its first line');
  }
  const kept: Uint8Array[] = [];
  const own: (readonly string[])[] = [];
  let at = 0;
  for (const { cells, startByte, endByte } of records.slice(1)) {
    const name = cells[clipAt]?.replace(/^(\.\/)+/, '');
    if (name !== clip && name !== renamed) continue;
    if (name === clip) own.push(cells);
    kept.push(bytes.subarray(at, startByte));
    at = endByte;
  }
  kept.push(bytes.subarray(at));
  const rest = Buffer.concat(kept);
  const isEnded = rest.length === 0 || /[\r\n]/.test(rest.toString('latin1', rest.length - 1));
  const textAt = columns.indexOf(column);
  const noted = own.find((cells) =>
    columns.some((name, i) => !OWN_COLUMNS.includes(name) && cells[i]),
  );
  const cellsOf = (text: string) => {
    const row = own.find((cells) => cells[textAt] === text) ?? noted ?? own[0];
    return columns.map((name, i) => {
      if (i === clipAt) return renamed;
      if (i === textAt) return text;
      return OWN_COLUMNS.includes(name) ? '' : (row?.[i] ?? '');
    });
  };
  const isKept = said.length === 0 && noted !== undefined && !isPrompt && columns.includes(column);
  const lineBreak = /\r\n|\r|\n/.exec(bytes.toString('latin1'))?.[0] ?? '\n';
  const rows = (isKept ? [named] : said).map((text) => rowOf(cellsOf(text), delimiter) + lineBreak);
  return Buffer.concat([rest, Buffer.from(`${isEnded ? '' : lineBreak}${rows.join('')}`)]);
}

/** No spreadsheet's formulas are kept out here, as a clip's name would change: who edits the library may write them. */
function rowOf(cells: readonly string[], delimiter: string): string {
  const quoted = cells.map((cell) =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return quoted.join(delimiter);
}

function lineEnd(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  return end < 0 ? bytes.length : end;
}

function broken(address: string, what: string): StitchError {
  return new StitchError('library/clips-csv', `clips.csv in ${address} cannot be changed: ${what}`);
}
