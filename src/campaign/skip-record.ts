import { type ByteSource, lineBreakLength } from './byte-source.ts';

/** A record of a CSV that was skipped. */
interface SkippedRecord {
  /** Lines that were skipped. */
  readonly lines: number;
  /** True where a quote is not closed; then only the record's first line was skipped. */
  readonly isUnclosed: boolean;
}

/** Limit of a record's further lines in bytes, past which its quote counts as not closed. */
const MAX_LOOKAHEAD_BYTES = 8 * 1024 * 1024;
const QUOTE = 34;

/** Part of a record that the next byte belongs to. */
type Part = 'field start' | 'field' | 'quoted' | 'closing quote' | 'broken';

/**
 * Skips a record of any length by the rules of RFC 4180. Of its first line nothing is buffered; further lines
 * are, as they are rows of their own where the quote turns out not to be closed.
 */
export async function skipRecord(source: ByteSource, delimiter: string): Promise<SkippedRecord> {
  const mark = Buffer.from(delimiter);
  const lookahead = Math.max(mark.length, 2);
  const isMark = (at: number) => mark.every((byte, i) => source.bytes[at + i] === byte);
  let part: Part = 'field start';
  let lines = 1;
  let [at, firstLineEnd] = [0, 0];
  const afterFirstLine = (): SkippedRecord => {
    source.postpone(firstLineEnd);
    source.advanceTo(firstLineEnd);
    return { lines: 1, isUnclosed: true };
  };
  for (;;) {
    if (source.bytes.length - at < lookahead && !source.isAtEnd) {
      if (lines > 1 && at - firstLineEnd > MAX_LOOKAHEAD_BYTES) return afterFirstLine();
      if (lines === 1) {
        source.advanceTo(at);
        at = 0;
      }
      await source.fill();
      continue;
    }
    const byte = source.bytes[at];
    const isOpen = part === 'quoted';
    const lineBreak = lineBreakLength(source.bytes, at);
    if (byte === undefined && isOpen && lines > 1) return afterFirstLine();
    if (byte === undefined || (lineBreak > 0 && !isOpen)) {
      source.advanceTo(at + lineBreak);
      return { lines, isUnclosed: false };
    }
    if (isOpen) {
      at += Math.max(lineBreak, 1);
      if (byte === QUOTE) part = 'closing quote';
      if (lineBreak > 0 && lines++ === 1) firstLineEnd = at;
    } else if (part !== 'broken' && isMark(at)) {
      at += mark.length;
      part = 'field start';
    } else {
      part = nextPart(part, byte === QUOTE);
      if (part === 'broken' && lines > 1) return afterFirstLine();
      at++;
    }
  }
}

/** Part after a byte that is neither in quotes nor ends a field. */
function nextPart(part: Part, isQuote: boolean): Part {
  if (isQuote) return part === 'field start' || part === 'closing quote' ? 'quoted' : 'broken';
  return part === 'field start' || part === 'field' ? 'field' : 'broken';
}
