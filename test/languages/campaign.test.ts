import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readText } from '../../src/languages/read-text.ts';
import { stitch } from '../cli/command-line.ts';
import { fresh } from '../cli/scratch.ts';
import { encodeWav, fixturePath, tone } from '../fixtures.ts';

const ROWS = fixturePath('languages/rows.csv');
const MESSAGES = fixturePath('languages/messages.json');
const templates: Readonly<Record<string, string>> = JSON.parse(readFileSync(MESSAGES, 'utf8'));

/** Records of CSV without quoted line breaks. */
function records(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const cellsOf = (line: string) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) =>
      cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
    );
  const names = cellsOf(header!);
  return lines.map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const rows = records(readFileSync(ROWS, 'utf8'));
const clean = rows.filter(({ dirt }) => dirt === '');

/** The ways to say each part of a row's message, by `readText`. */
async function partsOf(
  row: Readonly<Record<string, string>>,
): Promise<readonly (readonly string[])[]> {
  const lang = row.lang!;
  const parts = templates[lang.slice(0, 2)]!.split(/(\{[^}]*\})/).filter(
    (part) => part.trim() !== '',
  );
  return Promise.all(
    parts.map(async (part) => {
      const [, name, mark] = /^\{(\w+)(?::(.*))?\}$/.exec(part) ?? [];
      if (name === undefined) return [part.replace(/[.,]/g, '').trim()];
      const value = row[name]!;
      if (mark === undefined) return [value];
      const { readings } = await readText(value, lang, mark);
      return readings.map((words) => words.join(' '));
    }),
  );
}

describe('a campaign of 2,000 rows in three languages, with dirt in every column', () => {
  const library = fresh('library');
  let manifest: readonly Readonly<Record<string, string>>[] = [];

  beforeAll(async () => {
    const sound = encodeWav(tone(0.05, 8000));
    const words = new Map<string, Set<string>>();
    for (const row of clean) {
      const known = words.get(row.lang!.slice(0, 2)) ?? new Set();
      words.set(row.lang!.slice(0, 2), known);
      for (const [first] of await partsOf(row))
        for (const word of first!.split(' ')) known.add(word);
    }
    for (const [lang, known] of words) {
      mkdirSync(join(library, lang), { recursive: true });
      for (const word of known)
        if (word !== '') writeFileSync(join(library, lang, `${word}.wav`), sound);
    }
    const out = fresh('out');
    const root = join(library, '{lang}');
    const run = await stitch([
      'batch',
      ROWS,
      '--template',
      `@${MESSAGES}`,
      '--root',
      root,
      '--out',
      out,
      '--quiet',
    ]);
    expect(run.code).toBe(3); // rows with dirt are not said
    manifest = records(readFileSync(join(out, 'manifest.csv'), 'utf8'));
  }, 120_000);

  it('says every clean row, word for word as stitch read has it', async () => {
    expect(manifest.length).toBe(rows.length);
    for (const row of clean) {
      const { success, said } = manifest[Number(row.id) - 1]!;
      expect([row.id, success]).toEqual([row.id, 'true']);
      let rest = said!.replace(/ ?<[^>]*>/g, '').toLowerCase();
      for (const ways of await partsOf(row)) {
        const way = ways
          .map((words) => words.toLowerCase())
          .sort((a, b) => b.length - a.length)
          .find((words) => rest.startsWith(words));
        expect(way, `${row.id}: ${said} at "${rest}"`).toBeDefined();
        rest = rest.slice(way!.length).trimStart();
      }
      expect(rest).toBe('');
    }
  });

  it('refuses every row with dirt, and says why', () => {
    for (const row of rows.filter(({ dirt }) => dirt !== '')) {
      const { success, said, error } = manifest[Number(row.id) - 1]!;
      expect([row.id, row.dirt, row[row.dirt!], success]).toEqual([
        row.id,
        row.dirt,
        row[row.dirt!],
        'false',
      ]);
      expect(said).toBe('');
      expect(error!.length).toBeGreaterThan(20);
    }
  });
});
