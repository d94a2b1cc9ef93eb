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
const anyEntry: fc.Arbitrary<ManifestEntry> = fc.record({
  row: fc.nat(),
  id: text,
  file: orNull(text),
  url: orNull(text),
  said: text,
  alternatives: fc.array(fc.record({ name: text, value: text, said: text })),
  missing: fc.array(text),
  durationSeconds: orNull(fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 })),
  bytes: orNull(fc.nat()),
  cached: fc.boolean(),
  hash: orNull(text),
  error: orNull(fc.record({ code: fc.constant('batch/bad-row' as const), message: text })),
});

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
        expect([unguarded('id'), unguarded('said'), unguarded('missing')]).toEqual([
          entry.id,
          entry.said,
          entry.missing.join('; '),
        ]);
        expect(names).toHaveLength(values!.length);
      }),
    );
  });
});
