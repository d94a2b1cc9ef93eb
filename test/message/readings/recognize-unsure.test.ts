import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/languages/read-text.ts';

async function read(text: string, lang: string, as?: string): Promise<string> {
  return readText(text, lang, as).then(
    ({ words }) => words.join(' '),
    (error: Error) => error.message,
  );
}

describe('values of two meanings', () => {
  it.each([
    ['es', 'tiene 1 ejemplar', '"1 ejemplar" is said by the gender of "ejemplar"'],
    ['es', 'son 500 ejemplares', 'mark it as {n:plural m ejemplares/…} or f, or put a comma'],
    ['es', '200 mil ejemplares', 'is said by the gender of "ejemplares"'],
    ['es', '1 o 2 ejemplares', 'is said by the gender of "ejemplares"'],
    ['es', 'tiene 2021 ejemplares', 'is said by the gender of "ejemplares"'],
    ['pt', '2 exemplares', 'is said by the gender of "exemplares"'],
    ['fr', '1 livre', 'is said by the gender of "livre"'],
    ['it', '1 studente', 'is said by the gender of "studente"'],
    ['ru', '2 книги', 'is said by the gender of "книги"'],
    ['en', 'KES 1.500', '"KES 1.500" may be 1500 or less; write 1500 or two decimals'],
    ['es', '$1,500', 'may be 1500 or less'],
    ['en', '0930hrs', '"0930hrs" begins with a zero'],
    ['en', 'balance:- 500', 'may be less than nothing'],
    ['en', 'owes —500', '"—500" may be less than nothing'],
    ['en', 'owes –500', '"–500" may be less than nothing; write -500 or 500'],
    ['en', 'owes 500-.', '"500-" may be less than nothing; write -500 or 500'],
    ['en', 'owes --5', '"--5" may be less than nothing; write -5 or 5'],
    ['en', 'owes -KES 500', '"-KES 500" may be less than nothing; write KES -500 or KES 500'],
    ['en', 'pay KES 12 000 now', '"KES 12 000" may be one amount or more; write KES 12000'],
    ['en', 'pay 1 250 000 KES', '"1 250 000 KES" may be one amount or more; write 1250000 KES'],
    ['es', '12 000 km', '"12 000 km" may be one amount or more; write 12000 km'],
    ['sw', 'KES 5 elfu', 'write the amount in digits, as in 5000'],
    ['am', 'ETB 5 ሺህ', 'write the amount in digits, as in 5000'],
    ['en', 'Rs 2.5 cr', 'write the amount in digits, as in 5000'],
    ['sw', 'saa 3:00 asubuhi', '"saa 3:00 asubuhi" may be by either clock'],
    ['sw', 'saa 3:00 ya asubuhi', '"saa 3:00 ya asubuhi" may be by either clock'],
    ['sw', 'njoo saa 3:00', '"saa 3:00" may be by either clock'],
    ['am', 'ጠዋት 3:00', 'may be by either clock'],
    ['ha', '9:00 na dare', '"9:00 na dare" is not in that part of the day'],
    ['hi', 'सुबह 13:30 बजे', 'is not in that part of the day'],
    ['hi', '21:00 बजे सुबह के', 'is not in that part of the day'],
    ['ru', 'в 2026 году', 'is said by its case, which is not known'],
    ['ru', '$2 млн', 'may be one amount or more'],
    ['en', 'Balance:-500', '"Balance:-500" may be less than nothing; write -500 or 500'],
    ['en', '- 500 shillings', '"- 500" may be less than nothing; write -500 or 500'],
    ['en', 'Balance: - 500', 'may be less than nothing'],
    ['en', 'Room 12:-500', 'write -500 or 500'],
    ['en', 'temp –5', 'may be less than nothing'],
    ['zh', '余额-500', 'may be less than nothing'],
    ['am', 'ከጠዋቱ 3:00', '"ከጠዋቱ 3:00" may be by either clock'],
    ['en', '9:00-17:00', '"9:00-17:00" is two times; write each by itself'],
    ['de', 'am 3. Mai', '"3. Mai" is a date, which is not supported in German'],
    ['zh', '2026年3月', '"2026年" is read by its digits'],
    ['ar-MA', '1.5', '"1.5" is not a number in Arabic (Morocco); write 1,5 or 15'],
    ['en', 'on 25/12/99', 'the year of "25/12/99" is 1999 or 2099; write it in four digits'],
    ['en', 'Friday, 12 March 2026', 'is a Thursday, not a Friday; correct one of them'],
    ['en', 'Friday 2026-03-12', 'is a Thursday, not a Friday; correct one of them'],
    ['sw', 'Ijumaa, 2026-03-12', 'is a Thursday, not a Friday; correct one of them'],
    ['en', '+44 (0)20 7946 0958', 'has a zero in brackets that is not dialled'],
  ])('are refused in %s: %s', async (lang, text, reason) => {
    expect(await read(text, lang)).toContain(reason);
  });

  it.each([
    ['telephone', '0712345678.0', 'is written as spreadsheets write numbers'],
    ['telephone', '0712345678 0722000000', 'is more than one telephone number'],
    ['digits', '-1234', 'is not a row of up to 60 digits'],
    ['date dmy', '1/1/70', 'is 1970 or 2070; write it in four digits'],
    ['date', 'Mar-26', 'is a day or a year of the month'],
    ['telephone', '2.54712345678E11', 'is written as spreadsheets write numbers'],
    ['telephone', '712345678.5', 'is written as spreadsheets write numbers'],
    ['telephone', '2026-03-12', 'is a date'],
    ['telephone', '0712345678/0722345678', 'is more than one telephone number'],
  ])('are refused as %s: %s', async (mark, text, reason) => {
    expect(await read(text, 'en', mark)).toContain(reason);
  });
});

describe('values of one meaning', () => {
  it.each([
    ['fr', '1 500 €', 'mille cinq cents euros'],
    ['fr', '1 000 000 €', "un million d'euros"],
    ['sw', 'saa 9:00 asubuhi', 'saa tatu asubuhi'],
    ['ha', '9:00 na safe', 'ƙarfe tara na safe'],
    ['en', 'we owe you - 500 shillings', 'we owe you five hundred shillings'],
    ['en', 'order A-500', 'order a five hundred'],
    ['en', 'open 9am–5pm', 'open nine am five pm'],
    ['en', 'pay KES 500 - now', 'pay five hundred shillings now'],
    ['ko', '코로나-19', '코로나 십구'],
    ['am', 'ከጠዋቱ 9:00', 'ከጠዋቱ ሦስት ሰዓት'],
    ['zh', '37.5度', '三十七 点 五 度'],
    ['ko', '37.5도', '삼십칠 점 오 도'],
    ['ar-EG', '1.5', 'واحد فاصلة خمسة'],
    ['en', 'call 0712 345 678', 'call zero seven one two three four five six seven eight'],
    ['en', 'April 12 500 KES', 'april twelfth five hundred shillings'],
    ['en', 'rows 12 and 500', 'rows twelve and five hundred'],
    ['en', 'Thursday, 12 March 2026', 'thursday the twelfth of march twenty twenty six'],
    ['en', '$2.5 million', 'two point five million dollars'],
    ['fr', 'dans 5h', 'dans cinq heures'],
    ['de', '3. Preis', 'drei preis'],
  ])('are said in %s: %s', async (lang, text, said) => {
    expect(await read(text, lang)).toBe(said);
  });
});
