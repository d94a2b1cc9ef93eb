import { StitchError } from '../errors.ts';
import { loadCsv, sniffDelimiter } from '../util/csv.ts';

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
  const parse = await loadCsv();
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const { records, error: fault } = parse(Buffer.from(text), {
    delimiter: sniffDelimiter(header),
    trim: true,
  });
  if (fault !== null) throw broken(address, `line ${fault.line}: ${fault.message}`);
  const [first, ...others] = records;
  const names = (first?.cells ?? []).map((name) => name.trim().toLowerCase());
  const [clipAt, textAt] = [names.indexOf('clip'), names.indexOf('text')];
  if (text.trim() !== '' && (clipAt < 0 || textAt < 0)) {
    throw broken(address, 'its first line has to name the columns clip and text');
  }
  return others.map(({ cells, line }) => {
    const [clip, says] = [cells[clipAt], cells[textAt]];
    if (!clip || !says) {
      throw broken(address, `line ${line} leaves ${clip ? 'the text' : 'the clip'} empty`);
    }
    return { clip, text: says, line };
  });
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
