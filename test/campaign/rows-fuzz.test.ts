// Odd CSVs against a parser that is written once more, plainly: the same rows, whatever the chunks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BadRow, type Row, readRows } from '../../src/campaign/rows.ts';
import { fuzzed } from '../fuzz.ts';

const MAX_BYTES = 1024 * 1024;
/** csv-parse takes NUL after a closing quote for part of the cell; nothing else does, and no file has it. */
const QUOTE_NUL = /"\0/g;
const COLUMNS = ['id', 'name'];

type PlainRow = readonly [line: number, values: Readonly<Record<string, string>> | 'bad'];

/** Cells of the record at an offset, and the offset past it; null where it breaks the rules. */
function plainRecord(text: string, start: number, delimiter: string) {
  const cells: string[] = [];
  for (let at = start; ; ) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) return null;
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
      const isEnd = at >= text.length || text[at] === delimiter || /[\r\n]/.test(text[at]!);
      if (!isEnd) return null;
    } else {
      for (; at < text.length && text[at] !== delimiter && !/[\r\n]/.test(text[at]!); at++) {
        if (text[at] === '"') return null;
        cell += text[at];
      }
    }
    cells.push(cell);
    if (text[at] !== delimiter) return { cells, end: at + breakAt(text, at) };
    at++;
  }
}

function breakAt(text: string, at: number): number {
  if (text[at] === '\r') return text[at + 1] === '\n' ? 2 : 1;
  return text[at] === '\n' ? 1 : 0;
}

function plainRows(text: string, delimiter: string): PlainRow[] {
  const rows: PlainRow[] = [];
  let line = 2; // after the header
  for (let at = 0; at < text.length; ) {
    const empty = breakAt(text, at);
    if (empty > 0) {
      at += empty;
      line++;
      continue;
    }
    const record = plainRecord(text, at, delimiter);
    let end = record?.end ?? at;
    if (record === null) {
      while (end < text.length && breakAt(text, end) === 0) end++;
      end += breakAt(text, end);
    }
    const source = text.slice(at, end);
    const isEmpty = record !== null && record.cells.length > 1 && record.cells.every(isBlank);
    if (!isEmpty) rows.push([line, record === null ? 'bad' : valuesOf(record.cells, source)]);
    line += source.match(/\r\n|\r|\n/g)?.length ?? 0;
    at = end;
  }
  return rows;
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
}

function valuesOf(cells: readonly string[], source: string): PlainRow[1] {
  const isRagged = cells.length < 2 || cells.slice(2).some((cell) => cell !== '');
  const isBad = isRagged || source.includes('\uFFFD') || Buffer.byteLength(source) > MAX_BYTES;
  return isBad ? 'bad' : { id: cells[0]!, name: cells[1]! };
}

/** Pieces that CSVs of people have, and some that they should not. */
const DELIMITERS = [',', ';', '\t', '|'];
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...DELIMITERS, '"', '""', '\n', '\r\n', '\r') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('1', 'Abebe', 'ሰላም', ' ', '', "'", '\uFEFF', '\0', '😀'),
  },
  { weight: 4, arbitrary: fc.constantFrom('\n1,"', '",', '"\n', '\n2,b', ',"x ""y"" z"', '\n\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const row = fc.tuple(piece, piece, piece).map((pieces) => pieces.join(''));
const proper = fc
  .tuple(fc.nat(), fc.string())
  .map(([id, name]) => `${id},"${name.replaceAll('"', '""')}"`);
const end = fc.constantFrom('\n', '\r\n', '\r');
/** Mostly short; one in twenty has a stretch of about a megabyte. */
const long = fc.oneof(
  { weight: 19, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      place: fc.nat(),
      unit: fc.constantFrom(
        'x',
        'é',
        '""',
        'a,',
        `${'b,'.repeat(99)}\n`,
        `${'c'.repeat(99)}\r`,
        '\n',
      ),
      bytes: fc.constantFrom(MAX_BYTES - 5000, MAX_BYTES + 5000, 2 * MAX_BYTES),
      isQuoted: fc.boolean(),
    }),
  },
);
const body = fc
  .tuple(fc.array(fc.oneof(row, proper), { maxLength: 30 }), end, long)
  .map(([rows, ending, stretch]) => {
    if (stretch === null) return rows.join(ending);
    const { place, unit, bytes, isQuoted } = stretch;
    const filled = unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)));
    const cell = isQuoted ? `9,"${filled}"` : `9,${filled}`;
    return rows.toSpliced(place % (rows.length + 1), 0, cell).join(ending);
  });

async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(bytes: Uint8Array, size: number): Promise<(Row | BadRow)[]> {
  const { columns, batches } = await readRows(inChunks(bytes, size), 'odd.csv');
  expect(columns).toEqual(COLUMNS);
  const rows: (Row | BadRow)[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

describe('readRows', () => {
  it('finds the rows of odd CSVs that a plain parser finds', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...DELIMITERS),
        end,
        body,
        fc.constantFrom('utf8', 'utf8 with a mark', 'utf16le'),
        fc.constantFrom(1, 7, 1000, 1 << 16, 1 << 30),
        async (delimiter, ending, rows, encoding, chunkBytes) => {
          const declared = delimiter === '|' ? `sep=|${ending}` : '';
          // A line break right after the header's would be half of it, or an empty line.
          const text =
            `0${delimiter}0\n${rows.replaceAll(',', delimiter).replace(QUOTE_NUL, '"')}`.replace(
              /\p{Surrogate}/gu,
              '\uFFFD',
            );
          const csv = `${declared}id${delimiter}name${ending}${text}`;
          const bytes =
            encoding === 'utf16le'
              ? Buffer.from(`\uFEFF${csv}`, 'utf16le')
              : Buffer.from(encoding === 'utf8' ? csv : `\uFEFF${csv}`);
          // A long record is parsed again with each chunk.
          const size = bytes.length > 10_000 ? Math.max(chunkBytes, 1 << 16) : chunkBytes;
          const found = await readAll(bytes, size);
          const shift = declared === '' ? 0 : 1;
          const expected = plainRows(text, delimiter).map(([line, values]) => [
            line + shift,
            values,
          ]);
          expect(
            found.map((each) => [each.line, 'error' in each ? 'bad' : { ...each.values }]),
          ).toEqual(expected);
          expect(found.map(({ row: number }) => number)).toEqual(found.map((_, i) => i + 1));
        },
      ),
      fuzzed(500),
    );
  });

  it('finds the rows of random bytes in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(20), async (noise, size) => {
        const bytes = Buffer.concat([
          Buffer.from('id,name\n0,0\n'),
          noise.map((byte) => byte || 1),
        ]);
        const whole = await readAll(bytes, bytes.length);
        expect(await readAll(bytes, size + 1)).toEqual(whole);
        const expected = plainRows(bytes.toString().slice('id,name\n'.length), ',');
        expect(whole.map(({ line }) => line)).toEqual(expected.map(([line]) => line));
      }),
      fuzzed(500),
    );
  });
});
