import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/languages/read-text.ts';
import { parseMark } from '../../../src/message/readings/mark.ts';

const said = async (as: string, text: string, lang = 'en') =>
  (await readText(text, lang, as)).words.join(' ');

describe('marks', () => {
  it.each([
    ['date dmy', '12/03/2026', 'en', 'the twelfth of march twenty twenty six'],
    ['date mdy', '12/03/2026', 'en', 'december third twenty twenty six'],
    ['date', '2012', 'en', 'twenty twelve'],
    [
      'date',
      'quinta-feira 2026-03-12',
      'pt',
      'quinta feira doze de março de dois mil e vinte e seis',
    ],
    ['telephone', '12-34-5678', 'en', 'one two three four five six seven eight'],
    ['date', 'Fri, 13.03.2026', 'en', 'friday the thirteenth of march twenty twenty six'],
    ['date dmy', 'jueves 12/3/2026', 'es', 'jueves doce de marzo de dos mil veintiséis'],
    ['money KES', '500', 'en', 'five hundred shillings'],
    ['money USD', '2.5 million', 'en', 'two point five million dollars'],
    ['time', '21:00', 'sw', 'saa tatu usiku'],
    ['time western', '21:00', 'sw', 'saa tisa usiku'],
    ['time', '09:30:00', 'en', 'nine thirty'],
    ['time', '09:30:00', 'pt', 'nove horas e trinta'],
    ['time', '09:30:05', 'en', 'nine hours thirty minutes and five seconds'],
    ['time', '22h30', 'fr', 'vingt deux heures trente'],
    ['telephone', '1-800-555-0100', 'en', 'one eight hundred five five five zero one zero zero'],
    ['digits', '04 70', 'en', 'zero four seven zero'],
    ['characters', 'KA-7b', 'en', 'k a seven b'],
    ['ordinal f', '21', 'fr', 'vingt et unième'],
    ['ordinal f', '1', 'es', 'primera'],
    ['ordinal', '1000000', 'fr', 'millionième'],
    ['ordinal plural', '21', 'fr', 'vingt et unièmes'],
    ['ordinal f plural', '1re', 'fr', 'premières'],
    ['ordinal f plural', '21', 'es', 'vigésimas primeras'],
    ['ordinal m plural', '22', 'pt', 'vigésimos segundos'],
    ['ordinal f plural', '3', 'it', 'terze'],
    ['cardinal f', '21', 'es', 'veintiuna'],
    ['money USD', '8', 'es', 'ocho dólares'],
    ['money KWD', '1,500', 'es', 'un dinar con quinientos fils'],
    ['money TND', '1,05', 'fr', 'un dinar et cinquante millimes'],
    ['money JOD', '1,50', 'es', 'un dinar con cincuenta piastras'],
    ['plural m jour/de jours/jours', '1000000', 'fr', 'un million de jours'],
    ['money USD', '8,00', 'es', 'ocho dólares con cero centavos'],
    ['measure second', '1,0101', 'es', 'uno coma cero uno cero un segundos'],
    ['cardinal m', '21', 'es', 'veintiún'],
    ['measure kilogram', '1', 'en', 'one kilogram'],
    ['measure', '4 1/2 lbs', 'en', 'four and a half pounds'],
    ['fraction', '-1/3', 'es', 'menos un tercio'],
    ['fraction', '- 1/3', 'en', 'minus one third'],
    ['percent', '7', 'hi', 'सात प्रतिशत'],
    ['year', '1947', 'hi', 'उन्नीस सौ सैंतालीस'],
    ['range', '2-5 kg', 'en', 'two to five kilograms'],
    ['range', '1-2 horas', 'es', 'una a dos horas'],
    ['measure kilogram', '5 kilograms', 'en', 'five kilograms'],
    ['measure', '5 acres', 'en', 'five acres'],
    ['money TZS', '500 shillings', 'en', 'five hundred shillings'],
    ['money PKR', 'Rs 500', 'en', 'five hundred rupees'],
    ['plural message/messages', '1', 'en', 'one message'],
    ['plural message/messages', '5', 'en', 'five messages'],
    ['plural mensaje/mensajes', '5', 'es', 'cinco mensajes'],
    ['plural m mes/meses', '1', 'es', 'un mes'],
    ['plural m mes/meses', '21', 'es', 'veintiún meses'],
    ['plural f hora/horas', '21', 'es', 'veintiuna horas'],
    ['plural f heure/heures', '1', 'fr', 'une heure'],
    ['plural f минута/минуты/минут/минуты', '2', 'ru', 'две минуты'],
    ['plural Tag/Tage', '5', 'de', 'fünf tage'],
    ['plural m Tag/Tage', '1', 'de', 'ein tag'],
    ['plural kwana/kwanaki', '3', 'ha', 'kwanaki uku'],
    ['plural दिन/दिन', '3', 'hi', 'तीन दिन'],
    ['plural сообщение/сообщения/сообщений/сообщения', '5', 'ru', 'пять сообщений'],
    ['decimal', '3,05', 'fr', 'trois virgule zéro cinq'],
    ['cardinal', '2.5', 'hi', 'दो दशमलव पाँच'],
  ])('reads as %s: %s in %s', async (as, text, lang, words) => {
    expect(await said(as, text, lang)).toBe(words.normalize('NFKC'));
  });

  it.each([
    ['dat', '"dat" in the mark "dat" is not a class; did you mean date?'],
    ['colour', 'is not a class; use cardinal, ordinal,'],
    ['date dym', '"dym" in the mark "date dym" is not a format; did you mean dmy?'],
    ['time easter', '"easter" in the mark "time easter" is not an argument; use western'],
    ['money KSH', '"KSH" in the mark "money KSH" is not a currency'],
    ['measure kilogramm', 'is not a unit; did you mean kilogram?'],
    ['ordinal x', 'is not a gender; use f, m or n'],
    ['telephone 5', 'has an argument, which telephone does not take; leave out "5"'],
    ['plural', 'has no forms of its noun; write them as in plural message/messages'],
    ['plural a/b/c/d/e/f/g', 'has no forms of its noun'],
  ])('refuses the mark "%s"', (mark, message) => {
    expect(() => parseMark(mark)).toThrow(message);
  });
});

describe('numbers that were said wrong', () => {
  it.each([
    ['ha', '200', 'ɗari biyu'],
    ['ha', '2026', 'dubu biyu da ashirin da shida'],
    ['sw', '110', 'mia moja na kumi'],
    ['sw', '100001', 'laki moja na moja'],
    ['sw', '101000', 'elfu mia moja na moja'],
    ['es', '16', 'dieciséis'],
    ['es', '116', 'ciento dieciséis'],
    ['es', '21000', 'veintiún mil'],
    ['hi', '43', 'तैंतालीस'],
    ['uk', '6', 'шість'],
    ['zh', '21', '二十一'],
    ['fr-BE', '71', 'septante et un'],
    ['en-IN', '100000', 'one lakh'],
    ['en-GB', '101', 'one hundred and one'],
    ['pt-PT', '16', 'dezasseis'],
  ])('says in %s %s', async (lang, number, words) => {
    expect(await said('cardinal', number, lang)).toBe(words.normalize('NFKC'));
  });

  it('says ordinals of en-GB with "and"', async () => {
    expect(await said('ordinal', '101', 'en-GB')).toBe('one hundred and first');
  });

  it('says different numbers of up to seven digits differently in every language with own rules', async () => {
    for (const lang of 'en hi sw am bn gu ur ha or es fr pt'.split(' ')) {
      const seen = new Map<string, number>();
      for (let i = 0; i < 1600; i++) {
        const number = i < 1200 ? i : (i * 7919 + i * i * 31) % 10_000_000;
        const words = await said('cardinal', String(number), lang);
        expect(seen.get(words) ?? number, `${lang}: ${words}`).toBe(number);
        seen.set(words, number);
      }
    }
  });
});
