import { describe, expect, it } from 'vitest';
import { CLDR_LANGUAGES } from '../../src/languages/cldr.ts';
import { readText } from '../../src/languages/read-text.ts';
import { loadLanguage } from '../../src/languages/registry.ts';

async function ways(number: string, lang: string, as = 'cardinal'): Promise<readonly string[]> {
  const { readings } = await readText(number, lang, as);
  return readings.map((words) => words.join(' '));
}

describe.each(CLDR_LANGUAGES)("CLDR's numbers in %s", (lang) => {
  it('say each of 0 to 2000 in words of its own', async () => {
    const first = new Set<string>();
    for (let number = 0; number <= 2000; number++) first.add((await ways(`${number}`, lang))[0]!);
    expect(first.size).toBe(2001);
    for (const words of first) expect(words).not.toMatch(/[\p{Nd}<>=[\]%]|ERROR|undefined/u);
  });

  it('are those that the language loads', async () => {
    const rules = await loadLanguage(lang);
    expect(rules?.number).toBeUndefined(); // which n2words' have
    expect(rules?.minus).not.toEqual([]);
  });

  it('say negative numbers, decimals and digits', async () => {
    const comma = new Intl.NumberFormat(lang).format(0.5).includes(',') ? ',' : '.';
    for (const [as, text] of [
      ['cardinal', '-5'],
      ['decimal', `3${comma}05`],
      ['digits', '0470'],
    ] as const)
      expect((await ways(text, lang, as))[0]).toMatch(/^\p{L}[\p{L}\p{M} ]+$/u);
  });
});

describe('ways besides the first', () => {
  it.each([
    ['sv', '102', 'cardinal', 'hundratvå'],
    ['sv', '1021', 'cardinal', 'ett tusen tjugo ett'],
    ['sv', '21', 'cardinal f', 'tjugoen'],
    [
      'de',
      '147451',
      'cardinal',
      'ein hundert sieben und vierzig tausend vier hundert ein und fünfzig',
    ],
    ['fi', '2026', 'cardinal', 'kaksi tuhatta kaksi kymmentä kuusi'],
    ['da', '1100', 'cardinal', 'et tusind et hundrede'],
    ['ko', '123000012', 'cardinal', '일억이천삼백만십이'],
    ['ko', '21', 'cardinal', '이 십 일'],
    ['vi', '34', 'cardinal', 'ba mươi bốn'],
    ['vi', '1001', 'cardinal', 'một ngàn lẻ một'],
    ['fa', '1100', 'cardinal', 'یک هزار و صد'],
  ])('has in %s for %s (%s) also "%s"', async (lang, number, as, phrase) => {
    expect(await ways(number, lang, as)).toContain(phrase.normalize('NFKC'));
  });
});
