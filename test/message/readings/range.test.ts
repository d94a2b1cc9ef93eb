import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/languages/read-text.ts';

async function read(text: string, lang: string, as?: string): Promise<string> {
  return readText(text, lang, as).then(
    ({ words }) => words.join(' '),
    (error: Error) => error.message,
  );
}

describe('ranges', () => {
  it.each([
    ['10-15 cm apart', 'en', 'ten to fifteen centimeters apart'],
    ['60–70%', 'en', 'sixty to seventy percent'],
    ['60-70 %', 'hi', 'साठ से सत्तर प्रतिशत'],
    ['KES 100-200', 'en', 'one hundred to two hundred shillings'],
    ['KES 100-200', 'sw', 'shilingi mia moja hadi mia mbili'],
    ['100-200 KES', 'en', 'one hundred to two hundred shillings'],
    ['$5-10', 'en', 'five to ten dollars'],
    ['$5-$10', 'en', 'five dollars to ten dollars'],
    ['KES 1.50-2', 'en', 'one shilling fifty cents to two shillings'],
    ['5-10kg', 'en', 'five to ten kilograms'],
    ['1-2 kg', 'sw', 'kilogramu moja hadi mbili'],
    ['1-2 kg', 'es', 'uno a dos kilogramos'],
    ['1-2 lb', 'es', 'una a dos libras'],
    ['10-15 cm', 'am', 'ከአሥር እስከ አሥራ አምስት ሴንቲ ሜትር'],
  ])('reads "%s" in %s', async (text, lang, words) => {
    expect(await read(text, lang)).toBe(words);
  });

  it.each([
    ['15-10 cm', 'en', 'fifteen ten cm'],
    ['2-3 days', 'en', 'two three days'],
    ['room 12-15', 'en', 'room twelve fifteen'],
  ])('leaves "%s" in %s to its words', async (text, lang, words) => {
    expect(await read(text, lang)).toBe(words);
  });

  it.each([
    ['100-50 bags', 'en', '"100-50" would be heard as one number'],
    ['2-10天', 'zh', 'would be heard as one number'],
    ['at 9-11 am', 'en', '"9-11 am" is two times; write each by itself'],
    ['9.30-11.30am', 'en', 'is two times; write each by itself'],
  ])('refuses "%s" in %s', async (text, lang, reason) => {
    expect(await read(text, lang)).toContain(reason);
  });

  it('says the parts of the day of Amharic times once', async () => {
    expect(await read('9:00-17:00', 'am', 'range')).toBe('ከጠዋቱ ሦስት ሰዓት እስከ ቀኑ አሥራ አንድ ሰዓት');
  });
});
