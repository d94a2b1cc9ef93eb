import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/languages/read-text.ts';

const said = async (text: string, lang = 'en', as?: string) =>
  (await readText(text, lang, as)).words.join(' ');

const refusal = async (text: string, lang = 'en', as?: string) => {
  try {
    return `said: ${await said(text, lang, as)}`;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('values without a mark', () => {
  it.each([
    ['the 21st place', 'the twenty first place'],
    ['up 20% or 7.5 %.', 'up twenty percent or seven point five percent'],
    ['pay KES 500 now', 'pay five hundred shillings now'],
    ['pay 500 KES, now', 'pay five hundred shillings now'],
    ['$5, £2.01 and €1', 'five dollars two pounds one penny and one euro'],
    ['$2.5 million', 'two point five million dollars'],
    ['5 kg and 12km', 'five kilograms and twelve kilometers'],
    ['at 9:05 or 9 pm', 'at nine oh five or nine p m'],
    ['on 2026-03-12.', 'on march twelfth twenty twenty six'],
    ['on 12 March 2026', 'on the twelfth of march twenty twenty six'],
    ['Thursday, March 12, 2026', 'thursday march twelfth twenty twenty six'],
    ['25/12/2026', 'the twenty fifth of december twenty twenty six'],
    ['in March 2026', 'in march twenty twenty six'],
    [
      'call +254 712 345 678',
      'call plus two five four seven one two three four five six seven eight',
    ],
    ['call 0712-345678', 'call zero seven one two three four five six seven eight'],
    ['½ of it', 'one half of it'],
    ['the 1980s', 'the nineteen eighties'],
    ['year 1999', 'year nineteen ninety nine'],
    ['192.168.1.10', 'one nine two dot one six eight dot one dot one zero'],
  ])('reads "%s"', async (text, words) => {
    expect(await said(text)).toBe(words);
  });

  it.each([
    ['1 500 people', 'one five hundred people'],
    ['you may 5 times', 'you may five times'],
    ['ALL 5 rooms', 'all five rooms'],
    ['4,5,6', 'four five six'],
    ['room 12', 'room twelve'],
    ['2026 people', 'two thousand twenty six people'],
    ['a 10-minute walk', 'a ten minute walk'],
    ['A&B 5', 'a & b five'],
  ])('leaves "%s" to its words', async (text, words) => {
    expect(await said(text)).toBe(words);
  });

  it.each([
    [
      'le 12 mars 2026 à 22h30',
      'fr',
      'le douze mars deux mille vingt six à vingt deux heures trente',
    ],
    ['12 de marzo de 2026', 'es', 'doce de marzo de dos mil veintiséis'],
    ['5,50 €', 'es', 'cinco euros con cincuenta céntimos'],
    ['१२ मार्च २०२६', 'hi', 'बारह मार्च दो हज़ार छब्बीस'],
    ['साल १९७१', 'hi', 'साल उन्नीस सौ इकहत्तर'],
    ['saa 21:00', 'sw', 'saa tatu usiku'],
    ['1 millón de personas', 'es', 'un millón de personas'],
    ['31 mil personas', 'es', 'treinta y un mil personas'],
    ['21 horas', 'es', 'veintiuna horas'],
    ['1 día', 'es', 'un día'],
    ['1 heure', 'fr', 'une heure'],
    ['1 hora', 'pt', 'uma hora'],
    ['21 centavos', 'es', 'veintiún centavos'],
    ['NPK 17:17:17', 'en', 'npk seventeen seventeen seventeen'],
    ['call 0712 345678', 'en', 'call zero seven one two three four five six seven eight'],
    ['Ksh500', 'en-KE', 'five hundred shillings'],
    ['March 10 km', 'en', 'march ten kilometers'],
    ['asilimia 20%', 'sw', 'asilimia ishirini'],
    ['2 horas', 'pt', 'duas horas'],
    ['pulse 1 para', 'es', 'pulse uno para'],
    ['en 2021 fue', 'es', 'en dos mil veintiuno fue'],
    ['15 personas', 'es', 'quince personas'],
    ['tiene 1 mensaje', 'es', 'tiene un mensaje'],
    ['500 personas', 'es', 'quinientas personas'],
    ['200 mil libras', 'es', 'doscientas mil libras'],
    ['a la 1', 'es', 'a la una'],
    ['a la 1 de la tarde', 'es', 'a la una de la tarde'],
    ['1 o 2 veces', 'es', 'una o dos veces'],
    ['marque 1 ahora', 'es', 'marque uno ahora'],
    ['presione 1 inmediatamente', 'es', 'presione uno inmediatamente'],
    ['su pedido 501 ha sido enviado', 'es', 'su pedido quinientos uno ha sido enviado'],
    ['el bus 500 sale', 'es', 'el bus quinientos sale'],
    ['às 2 da tarde', 'pt', 'às duas da tarde'],
    ['de 2 a 3 semanas', 'pt', 'de duas a três semanas'],
    ['2 vezes ao dia', 'pt', 'duas vezes ao dia'],
    ['1 fois par jour', 'fr', 'une fois par jour'],
    ['2 недели', 'ru', 'две недели'],
    ['2 кг', 'ru', 'два кг'],
    ['1, dos', 'es', 'uno dos'],
    ['2 pessoas', 'de', 'zwei pessoas'],
    ['Dear June, 12 bags', 'en', 'dear june twelve bags'],
    ['March, 12 2026', 'en', 'march twelfth twenty twenty six'],
    ['2 ½ kg', 'en', 'two and a half kilograms'],
    ['19:19:19', 'hi', 'उन्नीस उन्नीस उन्नीस'],
    ['DAP 18-46-00', 'en', 'dap eighteen forty six zero zero'],
    ['at 10:10:10', 'en', 'at ten hours ten minutes and ten seconds'],
    ['১২ই মার্চ ২০২৬', 'bn', 'বারোই মার্চ দুই হাজার ছাব্বিশ'],
    ['২১শে ফেব্রুয়ারি', 'bn', 'একুশে ফেব্রুয়ারি'],
    ['১লা মে', 'bn', 'পয়লা মে'],
    ['mix 20 L with 5 g for 5 min', 'en', 'mix twenty liters with five grams for five minutes'],
    ['4 G network', 'en', 'four g network'],
    ['call 1800-180-1551', 'en-IN', 'call one eight zero zero one eight zero one five five one'],
    ['21 pesos', 'es', 'veintiún pesos'],
    ['KES 5 shillings', 'en', 'five shillings'],
    ['KES 2.5 million', 'sw', 'shilingi milioni mbili elfu mia tano'],
    ['8.30 pm', 'en', 'eight thirty p m'],
    ['9.30am', 'en', 'nine thirty a m'],
    ['21:05 बजे', 'hi', 'रात के नौ बजकर पाँच मिनट'],
    ['2ª vez', 'pt', 'segunda vez'],
  ])('reads "%s" in %s', async (text, lang, words) => {
    expect(await said(text, lang)).toBe(words);
  });
});

describe('what is refused', () => {
  it.each([
    ['12/03/2026', '"12/03/2026" is 12 March or 3 December; write 2026-03-12 or {…:date dmy}'],
    ['by 12.03.26', '"12.03.26" is 12 March or 3 December; write 2026-03-12 or {…:date dmy}'],
    ['2026-02-30', '"2026-02-30" is not a date: there is no day 30 in February; correct it'],
    ['2025-02-29', '"2025-02-29" is not a date: there is no day 29 in February 2025; correct it'],
    ['2026-13-01', '"2026-13-01" is not a date: there is no month 13; correct it'],
    ['by2026-03-12', '"by2026-03-12" holds a date that letters touch; put a space between them'],
    ['25:61', '"25:61" is not a time: there is no hour 25; correct it'],
    ['1.500,50', '"1.500,50" is not a number in English; write 1500.50'],
    ['1,50', '"1,50" is not a number in English; write 1.50 or 150'],
    ['1,234,5', '"1,234,5" is not a number in English; write 1234.5 or 12345'],
    ['KES 1,50', '"1,50" is not a number in English; write 1.50 or 150'],
  ])('refuses "%s" in plain text, and says what it may mean', async (text, reason) => {
    expect(await refusal(text)).toBe(reason);
  });

  it.each([
    ['cardinal', '1 500', 'is not a number in English; write 1500'],
    ['money', '500', 'has no currency; write KES 500 or {…:money KES}'],
    ['money KES', '$500', 'is in USD, not in KES; correct one of them'],
    ['measure', '5', 'has no unit; write 5 kg or {…:measure kilogram}'],
    ['measure kilogram', '5 km', 'is in kilometer, not in kilogram; correct one of them'],
    ['measure', '5 foos', '"foos" is not a known unit; write one such as kg, km or °C'],
    ['ordinal', '3th', 'cannot be read as ordinal in English'],
    ['ordinal', '-1', 'is not a whole number from 0'],
    ['time', '9', 'is not a time; write it as 9:00'],
    ['time', '13:00 pm', 'there is no hour 13'],
    ['date dmy', '12/03', 'does not have the order dmy'],
    ['date', '12/03', 'is 12 March or 3 December'],
    ['digits', '12a', 'is not a row of up to 60 digits'],
    ['telephone', 'abc', 'is not a telephone number'],
    ['year', '12/03', 'is not a year'],
    ['fraction', '5', 'is not a fraction'],
    ['range', '5', 'is not a range'],
    ['telephone', '0712O45678', 'has letters, which are not dialled'],
    ['telephone', '0712345678 or 0722345678', 'has letters'],
    ['percent', 'many', 'is not a number'],
    ['plural message', '5', 'English has 2 plural forms (one, other), not 1'],
    ['cardinal', '9'.repeat(61), 'has more than 60 digits'],
    ['cardinal', '9'.repeat(201), 'the limit of a marked value is 200'],
  ])('refuses a value marked %s: %s', async (as, text, reason) => {
    expect(await refusal(text, 'en', as)).toContain(reason);
  });

  it('refuses a number that agrees with its noun in a way that the mark does not tell', async () => {
    expect(await refusal('1', 'es', 'plural mes/meses')).toContain(
      'agrees with its noun in Spanish; write {…:plural f mes/meses}, or m or n',
    );
    for (const lang of ['sw', 'ar', 'yo', 'he']) {
      const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.join('/');
      expect(await refusal('3', lang, `plural m ${forms}`)).toContain('cannot be read as plural');
    }
  });

  it('refuses a class or currency that the language has no rules for', async () => {
    expect(await refusal('2026-03-12', 'de')).toBe(
      '"2026-03-12" is a date, which is not supported in German; write it in words',
    );
    expect(await refusal('9:05', 'ta')).toContain('is a time, which is not supported in Tamil');
    expect(await refusal('3', 'or', 'ordinal')).toContain('cannot be read as ordinal in Odia');
    expect(await refusal('5', 'ha', 'money KES')).toContain('KES has no words in Hausa');
    expect(await refusal('7/10', 'am', 'date dm')).toContain('has to be a whole date in Amharic');
  });

  it('reads an ambiguous date in no language', async () => {
    const { describeLanguages } = await import('../../../src/languages/describe-languages.ts');
    for (const { tag } of await describeLanguages()) {
      for (const date of ['12/03/2026', '03-04-2026', '1.2.2026', '05/06/07']) {
        expect(await refusal(date, tag)).toContain(`"${date}" is `);
        expect(await refusal(date, tag, 'date')).toContain(`"${date}" is `);
      }
    }
  });
});
