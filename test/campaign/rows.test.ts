import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BadRow, type Row, readRows } from '../../src/campaign/rows.ts';
import { csvLine } from '../../src/util/csv.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, chunkBytes = 1 << 16) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { columns, batches } = await readRows(inChunks(bytes, chunkBytes), 'people.csv');
  const rows: (Row | BadRow)[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { columns, rows };
}
/** Values or error of each row, by line. */
const summarize = (rows: readonly (Row | BadRow)[]) =>
  rows.map((row) => [row.line, 'error' in row ? row.error.message : { ...row.values }]);

describe('readRows', () => {
  it.each([
    ['commas', 'id,name\n1,Abebe\n2,"Sara, Addis"\n', 'Sara, Addis'],
    ['semicolons', 'id;name\n1;Abebe\n2;Sara, Addis\n', 'Sara, Addis'],
    ['tabs', 'id\tname\n1\tAbebe\n2\tSara, Addis', 'Sara, Addis'],
    ['CRLF and a byte order mark', '\uFEFFid,name\r\n1,Abebe\r\n2,Sara\r\n', 'Sara'],
    ['CR', 'id,name\r1,Abebe\r2,Sara\r', 'Sara'],
    ['line ends of several kinds', 'id,name\r\n1,Abebe\n2,Sara\r\n', 'Sara'],
    ['UTF-16', Buffer.from('\uFEFFid\tname\r\n1\tAbebe\r\n2\tሳራ', 'utf16le'), 'ሳራ'],
    ['JSON lines', '{"id":1,"name":"Abebe"}\n\n{"id":2,"name":"Sara"}', 'Sara'],
  ])('reads %s in chunks of any size', async (_, content, name) => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const { rows } = await read(content, size);
      expect(rows.map((row) => ({ ...(row as Row).values }))).toEqual([
        { id: '1', name: 'Abebe' },
        { id: '2', name },
      ]);
      expect(rows.map(({ row }) => row)).toEqual([1, 2]);
    }
  });

  it('reports the first line of each row', async () => {
    const { rows } = await read('id,name\n1,"two\r\nlines"\n\n\n2,x\r\n3,y', 4);
    expect(rows.map(({ line }) => line)).toEqual([2, 6, 7]);
    expect((rows[0] as Row).values.name).toBe('two\r\nlines');
  });

  it('continues after a row that cannot be read', async () => {
    const content = 'id,name\n1,a\n2,"b"c\n3,d"e\n4\n5,x,y\n6,z\n7,ok,\n';
    for (const size of [1, 5, 1000]) {
      const { rows } = await read(content, size);
      expect(summarize(rows)).toEqual([
        [2, { id: '1', name: 'a' }],
        [3, expect.stringContaining('line 3 cannot be read: a quote inside a quoted field')],
        [4, expect.stringContaining('line 4 cannot be read: a quote stands inside a field')],
        [5, expect.stringContaining('line 5 cannot be read: it has 1 fields, the header 2')],
        [6, expect.stringContaining('it has 3 fields, the header 2')],
        [7, { id: '6', name: 'z' }],
        [8, { id: '7', name: 'ok' }],
      ]);
      expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

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

  it('reports bytes that are not UTF-8 by row', async () => {
    const content = Buffer.concat([
      Buffer.from('id,name\n1,'),
      Buffer.from([0xe9]),
      Buffer.from('\n2,ok\n'),
    ]);
    expect(summarize((await read(content)).rows)).toEqual([
      [2, expect.stringContaining('it is not UTF-8; save the file as "CSV UTF-8"')],
      [3, { id: '2', name: 'ok' }],
    ]);
  });

  it('reads JSON lines of scalar values, and reports the others', async () => {
    const content = '{"a":1.5,"b":true,"c":null,"d":"x"}\n{"a":[1]}\nnope\n[1]\n{"a":"ok"}\n';
    for (const size of [1, 1000]) {
      expect(summarize((await read(content, size)).rows)).toEqual([
        [1, { a: '1.5', b: 'true', c: '', d: 'x' }],
        [2, expect.stringContaining('"a" is not text, a number')],
        [3, expect.stringContaining('line 3 cannot be read: it is not JSON')],
        [4, expect.stringContaining('it is not a JSON object')],
        [5, { a: 'ok' }],
      ]);
    }
  });

  it('refuses numbers that parsing would change', async () => {
    expect(
      summarize((await read('{"id":12345678901234567890}\n{"id":"12345678901234567890"}')).rows),
    ).toEqual([
      [
        1,
        expect.stringContaining(
          '"id" has more digits than a number holds exactly; put it in quotes',
        ),
      ],
      [2, { id: '12345678901234567890' }],
    ]);
  });

  it('reads the delimiter from the line that Excel writes', async () => {
    expect(summarize((await read('sep=|\r\nid|name\r\n1|a,b\r\n')).rows)).toEqual([
      [3, { id: '1', name: 'a,b' }],
    ]);
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

  it('reads column names of the prototype as plain names', async () => {
    const { rows } = await read('__proto__,constructor\nx,y\n');
    expect(Object.keys((rows[0] as Row).values)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf((rows[0] as Row).values)).toBe(null);
  });

  it.each([
    ['[{"a":1}]', /holds a JSON array; give one object per line/],
    ['a,b,a\n1,2,3', /has two columns named "a"/],
    ['', /people.csv is empty; give a header/],
    ['\n\n', /people.csv is empty; give a header/],
    ['\n \n', /people.csv is empty/],
    [',,\n1,2,3', /has no readable header/],
    [Buffer.from([0xff, 0x80, 0x81]), /has no readable header/],
  ])('refuses %j', async (content, message) => {
    await expect(read(content as string)).rejects.toMatchObject({
      code: 'usage/option',
      message: expect.stringMatching(message),
    });
  });

  it('reads back rows written as CSV', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('a"b', 'a,b', 'a\nb', 'a\r\nb', ' x ', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell)),
        fc.integer({ min: 1, max: 50 }),
        async (rows, size) => {
          const kept = rows.filter(
            (cells) =>
              !cells.some((text) => text.includes('\uFFFD') || /[\ud800-\udfff]/.test(text)),
          );
          const content =
            csvLine(['id', 'a', 'b']) + kept.map((cells, i) => csvLine([i, ...cells])).join('');
          const found = (await read(content, size)).rows as Row[];
          expect(found.map(({ values }) => [values.a, values.b])).toEqual(kept);
        },
      ),
    );
  });
});
