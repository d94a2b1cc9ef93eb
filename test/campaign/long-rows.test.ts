import { describe, expect, it } from 'vitest';
import type { BadRow, Row } from '../../src/campaign/rows.ts';
import { read, summarize } from './read-rows.ts';

describe('readRows, of long rows and many', () => {
  it('loses one row to an unclosed quote, and none after it', async () => {
    const many = Array.from({ length: 40_000 }, (_, i) => `${i},name number ${i}, region ${i % 7}`);
    const content = ['id,name,region', '1,"open,x', ...many].join('\n');
    expect(content.length).toBeGreaterThan(1 << 20);
    const { rows } = await read(content);
    expect(rows.filter((row) => 'error' in row)).toHaveLength(1);
    expect(rows).toHaveLength(40_001);
    expect([rows[0]!.line, rows[1]!.line, rows.at(-1)!.line]).toEqual([2, 3, 40_002]);
    expect((rows[0] as BadRow).error).toMatchObject({
      code: 'batch/bad-row',
      message: 'line 2 cannot be read: a quote is opened and not closed',
    });
  });

  it('skips a line longer than 1 MB', async () => {
    const content = `{"a":1}\n{"a":"${'x'.repeat(3 << 20)}"}\n{"a":2}\n`;
    expect(summarize((await read(content)).rows)).toEqual([
      [1, { a: '1' }],
      [2, 'line 2 cannot be read: it is longer than 1 MB'],
      [3, { a: '2' }],
    ]);
    const csv = `a,b\n1,2\n3,${'x'.repeat(3 << 20)}\n5,6\n`;
    expect(summarize((await read(csv)).rows)).toEqual([
      [2, { a: '1', b: '2' }],
      [3, 'line 3 cannot be read: it is longer than 1 MB'],
      [4, { a: '5', b: '6' }],
    ]);
  });

  const LONG = 'x'.repeat(1_100_000);
  const tooLong = (line: number) => [line, `line ${line} cannot be read: it is longer than 1 MB`];
  it.each([
    ['a quoted cell', '\n', `"${LONG}"`],
    ['a quoted cell with doubled quotes', '\n', `"${'""'.repeat(600_000)}"`],
    ['a cell that is not quoted', '\n', LONG],
    ['CRLF', '\r\n', `"${LONG}"`],
    ['CR', '\r', LONG],
    ['CR and a quoted cell', '\r', `"${LONG}"`],
    ['a quote in a long cell', '\n', `${LONG}"`],
    ['a quoted cell after a long one', '\n', `${LONG}","x`],
    ['text after a closing quote', '\n', `"${LONG}"x`],
  ])('reads a record longer than 1 MB as one row: %s', async (_, end, cell) => {
    const content = ['id,name', '1,a', `2,${cell}`, '3,c', ''].join(end);
    const expected = [[2, { id: '1', name: 'a' }], tooLong(3), [4, { id: '3', name: 'c' }]];
    for (const size of [1 << 18, content.length]) {
      expect(summarize((await read(content, size)).rows), `chunks of ${size}`).toEqual(expected);
    }
  });

  it('reads a record longer than 1 MB of many lines as one row', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const cell = `"${`a ""line"", or two${end}`.repeat(100_000)}"`;
      const content = `id,name${end}1,a${end}2,${cell}${end}${end}3,c${end}`;
      const expected = [[2, { id: '1', name: 'a' }], tooLong(3), [100_005, { id: '3', name: 'c' }]];
      expect(summarize((await read(content)).rows)).toEqual(expected);
      expect(summarize((await read(content, content.length)).rows)).toEqual(expected);
    }
  });

  it('loses one row to a quote that is not closed, whatever the distance to the next quote', async () => {
    for (const [lines, end] of [
      [60_000, '9,"z"'],
      [500_000, '9,"z"'],
    ] as const) {
      const many = Array.from({ length: lines }, (_, i) => `${i},name number ${i}`);
      const { rows } = await read(['id,name', '1,"open', ...many, end].join('\n'));
      expect(rows).toHaveLength(lines + 2);
      expect(rows.filter((row) => 'error' in row).map(({ line }) => line)).toEqual([2]);
      expect(rows.at(-1)).toMatchObject({ line: lines + 3, values: { id: '9', name: 'z' } });
    }
  });

  it('reads a JSON line longer than 1 MB as one row, in chunks of any size', async () => {
    const content = `{"a":1}\n{"a":"${LONG}"}\n{"a":2}\n`;
    for (const size of [1 << 16, content.length]) {
      expect(summarize((await read(content, size)).rows)).toEqual([
        [1, { a: '1' }],
        tooLong(2),
        [3, { a: '2' }],
      ]);
    }
  });

  it('reads 130,000 columns', async () => {
    const names = Array.from({ length: 130_000 }, (_, i) => `c${i}`);
    const { columns, rows } = await read(`${names.join(',')}\n${names.join(',')}\n`);
    expect([columns?.length, rows.length]).toEqual([130_000, 1]);
    expect((rows[0] as Row).values.c129999).toBe('c129999');
  });
});
