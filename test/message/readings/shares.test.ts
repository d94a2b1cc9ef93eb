import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/languages/read-text.ts';

async function read(text: string, lang: string): Promise<string> {
  return readText(text, lang).then(
    ({ words }) => words.join(' '),
    (error: Error) => error.message,
  );
}

describe('shares of units', () => {
  it.each([
    ['mix 1/2 kg', 'en', 'mix half a kilogram'],
    ['½ acre', 'en', 'one half acre'],
    ['¾ ac', 'en', 'three quarters of an acre'],
    ['1/2 hrs', 'en', 'half an hour'],
    ['1 1/2 kg', 'en', 'one and a half kilograms'],
    ['1/2 kg', 'es', 'medio kilogramo'],
    ['1½ hrs', 'pt', 'uma hora e meia'],
    ['¾ km', 'pt', 'três quartos de quilômetro'],
    ['1/2 hrs', 'fr', 'une demi heure'],
    ['1½ kg', 'fr', 'un kilogramme et demi'],
    ['1 1/2 kg', 'hi', 'डेढ़ किलोग्राम'],
    ['2½ kg', 'hi', 'ढाई किलोग्राम'],
    ['3½ kg', 'hi', 'साढ़े तीन किलोग्राम'],
    ['2 3/4 kg', 'ur', 'پونے تین کلوگرام'],
    ['2¼ kg', 'bn', 'সোয়া দুই কিলোগ্রাম'],
    ['2½ kg', 'gu', 'અઢી કિલોગ્રામ'],
    ['¾ km', 'sw', 'robo tatu ya kilomita'],
    ['1½ hrs', 'am', 'አንድ ሰዓት ተኩል'],
    ['1/2 kg', 'ha', 'rabin kilogiram'],
    ['-2½', 'en', 'minus two and a half'],
  ])('reads "%s" in %s', async (text, lang, words) => {
    expect(await read(text, lang)).toBe(words);
  });

  it.each([
    ['2 3/4 kg', 'fr'],
    ['1/2 kg', 'it'],
    ['1/3 km', 'hi'],
    ['2 0/4 kg', 'hi'],
    ['1/2 kg', 'gu'],
    ['¾ km', 'ha'],
    ['-1/2 kg', 'es'],
    ['-1 1/2 kg', 'en'],
  ])('refuses "%s" in %s', async (text, lang) => {
    expect(await read(text, lang)).toBe(
      `"${text}" cannot be read as measure in ${NAMES[lang]}; write it in words`,
    );
  });
});

const NAMES: Readonly<Record<string, string>> = {
  fr: 'French',
  it: 'Italian',
  hi: 'Hindi',
  gu: 'Gujarati',
  ha: 'Hausa',
  es: 'Spanish',
  en: 'English',
};
