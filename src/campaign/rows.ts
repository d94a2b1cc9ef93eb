import { TextDecoder } from 'node:util';
import { messageOf, StitchError } from '../errors.ts';
import { type CsvRecord, loadCsv, type ParseCsv, sniffDelimiter } from '../util/csv.ts';
import { roundTripsExactly } from '../util/exact-number.ts';

/** One recipient's values. */
export interface Row {
  /** From 1, the header not counted; bad rows are. */
  readonly row: number;
  /** The line of the file that it begins on, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** A row that cannot be read; its values are those that could be. */
export interface BadRow extends Row {
  readonly error: StitchError;
}

/** The rows of a campaign. */
export interface Rows {
  /** The names of a CSV's columns; null for JSON lines, each of which names its own. */
  readonly columns: readonly string[] | null;
  /** What stands between a CSV's cells; null for JSON lines. */
  readonly delimiter: string | null;
  /** Rows in order, some hundreds at a time. */
  readonly batches: AsyncIterable<readonly (Row | BadRow)[]>;
}

/** A row that is longer is a mistake: a quote that was not closed, or no CSV at all. */
const MAX_ROW_BYTES = 1024 * 1024;
const LF = 10;

/**
 * Reads the rows of a campaign as they come: CSV with a header (comma, semicolon or tab; RFC 4180; UTF-8, or
 * UTF-16 with a byte order mark) or JSON lines, told apart by the first character. A row that cannot be read
 * does not stop the others: reading goes on with the line after the one that it begins on.
 * @param address for messages. @throws StitchError usage/option for what is no campaign at all.
 */
export async function readRows(chunks: AsyncIterable<Uint8Array>, address: string): Promise<Rows> {
  const source = new Source(inUtf8(chunks));
  await source.fillTo((bytes) => bytes.some(isInk));
  const first = String.fromCharCode(source.bytes.find(isInk) ?? 0);
  if (first === '[') {
    const what = `${address} holds a JSON array; give one object a line, as \`jq -c '.[]'\` makes them`;
    throw new StitchError('usage/option', what);
  }
  if (first === '{') return { columns: null, delimiter: null, batches: readJsonLines(source) };
  return readCsv(source, address);
}

function isInk(byte: number): boolean {
  return byte > 32;
}

/** Bytes that were not used yet, and more as they are wanted. */
class Source {
  bytes: Uint8Array = new Uint8Array();
  isAtEnd = false;
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async fill(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) this.isAtEnd = true;
    else
      this.bytes = this.bytes.length === 0 ? next.value : Buffer.concat([this.bytes, next.value]);
  }

  /** Gets bytes until they will do, are more than a row may have, or end. */
  async fillTo(willDo: (bytes: Uint8Array) => boolean): Promise<void> {
    while (!this.isAtEnd && this.bytes.length < MAX_ROW_BYTES && !willDo(this.bytes)) {
      await this.fill();
    }
  }

  /** Goes on behind the next line break, keeping nothing of what is before it. */
  async skipLine(): Promise<void> {
    while (!this.isAtEnd && !this.bytes.includes(LF)) {
      this.goTo(this.bytes.length);
      await this.fill();
    }
    const end = this.bytes.indexOf(LF);
    this.goTo(end < 0 ? this.bytes.length : end + 1);
  }

  /** Goes on at that byte. */
  goTo(byte: number): void {
    this.bytes = this.bytes.subarray(byte);
  }
}

/** Without a byte order mark; UTF-16 made UTF-8. */
async function* inUtf8(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let decoder: TextDecoder | null = null;
  let head: Uint8Array | null = new Uint8Array();
  for await (let chunk of chunks) {
    if (head !== null) {
      chunk = Buffer.concat([head, chunk]);
      head = chunk.length < 3 ? chunk : null;
      if (head !== null) continue;
      if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le');
      if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be');
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3);
    }
    if (chunk.length === 0) continue;
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
  if (head !== null && head.length > 0) yield head;
}

async function readCsv(source: Source, address: string): Promise<Rows> {
  const parse = await loadCsv();
  await source.fillTo((bytes) => bytes.indexOf(LF, bytes.findIndex(isInk)) >= 0);
  const start = source.bytes.findIndex(isInk);
  const end = source.bytes.indexOf(LF, start);
  const firstLine = Buffer.from(source.bytes.subarray(0, end < 0 ? undefined : end)).toString();
  // Excel's way to say what separates the cells.
  const said = /^\s*sep=(.)\r?$/i.exec(firstLine)?.[1];
  if (said !== undefined) source.goTo(end < 0 ? source.bytes.length : end + 1);
  const headerLine = said === undefined ? 1 : 2;
  const delimiter = said ?? sniffDelimiter(firstLine);
  const header = () =>
    parse(source.bytes, { delimiter, trim: true, firstLine: headerLine }).records;
  await source.fillTo(() => header().length > 1); // a name may have line breaks in it
  const [names] = header();
  const columns = checkColumns(names?.cells ?? [], address);
  source.goTo(names?.endByte ?? source.bytes.length);
  const batches = csvBatches(source, parse, delimiter, columns, names?.nextLine ?? 1);
  return { columns, delimiter, batches };
}

function checkColumns(names: readonly string[], address: string): readonly string[] {
  const columns = names.map((name) => name.normalize('NFC').trim());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (names.length === 0) {
    throw new StitchError(
      'usage/option',
      `${address} is empty; it wants a header and a row for each person`,
    );
  }
  if (columns.every((name) => name === '') || columns.some(isBroken)) {
    const what = `${address} has no header that can be read; its first line has to name the columns, in UTF-8`;
    throw new StitchError('usage/option', what);
  }
  if (twice !== undefined) {
    const what = `${address} has two columns named ${JSON.stringify(twice)}; give them different names`;
    throw new StitchError('usage/option', what);
  }
  return columns;
}

async function* csvBatches(
  source: Source,
  parse: ParseCsv,
  delimiter: string,
  columns: readonly string[],
  headerEnd: number,
): AsyncIterable<readonly (Row | BadRow)[]> {
  let row = 0;
  let firstLine = headerEnd;
  for (;;) {
    const { records, error: fault } = parse(source.bytes, { delimiter, firstLine });
    // What comes last may go on in bytes that are yet to come, be it only with its line break.
    const isOpen =
      fault === null || fault.isUnfinished || fault.nextLineByte === source.bytes.length;
    const mayGoOn = isOpen && !source.isAtEnd;
    const whole = mayGoOn && fault === null ? records.slice(0, -1) : records;
    const batch = whole.map((record): Row | BadRow => csvRow(record, columns, ++row));
    const last = whole.at(-1);
    const isTooLong = mayGoOn && source.bytes.length - (last?.endByte ?? 0) > MAX_ROW_BYTES;
    if (fault !== null && (!mayGoOn || isTooLong)) {
      batch.push(badRow(++row, fault.line, fault.message));
      source.goTo(fault.nextLineByte);
      firstLine = fault.line + 1;
    } else if (last !== undefined) {
      source.goTo(last.endByte);
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
  if (cells.some(isBroken)) return badRow(row, line, NOT_UTF8);
  if (isRagged) {
    const what = `it has ${count} fields, and the header ${columns.length}; quote a field that holds the separator`;
    return { ...badRow(row, line, what), values };
  }
  return { row, line, values };
}

const TOO_LONG = 'it is longer than 1 MB';
const NOT_UTF8 = 'it is not UTF-8; save the file as "CSV UTF-8"';

/** What no UTF-8 is becomes this character. */
function isBroken(text: string): boolean {
  return text.includes('\uFFFD');
}

async function* readJsonLines(source: Source): AsyncIterable<readonly (Row | BadRow)[]> {
  let [row, line] = [0, 0];
  while (!source.isAtEnd || source.bytes.length > 0) {
    const { bytes } = source;
    const batch: (Row | BadRow)[] = [];
    let at = 0;
    for (let end = bytes.indexOf(LF); at < bytes.length; end = bytes.indexOf(LF, at)) {
      if (end < 0 && !source.isAtEnd) break;
      const stop = end < 0 ? bytes.length : end;
      const text = Buffer.from(bytes.subarray(at, stop)).toString().trim();
      line++;
      if (text !== '') batch.push(jsonRow(text, ++row, line));
      at = stop + 1;
    }
    source.goTo(at);
    if (source.bytes.length > MAX_ROW_BYTES) {
      batch.push(badRow(++row, ++line, TOO_LONG));
      await source.skipLine();
    }
    if (batch.length > 0) yield batch;
    if (!source.isAtEnd) await source.fill();
  }
}

function jsonRow(text: string, row: number, line: number): Row | BadRow {
  if (isBroken(text)) return badRow(row, line, NOT_UTF8);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    return badRow(row, line, `it is not JSON: ${messageOf(cause)}`, cause);
  }
  // A number of more digits than numbers have would be another.
  const isChanged = (value: unknown) => typeof value === 'number' && !text.includes(String(value));
  const changed = Object.entries(given ?? {}).find(([, value]) => isChanged(value));
  if (changed !== undefined) {
    const what = `${JSON.stringify(changed[0])} is a number that would be changed; put it in quotes`;
    return badRow(row, line, what);
  }
  return rowOf(given, row, line);
}

/** The row that a JSON object is. Of its numbers those are refused that were changed when they were read. */
export function rowOf(given: unknown, row: number, line: number): Row | BadRow {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return badRow(row, line, 'it is not a JSON object, as in {"id": 7, "name": "Abebe"}');
  }
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'object' && value !== null) {
      const what = `${JSON.stringify(name)} is neither text, number, true, false nor null`;
      return badRow(row, line, what);
    }
    if (typeof value === 'number' && !roundTripsExactly(value)) {
      const what = `${JSON.stringify(name)} is a number that would be changed; put it in quotes`;
      return badRow(row, line, what);
    }
    values[name.normalize('NFC').trim()] = value === null ? '' : String(value);
  }
  return { row, line, values };
}

function badRow(row: number, line: number, what: string, cause?: unknown): BadRow {
  const message = `line ${line} cannot be read: ${what}`;
  return { row, line, values: {}, error: new StitchError('batch/bad-row', message, { cause }) };
}
