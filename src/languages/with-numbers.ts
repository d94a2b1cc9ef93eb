import type { Language } from '../message/readings/language.ts';
import type { Phrases } from '../message/readings/reading.ts';
import type { NumberWords } from './number-words.ts';
import { aroundScales } from './scales.ts';

const characters = (phrase: string) => [...phrase].join(' ');

/** All ways to say a number as n2words 4.0.0 has it, what it says wrong corrected; default: as it stands. */
const WAYS: Readonly<Record<string, (phrase: string) => Phrases>> = {
  // Two is "kettő" by itself and "két" before a noun; "kettő" may stand everywhere, so that it is not heard as seven.
  hu: (phrase) => {
    const all = [phrase.replace(/két$/, 'kettő'), phrase.replaceAll('két', 'kettő'), phrase];
    return [...all, ...all.map((one) => aroundScales(one, /száz|ezer/g))];
  },
  // A thousand before 万, 億 and 兆 is also "one thousand", and only so where nothing stands between (NeMo).
  ja: (phrase) => [
    phrase.replace(/(?<![一二三四五六七八九])千(?=[万億兆])/gu, '一千'),
    phrase.replace(/(?<![一二三四五六七八九])千(?=[一二三四五六七八九十百]*[万億兆])/gu, '一千'),
    phrase,
    ...[phrase, phrase.replace(/(?<![一二三四五六七八九])千(?=[万億兆])/gu, '一千')].map(
      characters,
    ),
  ],
  nl: (phrase) => [phrase, aroundScales(phrase, /honderd|duizend/g)],
  // The last one of a number is "เอ็ด"; "หนึ่ง" after hundreds and more is said, too (CLDR 48).
  th: (phrase) => {
    const all = [
      phrase.replace(/(?<=ล้าน)หนึ่ง$/u, 'เอ็ด'),
      phrase.replace(/(?<=ร้อย|พัน|หมื่น|แสน|ล้าน)เอ็ด$/u, 'หนึ่ง'),
    ];
    return [...all, ...all.map((one) => aroundScales(one, /(?:ยี่)?สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน/gu))];
  },
  // n2words has the Latin letter.
  uk: (phrase) => [phrase.replaceAll('i', 'і')],
};

/** A language whose numbers n2words has: cardinals, digits, telephone numbers and spelling. */
export function withNumbers(tag: string, words: NumberWords): Language {
  const ways = WAYS[tag.split('-')[0]!] ?? ((phrase: string) => [phrase]);
  const say: NonNullable<Language['number']> = (canonical, gender) => {
    const said = words.cardinal(canonical, gender);
    return said === null ? [] : ways(said.join(' '));
  };
  return {
    tag,
    number: say,
    cardinal: (value, gender) => say(String(value), gender),
    digit: (digit) => say(String(digit)).slice(0, 1),
    minus: [],
    plus: ['+'],
    point: [],
  };
}
