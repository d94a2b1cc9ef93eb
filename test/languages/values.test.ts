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

const OTHERS =
  'ar da de el en fa fi fil he hu it ja kn ko mr nb pa ru sv ta te th uk vi yo zh'.split(' ');

describe.each(OTHERS)('values in %s', (lang) => {
  it.each(valuesOf(lang))('reads %s %s as "%s" (%s)', async (as, written, said) => {
    const { words } = await readText(written, lang, as);
    expect(words.join(' ')).toBe(said.normalize('NFKC'));
  });
});

describe('English times of the 24-hour clock', () => {
  it.each([
    ['13:00', ['one p m', 'one pm', 'thirteen hundred', 'thirteen hundred hours']],
    ['13:30', ['one thirty p m', 'one thirty pm', 'thirteen thirty']],
    ['12:00', ["twelve o'clock"]],
  ])('are told by twelve, then as they stand: %s', async (written, ways) => {
    const { readings } = await readText(written, 'en-KE', 'time');
    expect(readings.map((words) => words.join(' '))).toEqual(ways);
  });

  it.each([
    ['at 13:00 hours', 'at one p m'],
    ['at 09:00 hrs', "at nine o'clock"],
    ["9:00 o'clock", "nine o'clock"],
    ['it takes 2:30 hours', 'it takes two thirty hours'],
  ])('take the word beside them along: %s', async (text, said) => {
    expect((await readText(text, 'en')).words.join(' ')).toBe(said);
  });
});

describe('other ways of numbers', () => {
  it.each([
    ['ar', '837', 'ثمان مئة وسبعة وثلاثون', 'NeMo ar/cardinal'],
    ['ar', '431', 'أربعمائة و واحد و ثلاثون', 'num2words test_ar'],
    ['fil', '23', "dalawang pu't tatlo", 'CLDR 48 RBNF without accents'],
    ['hu', '2110', 'kettőezer száztíz', 'NeMo hu/cardinal'],
    ['it', '34500', 'trentaquattromila cinquecento', 'NeMo it/cardinal'],
    ['ja', '12345000', '一千二百三十四万五千', 'NeMo ja/cardinal'],
    ['th', '101', 'หนึ่งร้อยหนึ่ง', 'CLDR 48 RBNF'],
    ['zh', '100000100000', '一千亿零十万', 'NeMo zh/cardinal'],
    ['zh', '2200', '两千两百', 'CLDR 48 RBNF %spellout-cardinal-alternate2'],
    ['zh-TW', '22000', '兩萬兩千', 'CLDR 48 RBNF %spellout-cardinal-alternate2'],
  ])('has in %s for %s also "%s" (%s)', async (lang, number, phrase) => {
    const { readings } = await readText(number, lang, 'cardinal');
    expect(readings.map((words) => words.join(' '))).toContain(phrase.normalize('NFKC'));
  });

  it('are none for Yoruba above 100, where sources differ', async () => {
    await expect(readText('101', 'yo', 'cardinal')).rejects.toThrow('cannot be read as cardinal');
  });
});
