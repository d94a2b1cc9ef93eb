import { StitchError } from '../errors.ts';
import {
  type CsvRecord,
  loadCsv,
  type ParseCsv,
  sniffDelimiter,
  UNCLOSED_QUOTE,
} from '../util/csv.ts';
import { type ByteSource, CR, isVisible, LF } from './byte-source.ts';
import {
  type BadRow,
  badRow,
  hasReplacementCharacter,
  MAX_ROW_BYTES,
  NOT_UTF8,
  type Row,
  type Rows,
  TOO_LONG,
} from './row.ts';
import { skipRecord } from './skip-record.ts';

/** Reads CSV rows. @param address named in errors. @throws StitchError usage/option for an unusable header. */
export async function readCsv(source: ByteSource, address: string): Promise<Rows> {
  const parse = await loadCsv();
  let line = 1 + (await source.skipLineBreaks());
  await source.fillUntil((bytes) => firstLineEnd(bytes) < bytes.length);
  const end = firstLineEnd(source.bytes);
  const firstLine = Buffer.from(source.bytes.subarray(0, end)).toString();
  // Excel's way to declare the delimiter.
  const declared = /^\s*sep=(.)$/i.exec(firstLine)?.[1];
  if (declared !== undefined) {
    source.advanceTo(end);
    line += await source.skipLineBreaks();
  }
  const delimiter = declared ?? sniffDelimiter(firstLine);
  const header = () => parse(source.bytes, { delimiter, trim: true, firstLine: line });
  // A name may have line breaks in it.
  await source.fillUntil(() => {
    const { records, error } = header();
    return records.length > 1 || (error !== null && !error.isUnfinished);
  });
  const { records, error } = header();
  const [names] = records;
  if (names === undefined && error !== null) throw noHeader(address);
  if (error === null && records.length === 1 && !source.isAtEnd) {
    const message = `the header of ${address} is longer than 1 MB; name the columns in the first line`;
    throw new StitchError('usage/option', message);
  }
  const columns = checkColumns(names?.cells ?? [], address);
  source.advanceTo(names?.endByte ?? source.bytes.length);
  const skipped = { empty: 0 };
  const headerEnd = names?.nextLine ?? 1;
  const batches = csvBatches({ source, parse, delimiter, columns, headerEnd, skipped });
  return { columns, delimiter, skipped, batches };
}

/** Offset past the first line that has a visible character, without its line break; the length where it is not all there. */
function firstLineEnd(bytes: Uint8Array): number {
  const start = bytes.findIndex(isVisible);
  const end = bytes.findIndex((byte, at) => at >= start && (byte === LF || byte === CR));
  return start < 0 || end < 0 ? bytes.length : end;
}

function checkColumns(names: readonly string[], address: string): readonly string[] {
  const columns = names.map((name) => name.normalize('NFC').trim());
  const known = new Set<string>();
  const twice = columns.find((name) => name !== '' && known.size === known.add(name).size);
  if (names.length === 0) {
    throw new StitchError(
      'usage/option',
      `${address} is empty; give a header and a row per recipient`,
    );
  }
  if (columns.some((name) => name.includes('\0'))) {
    const message = `${address} has zero bytes, as UTF-16 has; save it as "CSV UTF-8"`;
    throw new StitchError('usage/option', message);
  }
  if (columns.every((name) => name === '') || columns.some(hasReplacementCharacter)) {
    throw noHeader(address);
  }
  if (twice !== undefined) {
    const message = `${address} has two columns named ${JSON.stringify(twice)}; give them different names`;
    throw new StitchError('usage/option', message);
  }
  return columns;
}

function noHeader(address: string): StitchError {
  const message = `${address} has no readable header; name the columns in the first line, in UTF-8`;
  return new StitchError('usage/option', message);
}

/** A CSV after its header. */
interface CsvBody {
  readonly source: ByteSource;
  readonly parse: ParseCsv;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** Line after the header. */
  readonly headerEnd: number;
  readonly skipped: Rows['skipped'];
}

async function* csvBatches({
  source,
  parse,
  delimiter,
  columns,
  headerEnd,
  skipped,
}: CsvBody): AsyncIterable<readonly (Row | BadRow)[]> {
  let row = 0;
  let firstLine = headerEnd;
  while (!source.isAtEnd || source.bytes.length > 0) {
    const { records, error: fault } = parse(source.bytes, { delimiter, firstLine });
    const { length } = source.bytes;
    // The last record may continue in bytes that are not read yet, if only with its line break.
    const isOpen = fault === null || fault.isUnfinished || fault.nextLineByte === length;
    const mayGoOn = isOpen && !source.isAtEnd;
    const isHeld = mayGoOn && fault === null && records.at(-1)?.endByte === length;
    const whole = isHeld ? records.slice(0, -1) : records;
    const filled = whole.filter((record) => !isEmpty(record));
    skipped.empty += whole.length - filled.length;
    const batch = filled.map((record): Row | BadRow => csvRow(record, columns, ++row));
    const last = whole.at(-1);
    if (fault !== null && !mayGoOn) {
      const { line, startByte, nextLineByte, message } = fault;
      const isTooLong = nextLineByte - startByte > MAX_ROW_BYTES;
      batch.push(badRow(++row, line, isTooLong ? TOO_LONG : message));
      source.advanceTo(nextLineByte);
      firstLine = line + 1;
    } else if (last !== undefined) {
      source.advanceTo(last.endByte);
      firstLine = last.nextLine;
    }
    if (batch.length > 0) yield batch;
    if (!mayGoOn && fault === null) return;
    if (!mayGoOn) continue;
    firstLine += await source.skipLineBreaks();
    if (source.bytes.length <= MAX_ROW_BYTES) {
      // Without a whole row all is read again each time.
      await (whole.length > 0 ? source.fill() : source.grow());
      continue;
    }
    const { lines, isUnclosed } = await skipRecord(source, delimiter);
    yield [badRow(++row, firstLine, isUnclosed ? UNCLOSED_QUOTE : TOO_LONG)];
    firstLine += lines;
  }
}

/** True for separators without any value between them; a quoted nothing in an only column is a value. */
function isEmpty({ cells }: CsvRecord): boolean {
  return cells.length > 1 && cells.every((cell) => cell.trim() === '');
}

function csvRow(record: CsvRecord, columns: readonly string[], row: number): Row | BadRow {
  const { cells, line, startByte, endByte } = record;
  if (endByte - startByte > MAX_ROW_BYTES) return badRow(row, line, TOO_LONG);
  const count = cells.length;
  const isRagged =
    count > columns.length
      ? cells.slice(columns.length).some((cell) => cell !== '')
      : count < columns.length;
  const values: Record<string, string> = Object.create(null);
  for (let c = 0; c < columns.length; c++)
    if (columns[c] !== '') values[columns[c]!] = cells[c] ?? '';
  if (cells.some(hasReplacementCharacter)) return badRow(row, line, NOT_UTF8);
  if (isRagged) {
    const problem = `it has ${count} fields, the header ${columns.length}; quote a field that holds the separator`;
    return { ...badRow(row, line, problem), values };
  }
  return { row, line, values };
}
