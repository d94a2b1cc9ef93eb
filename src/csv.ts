// The one file that imports csv-parse.
import { messageOf } from './errors.ts';

/** One record of a CSV text. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line that it begins on, from 1. */
  readonly line: number;
  /** Offset of the byte past it and its line break. */
  readonly endByte: number;
}

/** Why no more records could be read. */
interface CsvFault {
  readonly what: string;
  /** The line that the faulty record begins on, and its offset. */
  readonly line: number;
  readonly startByte: number;
  /** Whether the record is sound as far as it goes, and the text ends inside it. */
  readonly isUnfinished: boolean;
}

/** What was read of a CSV text: its records up to a fault, if there is one. */
export interface CsvText {
  readonly records: readonly CsvRecord[];
  readonly fault: CsvFault | null;
}

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
export async function loadCsv(): Promise<(bytes: Uint8Array, style: CsvStyle) => CsvText> {
  const { parse } = await import('csv-parse/sync');
  return (bytes, { delimiter, trim = false, firstLine = 1 }) => {
    const records: CsvRecord[] = [];
    const lines = new LineCounter(bytes, firstLine);
    try {
      parse(bytes as Buffer, {
        delimiter,
        trim,
        bom: true,
        relax_column_count: true,
        skip_empty_lines: true,
        on_record: (cells: string[], { bytes: endByte }) => {
          records.push({ cells, line: lines.next(endByte), endByte });
          return null;
        },
      });
      return { records, fault: null };
    } catch (error) {
      const { code = '' } = error as { code?: string };
      const isUnfinished = code === 'CSV_QUOTE_NOT_CLOSED';
      const startByte = records.at(-1)?.endByte ?? 0;
      const what = FAULTS[code] ?? messageOf(error);
      return { records, fault: { what, isUnfinished, startByte, line: lines.next(startByte) } };
    }
  };
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote inside a quoted field is not doubled, as in "a ""b"" c"',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted, as in "a ""b"" c"',
};

const [LF, CR] = [10, 13];

/** The lines that records begin on; csv-parse counts a CRLF inside quotes twice. */
class LineCounter {
  private readonly bytes: Uint8Array;
  private line: number;
  private at = 0;

  constructor(bytes: Uint8Array, firstLine: number) {
    this.bytes = bytes;
    this.line = firstLine;
  }

  /** The line of the record that comes next and ends at `endByte`. */
  next(endByte: number): number {
    while (this.at < this.bytes.length && (this.bytes[this.at] === LF || this.bytes[this.at] === CR))
      this.step();
    const { line } = this;
    while (this.at < endByte) this.step();
    return line;
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
