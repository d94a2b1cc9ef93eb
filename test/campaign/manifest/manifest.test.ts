import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MANIFEST_HEADER,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
  parseManifestLine,
} from '../../../src/campaign/manifest/manifest.ts';
import { loadCsv } from '../../../src/util/csv.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('=1+1', '+251911000001', '-x', '@SUM(1)', "'=1", '\t=1', '\r=1', 'a;b', 'a"b\n'),
);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const error = fc.record({ code: fc.constant('batch/bad-row' as const), message: text });
const row = {
  row: fc.nat(),
  id: text,
  file: orNull(text),
  url: orNull(text),
  said: text,
  alternatives: fc.array(fc.record({ name: text, value: text, said: text })),
  missing: fc.array(text),
  warnings: fc.array(text),
  durationSeconds: orNull(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
  bytes: orNull(fc.nat()),
  cached: fc.boolean(),
  hash: orNull(text),
};
const failed = fc.record({ ...row, error });
const said = fc.record({
  ...row,
  file: text,
  durationSeconds: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
  bytes: fc.nat(),
  hash: text,
  error: fc.constant(null),
});
const anyEntry: fc.Arbitrary<ManifestEntry> = fc.oneof(failed, said);

describe('manifest', () => {
  it('reads back any entry that it wrote as JSON', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const line = manifestJson(entry);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(parseManifestLine(line)).toEqual(JSON.parse(JSON.stringify(entry)));
      }),
    );
  });

  it('reads entries of earlier versions, which have no warnings', () => {
    const line =
      '{"row":1,"id":"a","success":true,"file":"a.mp3","url":null,"said":"hello","alternatives":[],"missing":[],"duration_seconds":1.5,"bytes":10,"cached":false,"hash":"ab","error":null}';
    expect(parseManifestLine(line)).toMatchObject({ row: 1, file: 'a.mp3', warnings: [] });
  });

  it.each([
    ['', 'no object'],
    ['{"row":1', 'truncated'],
    ['[1]', 'an array'],
    ['{"row":1}', 'no other field'],
    [
      '{"row":-1,"id":"a","file":null,"url":null,"said":"","alternatives":[],"missing":[],"duration_seconds":null,"bytes":null,"cached":false,"hash":null,"error":{"code":"x","message":""}}',
      'a negative row',
    ],
    [
      '{"row":1,"id":"a","file":null,"url":null,"said":"","alternatives":[7],"missing":[],"duration_seconds":null,"bytes":null,"cached":false,"hash":null,"error":{"code":"x","message":""}}',
      'a bad alternative',
    ],
    [
      '{"row":1,"id":"a","file":"a.mp3","url":null,"said":"","alternatives":[],"missing":[],"duration_seconds":1,"bytes":null,"cached":false,"hash":"ab","error":null}',
      'a file without bytes',
    ],
  ])('reads %j, which has %s, as an entry of no row', (line) => {
    expect(parseManifestLine(line)).toMatchObject({ row: 0, error: { code: 'internal/fault' } });
  });

  it('writes CSV without a cell that a spreadsheet runs', async () => {
    const parse = await loadCsv();
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const { records } = parse(Buffer.from(MANIFEST_HEADER + manifestCsv(entry)), {
          delimiter: ',',
        });
        const [names, values] = records.map(({ cells }) => cells);
        const cells = Object.fromEntries(names!.map((name, i) => [name, values![i]!]));
        for (const cell of values!) expect(cell).not.toMatch(/^([=@\t\r]|[+-](?!\d+(\.\d+)?$))/);
        const unguarded = (name: string) => cells[name]!.replace(/^'('*[=+\-@\t\r])/, '$1');
        expect(['id', 'said', 'missing', 'warnings'].map(unguarded)).toEqual([
          entry.id,
          entry.said,
          entry.missing.join('; '),
          entry.warnings.join('; '),
        ]);
        expect(names).toHaveLength(values!.length);
      }),
    );
  });
});
