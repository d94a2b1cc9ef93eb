// The one file that imports csv-parse.
import { messageOf } from '../errors.ts';

/** One record of a CSV text. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line that it begins on, from 1. */
  readonly line: number;
  /** Offset of the byte past it and its line break. */
  readonly endByte: number;
  /** The line after its last. */
  readonly nextLine: number;
}

/** Why no more records could be read. */
interface CsvFault {
  readonly what: string;
  /** The line that the faulty record begins on. */
  readonly line: number;
  /** Offset past that line: reading may go on there. */
  readonly nextLineByte: number;
  /** Whether the record is sound as far as it goes, and the text ends inside it. */
  readonly isUnfinished: boolean;
}

/** What was read of a CSV text: its records up to a fault, if there is one. */
interface CsvText {
  readonly records: readonly CsvRecord[];
  readonly fault: CsvFault | null;
}

/** Reads a CSV text. */
export type ParseCsv = (bytes: Uint8Array, style: CsvStyle) => CsvText;

/** How a CSV text is written. */
interface CsvStyle {
  readonly delimiter: string;
  /** Takes the white space around cells away. */
  readonly trim?: boolean;
  /** The line that the text begins on, where it is a part of another. */
  readonly firstLine?: number;
}

/**
 * Loads the parser, which a single message seldom needs. It reads RFC 4180 in UTF-8; empty lines are no
 * records, and records may have different numbers of cells.
 */
export async function loadCsv(): Promise<ParseCsv> {
  const { parse } = await import('csv-parse/sync');
  return (bytes, { delimiter, trim = false, firstLine = 1 }) => {
    const records: CsvRecord[] = [];
    const lines = new LineCounter(bytes, firstLine);
    const options = {
      delimiter,
      trim,
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    };
    try {
      if (!trim && !bytes.includes(QUOTE)) {
        // Every line is a record: the parser need not tell where each ends, which takes it twice the time.
        for (const cells of parse(bytes as Buffer, options)) {
          const line = lines.next(0);
          const endByte = lines.nextLine();
          records.push({ cells, line, endByte, nextLine: lines.line });
        }
        return { records, fault: null };
      }
      parse(bytes as Buffer, {
        ...options,
        on_record: (cells: string[], { bytes: endByte }) => {
          records.push({ cells, line: lines.next(endByte), endByte, nextLine: lines.line });
          return null;
        },
      });
      return { records, fault: null };
    } catch (error) {
      const { code = '' } = error as { code?: string };
      const isUnfinished = code === 'CSV_QUOTE_NOT_CLOSED';
      const what = FAULTS[code] ?? messageOf(error);
      const line = lines.next(0);
      return { records, fault: { what, isUnfinished, line, nextLineByte: lines.nextLine() } };
    }
  };
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote inside a quoted field is not doubled, as in "a ""b"" c"',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted, as in "a ""b"" c"',
};

const [LF, CR, QUOTE] = [10, 13, 34];

/** The lines of a text, LF, CRLF or CR at their ends; csv-parse counts a CRLF inside quotes twice. */
class LineCounter {
  private readonly bytes: Uint8Array;
  line: number;
  private at = 0;

  constructor(bytes: Uint8Array, firstLine: number) {
    this.bytes = bytes;
    this.line = firstLine;
  }

  /** The line that the next record begins on; goes on past it. */
  next(endByte: number): number {
    while (this.bytes[this.at] === LF || this.bytes[this.at] === CR) this.step();
    const { line } = this;
    while (this.at < endByte) this.step();
    return line;
  }

  /** Goes on to the next line. @returns its offset, or the end. */
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

/** What separates the cells of a header: comma, semicolon or tab, whichever is there most. */
export function sniffDelimiter(header: string): string {
  const counts = [',', ';', '\t'].map((mark) => [mark, header.split(mark).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Cells as a line of CSV with its line break (RFC 4180, but LF). */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
