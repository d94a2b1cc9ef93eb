import { StitchError } from '../errors.ts';
import { type CsvRecord, loadCsv, type ParseCsv, sniffDelimiter } from '../util/csv.ts';
import { type ByteSource, isVisible, LF } from './byte-source.ts';
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

/** Reads CSV rows. @param address named in errors. @throws StitchError usage/option for an unusable header. */
export async function readCsv(source: ByteSource, address: string): Promise<Rows> {
  const parse = await loadCsv();
  await source.fillUntil((bytes) => bytes.indexOf(LF, bytes.findIndex(isVisible)) >= 0);
  const start = source.bytes.findIndex(isVisible);
  const end = source.bytes.indexOf(LF, start);
  const firstLine = Buffer.from(source.bytes.subarray(0, end < 0 ? undefined : end)).toString();
  // Excel's way to declare the delimiter.
  const declared = /^\s*sep=(.)\r?$/i.exec(firstLine)?.[1];
  if (declared !== undefined) source.advanceTo(end < 0 ? source.bytes.length : end + 1);
  const headerLine = declared === undefined ? 1 : 2;
  const delimiter = declared ?? sniffDelimiter(firstLine);
  const header = () =>
    parse(source.bytes, { delimiter, trim: true, firstLine: headerLine }).records;
  await source.fillUntil(() => header().length > 1); // a name may have line breaks in it
  const [names] = header();
  const columns = checkColumns(names?.cells ?? [], address);
  source.advanceTo(names?.endByte ?? source.bytes.length);
  const batches = csvBatches(source, parse, delimiter, columns, names?.nextLine ?? 1);
  return { columns, delimiter, batches };
}

function checkColumns(names: readonly string[], address: string): readonly string[] {
  const columns = names.map((name) => name.normalize('NFC').trim());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (names.length === 0) {
    throw new StitchError(
      'usage/option',
      `${address} is empty; give a header and a row per recipient`,
    );
  }
  if (columns.every((name) => name === '') || columns.some(hasReplacementCharacter)) {
    const message = `${address} has no readable header; name the columns in the first line, in UTF-8`;
    throw new StitchError('usage/option', message);
  }
  if (twice !== undefined) {
    const message = `${address} has two columns named ${JSON.stringify(twice)}; give them different names`;
    throw new StitchError('usage/option', message);
  }
  return columns;
}

async function* csvBatches(
  source: ByteSource,
  parse: ParseCsv,
  delimiter: string,
  columns: readonly string[],
  headerEnd: number,
): AsyncIterable<readonly (Row | BadRow)[]> {
  let row = 0;
  let firstLine = headerEnd;
  for (;;) {
    const { records, error: fault } = parse(source.bytes, { delimiter, firstLine });
    // The last record may continue in bytes that are not read yet, if only with its line break.
    const isOpen =
      fault === null || fault.isUnfinished || fault.nextLineByte === source.bytes.length;
    const mayGoOn = isOpen && !source.isAtEnd;
    const whole = mayGoOn && fault === null ? records.slice(0, -1) : records;
    const batch = whole.map((record): Row | BadRow => csvRow(record, columns, ++row));
    const last = whole.at(-1);
    const isTooLong = mayGoOn && source.bytes.length - (last?.endByte ?? 0) > MAX_ROW_BYTES;
    if (fault !== null && (!mayGoOn || isTooLong)) {
      batch.push(badRow(++row, fault.line, fault.message));
      source.advanceTo(fault.nextLineByte);
      firstLine = fault.line + 1;
    } else if (last !== undefined) {
      source.advanceTo(last.endByte);
      firstLine = last.nextLine;
    }
    if (isTooLong && fault === null) {
      batch.push(badRow(++row, firstLine++, TOO_LONG));
      await source.skipLine();
    }
    if (batch.length > 0) yield batch;
    if (source.isAtEnd && (fault === null || source.bytes.length === 0)) return;
    if (mayGoOn && !isTooLong) await source.fill();
  }
}

function csvRow({ cells, line }: CsvRecord, columns: readonly string[], row: number): Row | BadRow {
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
