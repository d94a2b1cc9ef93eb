import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, readRows } from '../../src/campaign/rows.ts';
import { inChunks, read, summarize } from './read-rows.ts';

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

  it('counts CRLF as one line wherever chunks are cut', async () => {
    const content = 'id,name\r\n\r\n1,a\r\n\r\n\r\n2,b\r\n\r\n3\r\n';
    for (let size = 1; size <= content.length; size++) {
      const { rows } = await read(content, size);
      expect(
        rows.map(({ line }) => line),
        `chunks of ${size}`,
      ).toEqual([3, 6, 8]);
    }
  });

  it('skips rows without any value, as spreadsheets leave them, and counts them', async () => {
    const rows = await readRows(
      inChunks(Buffer.from('name,day\n,\nAbebe,Monday\n , \nSara,\n,,\n,\n'), 5),
      'x.csv',
    );
    const read = [];
    for await (const batch of rows.batches) read.push(...batch);
    expect(read.map(({ row, line, values }) => [row, line, values.name])).toEqual([
      [1, 3, 'Abebe'],
      [2, 5, 'Sara'],
    ]);
    expect(rows.skipped.empty).toBe(4);
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
    // Parsed, they are 1, and another field has a 1.
    expect(summarize((await read('{"a":1,"id":1.0000000000000001}\n')).rows)).toEqual([
      [1, expect.stringContaining('"id" has more digits')],
    ]);
    expect(summarize((await read('{"a":"1.0000000000000001","b":-0.00150}\n')).rows)).toEqual([
      [1, { a: '1.0000000000000001', b: '-0.0015' }],
    ]);
    expect(summarize((await read('{"id":0.99999999999999999}\n')).rows)).toEqual([
      [1, expect.stringContaining('"id" has more digits')],
    ]);
  });

  it('reads the delimiter from the line that Excel writes', async () => {
    expect(summarize((await read('sep=|\r\nid|name\r\n1|a,b\r\n')).rows)).toEqual([
      [3, { id: '1', name: 'a,b' }],
    ]);
  });

  it('reads past more than 1 MB of empty lines', async () => {
    const { rows } = await read(`id,name\n1,a\n${'\r\n'.repeat(800_000)}2,b\n`);
    expect(summarize(rows)).toEqual([
      [2, { id: '1', name: 'a' }],
      [800_003, { id: '2', name: 'b' }],
    ]);
  });

  it('guesses the delimiter from the header alone where lines end in CR', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i};name, of, number ${i}`);
    const { columns, rows } = await read(`id;name\r${lines.join('\r')}\r`);
    expect(columns).toEqual(['id', 'name']);
    expect(rows).toHaveLength(60_000);
    expect(rows.at(-1)).toMatchObject({ line: 60_001, values: { name: 'name, of, number 59999' } });
    expect(summarize((await read('sep=|\rid|name\r1|a,b\r')).rows)).toEqual([
      [3, { id: '1', name: 'a,b' }],
    ]);
  });

  it('keeps a byte order mark that begins a cell', async () => {
    for (const size of [5, 1000]) {
      const { rows } = await read('id,name\n1,a\n\uFEFF2,b\n\uFEFF3,c\n', size);
      expect(rows.map(({ values }) => values.id)).toEqual(['1', '\uFEFF2', '\uFEFF3']);
    }
  });

  it('composes column names, as templates write them', async () => {
    const { columns, rows } = await read('pre\u0301nom\nAbebe\n');
    expect(columns).toEqual(['pr\u00e9nom']);
    expect(summarize(rows)).toEqual([[2, { 'pr\u00e9nom': 'Abebe' }]]);
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
    [Buffer.from('id,name\n1,a\n', 'utf16le'), /has zero bytes, as UTF-16 has; save it as/],
    ['"id,name\n1,2', /has no readable header/],
    ['id,"na"me\n1,2', /has no readable header/],
  ])('refuses %j', async (content, message) => {
    await expect(read(content as string)).rejects.toMatchObject({
      code: 'usage/option',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a header longer than 1 MB', async () => {
    await expect(read(`id,${'x'.repeat(1_100_000)}\n1,2`)).rejects.toMatchObject({
      code: 'usage/option',
      message: 'the header of people.csv is longer than 1 MB; name the columns in the first line',
    });
  });

  it('reads back rows written as CSV', async () => {
    const csvLine = (cells: readonly (string | number)[]) =>
      `${cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')}\n`;
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
