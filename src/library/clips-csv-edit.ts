import { StitchError } from '../errors.ts';
import { csvLine, loadCsv, sniffDelimiter } from '../util/csv.ts';
import { decodeUtf8 } from './clips-csv.ts';

const HEADER = ['clip', 'text'];

/**
 * Replaces what clips.csv has about a clip, and leaves all else as it is, byte for byte.
 * @param csv null where there is none yet. @param clip as the file names it: relative to its folder.
 * @param texts what the clip says from now on; none where its name says it.
 * @throws StitchError library/clips-csv where it cannot be read.
 */
export async function withClipTexts(
  csv: Uint8Array | null,
  clip: string,
  texts: readonly string[],
  address: string,
): Promise<Uint8Array> {
  const text = csv === null ? '' : decodeUtf8(csv, address);
  const bytes = Buffer.from(text.trim() === '' ? csvLine(HEADER) : text);
  const parse = await loadCsv();
  const head = bytes.toString('utf8', 0, lineEnd(bytes));
  const delimiter = sniffDelimiter(head);
  const { records } = parse(bytes, { delimiter, trim: true });
  const columns = (records[0]?.cells ?? HEADER).map((name) => name.trim().toLowerCase());
  const clipAt = columns.indexOf('clip');
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const { cells, startByte, endByte } of records.slice(1)) {
    if (cells[clipAt]?.replace(/^(\.\/)+/, '') !== clip) continue;
    kept.push(bytes.subarray(at, startByte));
    at = endByte;
  }
  kept.push(bytes.subarray(at));
  const rest = Buffer.concat(kept);
  const isEnded = rest.length === 0 || /[\r\n]/.test(rest.toString('latin1', rest.length - 1));
  if (clipAt < 0 || (texts.length > 0 && !columns.includes('text'))) {
    const what = `clips.csv in ${address} has no columns clip and text; add them to its first line`;
    throw new StitchError('library/clips-csv', what);
  }
  const cellsOf = (said: string) =>
    columns.map((name) => (name === 'clip' ? clip : name === 'text' ? said : ''));
  const rows = texts.map((said) => rowOf(cellsOf(said), delimiter));
  return Buffer.concat([rest, Buffer.from(`${isEnded ? '' : '\n'}${rows.join('')}`)]);
}

function rowOf(cells: readonly string[], delimiter: string): string {
  if (delimiter === ',') return csvLine(cells);
  const quoted = cells.map((cell) =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(delimiter)}\n`;
}

function lineEnd(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  return end < 0 ? bytes.length : end;
}
