import { graphemesOf } from '../../message/segment.ts';
import { isAscii } from '../../util/ascii.ts';

/** A column of a table; `right` aligns it to the right, as numbers are. */
export interface Column {
  readonly heading: string;
  readonly right?: boolean;
}

/** Formats rows as aligned lines below headings. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const clean = rows.map((row) => row.map(printable));
  const widths = columns.map(({ heading }, c) =>
    Math.max(width(heading), ...clean.map((row) => width(row[c]!))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => {
        const fill = ' '.repeat(widths[c]! - width(cell));
        return columns[c]!.right ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd();
  return [columns.map(({ heading }) => heading), ...clean].map((row) => `${line(row)}\n`).join('');
}

/** Text without control characters, which could move the cursor or break the line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD');
}

const WIDE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{Extended_Pictographic}\p{RI}\uFF01-\uFF60]/u;

/** Terminal cells, as wcwidth counts them: two for a wide character or an emoji, none for marks above or below. */
function width(text: string): number {
  // Most texts: a table of a long message has 100,000 cells.
  if (isAscii(text)) return text.length;
  let cells = 0;
  for (const { segment } of graphemesOf(text)) {
    const visible = segment.replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, '');
    cells += WIDE.test(segment) ? 2 : [...visible].length;
  }
  return cells;
}

/** "1,234,567". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "8.9 kB", "1.2 GB". */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** "4 s", "2 min 5 s", "3 h 10 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${formatCount(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}
