import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadNumberWords, NUMBER_LOCALES, numberLocale } from '../../src/languages/number-words.ts';

async function say(number: string, language: string): Promise<string | undefined> {
  return (await loadNumberWords(language))!.cardinal(number)?.join(' ');
}

describe('numberLocale', () => {
  it('lists exactly the locales of n2words', () => {
    const folder = dirname(createRequire(import.meta.url).resolve('n2words/package.json'));
    const there = readdirSync(join(folder, 'src')).filter((name) => name.endsWith('.js'));
    expect([...NUMBER_LOCALES].sort()).toEqual(there.map((name) => name.slice(0, -3)).sort());
  });

  it('finds the locale of a language, a region or a script', () => {
    const found = [
      'en',
      'en-KE',
      'sw',
      'sw-TZ',
      'hi',
      'am',
      'bn',
      'fr',
      'fr-SN',
      'es',
      'zh-TW',
      'zh',
      'pt-BR',
      'no',
    ];
    expect(found.map(numberLocale)).toEqual([
      'en-US',
      'en-KE',
      'sw-KE',
      'sw-KE',
      'hi-IN',
      'am-ET',
      'bn-BD',
      'fr-FR',
      'fr-FR',
      'es-ES',
      'zh-Hant-TW',
      'zh-Hans-CN',
      'pt-PT',
      'nb-NO',
    ]);
  });

  it('returns null for a language without number words', async () => {
    expect(numberLocale('lg')).toBeNull();
    expect(await loadNumberWords('lg')).toBeNull();
  });
});

describe('loadNumberWords', () => {
  it.each([
    ['en', 'one thousand two hundred thirty four'],
    ['en-KE', 'one thousand two hundred and thirty four'],
    ['hi', 'एक हज़ार दो सौ चौंतीस'],
    ['sw', 'elfu moja mia mbili thelathini na nne'],
    ['am', 'አንድ ሺ ሁለት መቶ ሰላሳ አራት'],
    ['bn', 'এক হাজার দুই শত চৌত্রিশ'],
    ['fr', 'mille deux cent trente quatre'],
    ['es', 'mil doscientos treinta y cuatro'],
  ])('says 1234 in %s', async (language, words) => {
    expect((await say('1234', language))?.normalize('NFC')).toBe(words.normalize('NFKC'));
  });

  it('says a fraction digit by digit where the language does', async () => {
    expect(await say('3.14', 'en')).toBe('three point one four');
    expect(await say('0.05', 'en')).toBe('zero point zero five');
    expect(await say('12.5', 'sw')).toBe('kumi na mbili nukta tano');
    expect(await say('3.14', 'fr')).toBe('trois virgule quatorze');
  });

  it.each([
    ['hi', 'तीन दशमलव एक चार'],
    ['bn', 'তিন দশমিক এক চার'],
    ['pa', 'ਤਿੰਨ ਦਸ਼ਮਲਵ ਇੱਕ ਚਾਰ'],
    ['ur', 'تین اعشاریہ ایک چار'],
    ['de', 'drei komma eins vier'],
    ['sw', 'tatu nukta moja nne'],
  ])('says the digits after the point of 3.14 one by one in %s', async (language, words) => {
    expect((await say('3.14', language))?.normalize('NFC')).toBe(words.normalize('NFC'));
  });

  it('says the sign, also of numbers below one', async () => {
    expect(await say('-5', 'en')).toBe('minus five');
    expect(await say('-0.5', 'en')).toBe('minus zero point five');
  });

  it('says an integer with a leading zero digit by digit', async () => {
    expect(await say('0712', 'en')).toBe('zero seven one two');
    expect(await say('0', 'en')).toBe('zero');
  });

  it('returns null rather than wrong words', async () => {
    expect(await say('10000000000000000', 'hi')).toBeUndefined();
    expect(await say('1000000000007', 'am')).toBeUndefined();
    expect(await say('not a number', 'en')).toBeUndefined();
  });

  it.each(NUMBER_LOCALES)('tells numbers apart in %s', async (locale) => {
    const numbers = (await loadNumberWords(locale))!;
    const seen = new Map<string, string>();
    const samples = [
      ...Array(130).keys(),
      ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].flatMap((e) => [
        10 ** e,
        10 ** e + 7,
        4 * 10 ** e,
      ]),
    ];
    for (const sample of samples.map(String)) {
      const words = numbers.cardinal(sample)?.join(' ');
      if (words === undefined) continue;
      expect(seen.get(words) ?? sample, `${words} is said for two numbers`).toBe(sample);
      seen.set(words, sample);
    }
    expect(seen.size).toBeGreaterThan(130);
  });
});
