import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, loadCsv } from '../../src/util/csv.ts';

describe('csvLine', () => {
  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['@SUM(1)*cmd', "'@SUM(1)*cmd"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ['-1+1', "'-1+1"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['+251911000001', '+251911000001'],
    ['-4.5', '-4.5'],
    ['a=b', 'a=b'],
  ])('writes %j so that no spreadsheet runs it', (cell, written) => {
    expect(csvLine(['x', cell])).toBe(`x,${written}\n`);
  });

  it('writes numbers as they are', () => {
    expect(csvLine([-1, true, null, 1.5])).toBe('-1,true,,1.5\n');
  });

  it('can be read back, and has no cell that runs', async () => {
    const parse = await loadCsv();
    const part = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      "'",
      '"',
      ',',
      '\n',
      '1',
      'a',
      ' ',
      '.',
    );
    const cell = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const bytes = Buffer.from(csvLine(['x', ...cells]));
        const [, ...read] = parse(bytes, { delimiter: ',' }).records[0]!.cells;
        for (const text of read) expect(text).not.toMatch(/^([=@\t\r]|[+-](?!\d+(\.\d+)?$))/);
        expect(read.map((text) => text.replace(/^'('*[=+\-@\t\r])/, '$1'))).toEqual(cells);
      }),
    );
  });
});
