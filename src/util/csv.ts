// The one file that imports csv-parse.
import { messageOf } from '../errors.ts';

/** One record of a CSV text. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** First line of the record, from 1. */
  readonly line: number;
  /** Bytes [startByte, endByte) are the record with its line break. */
  readonly startByte: number;
  readonly endByte: number;
  /** Line after the record's last. */
  readonly nextLine: number;
}

/** Syntax error that ended the reading. */
interface CsvError {
  readonly message: string;
  /** First line of the broken record. */
  readonly line: number;
  /** Bytes [startByte, nextLineByte) are that line: reading may resume after it. */
  readonly startByte: number;
  readonly nextLineByte: number;
  /** True where the text ends inside a record that is valid so far. */
  readonly isUnfinished: boolean;
}

/** Parsed CSV: its records up to the first error, if any. */
interface CsvText {
  readonly records: readonly CsvRecord[];
  readonly error: CsvError | null;
}

/** Parses a CSV text. */
export type ParseCsv = (bytes: Uint8Array, style: CsvStyle) => CsvText;

/** Dialect of a CSV text. */
interface CsvStyle {
  readonly delimiter: string;
  /** Trims white space around cells. */
  readonly trim?: boolean;
  /** Number of the first line, where the text is part of another (default: 1). */
  readonly firstLine?: number;
}

/**
 * Loads the parser, which a single message seldom needs. It reads RFC 4180 in UTF-8, skips empty lines,
 * and accepts records with different numbers of cells.
 */
export async function loadCsv(): Promise<ParseCsv> {
  const { parse } = await import('csv-parse/sync');
  return (bytes, { delimiter, trim = false, firstLine = 1 }) => {
    const records: CsvRecord[] = [];
    const lines = new LineCounter(bytes, firstLine);
    const options = {
      delimiter,
      trim,
      bom: firstLine === 1, // further on it is a character like any other
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    };
    try {
      if (!trim && !bytes.includes(QUOTE)) {
        // Every line is a record: having the parser report each one's end would double the time.
        for (const cells of parse(bytes as Buffer, options)) {
          const [line, startByte] = lines.next(0);
          const endByte = lines.nextLine();
          records.push({ cells, line, startByte, endByte, nextLine: lines.line });
        }
        return { records, error: null };
      }
      parse(bytes as Buffer, {
        ...options,
        on_record: (cells: string[], { bytes: endByte }) => {
          const [line, startByte] = lines.next(endByte);
          records.push({ cells, line, startByte, endByte, nextLine: lines.line });
          return null;
        },
      });
      return { records, error: null };
    } catch (error) {
      const { code = '' } = error as { code?: string };
      const isUnfinished = code === 'CSV_QUOTE_NOT_CLOSED';
      const what = ERROR_MESSAGES[code] ?? messageOf(error);
      const [line, startByte] = lines.next(0);
      const nextLineByte = lines.nextLine();
      return { records, error: { message: what, isUnfinished, line, startByte, nextLineByte } };
    }
  };
}

export const UNCLOSED_QUOTE = 'a quote is opened and not closed';
const ERROR_MESSAGES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: UNCLOSED_QUOTE,
  CSV_INVALID_CLOSING_QUOTE: 'a quote inside a quoted field is not doubled, as in "a ""b"" c"',
  INVALID_OPENING_QUOTE:
    'a quote stands inside a field that is not quoted; quote it, as in "a ""b"" c"',
};

const [LF, CR, QUOTE] = [10, 13, 34];

/** Counts lines that end in LF, CRLF or CR; csv-parse counts a CRLF inside quotes twice. */
class LineCounter {
  private readonly bytes: Uint8Array;
  line: number;
  private at = 0;

  constructor(bytes: Uint8Array, firstLine: number) {
    this.bytes = bytes;
    this.line = firstLine;
  }

  /** Returns the line and the offset that the next record begins at, and moves past the record. */
  next(endByte: number): readonly [line: number, startByte: number] {
    while (this.bytes[this.at] === LF || this.bytes[this.at] === CR) this.step();
    const start = [this.line, this.at] as const;
    while (this.at < endByte) this.step();
    return start;
  }

  /** Moves to the next line. @returns its offset, or the end. */
  nextLine(): number {
    const { line } = this;
    while (this.line === line && this.at < this.bytes.length) this.step();
    return this.at;
  }

  private step(): void {
    const byte = this.bytes[this.at++];
    if (byte === LF || (byte === CR && this.bytes[this.at] !== LF)) this.line++;
  }
}

/** Guesses a header's delimiter: comma, semicolon or tab, whichever is most frequent. */
export function sniffDelimiter(header: string): string {
  const counts = [',', ';', '\t'].map((mark) => [mark, header.split(mark).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/**
 * Formats cells as a line of CSV with its line break (RFC 4180, but LF). A text that a spreadsheet would run as a
 * formula gets an apostrophe, and so does one that looks as if it had: the apostrophe before such a text is never its own.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A number with its sign computes nothing: +251911000001 stays a number to dial. */
const SIGNED_NUMBER = /^[+-]\d+(\.\d+)?$/;

function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = FORMULA.test(value) && !SIGNED_NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
