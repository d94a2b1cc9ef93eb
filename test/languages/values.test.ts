import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText } from '../../src/languages/read-text.ts';

/** Values with how they are said, and the source of each: values/<language>.tsv. */
function valuesOf(lang: string) {
  const [, ...lines] = readFileSync(join(import.meta.dirname, `values/${lang}.tsv`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => line.split('\t') as [string, string, string, string]);
}

describe.each(['sw', 'am', 'bn', 'gu', 'ur', 'ha'])('values in %s', (lang) => {
  const values = valuesOf(lang);

  it('are at least 40, each with its source', () => {
    expect(values.length).toBeGreaterThanOrEqual(40);
    for (const [, , , source] of values) expect(source).not.toBe('');
  });

  it.each(values)('reads %s %s as "%s" (%s)', async (as, written, said) => {
    const { words } = await readText(written, lang, as);
    expect(words.join(' ')).toBe(said.normalize('NFKC'));
  });
});

describe.each(['it', 'ru', 'da', 'el', 'fa', 'fi', 'ko', 'sv', 'vi'])('values in %s', (lang) => {
  it.each(valuesOf(lang))('reads %s %s as "%s" (%s)', async (as, written, said) => {
    const { words } = await readText(written, lang, as);
    expect(words.join(' ')).toBe(said.normalize('NFKC'));
  });
});
