// Bengali. Sources: CLDR 48 (bn) for names, n2words 4.0.0 (MIT), UniNum and num2words for spellings.
import type { ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { dayMonthYear, dayPart, indicCardinal, indicYear, quarterOf, shareRule } from './indic.ts';
import { currencyTable, measureRule, moneyRule, unitTable } from './nouns.ts';
import { numberList } from './scales.ts';

const NUMBERS = numberList(`
  শূন্য, এক, দুই, তিন, চার, পাঁচ, ছয়, সাত, আট, নয়
  দশ, এগারো/এগার, বারো/বার, তেরো/তের, চৌদ্দ, পনেরো/পনের, ষোল/ষোলো, সতেরো/সতের, আঠারো/আঠার, উনিশ/ঊনিশ
  বিশ/কুড়ি, একুশ, বাইশ, তেইশ, চব্বিশ, পঁচিশ, ছাব্বিশ, সাতাশ, আঠাশ/আটাশ, ঊনত্রিশ/উনত্রিশ/ঊনতিরিশ
  ত্রিশ/তিরিশ, একত্রিশ/একতিরিশ, বত্রিশ/বতিরিশ, তেত্রিশ/তেতিরিশ, চৌত্রিশ/চৌতিরিশ, পঁয়ত্রিশ/পঁয়তিরিশ, ছত্রিশ/ছতিরিশ, সাঁইত্রিশ/সাতত্রিশ/সাঁইতিরিশ, আটত্রিশ/আটতিরিশ, ঊনচল্লিশ/উনচল্লিশ
  চল্লিশ, একচল্লিশ, বিয়াল্লিশ/বেয়াল্লিশ, তেতাল্লিশ, চুয়াল্লিশ/চৌচল্লিশ, পঁয়তাল্লিশ, ছেচল্লিশ, সাতচল্লিশ, আটচল্লিশ, ঊনপঞ্চাশ/উনপঞ্চাশ
  পঞ্চাশ, একান্ন, বাহান্ন/বায়ান্ন, তিপ্পান্ন, চুয়ান্ন, পঞ্চান্ন, ছাপ্পান্ন, সাতান্ন, আটান্ন, ঊনষাট/উনষাট
  ষাট, একষট্টি, বাষট্টি, তেষট্টি, চৌষট্টি, পঁয়ষট্টি, ছেষট্টি/ছিষট্টি, সাতষট্টি, আটষট্টি, ঊনসত্তর/উনসত্তর
  সত্তর, একাত্তর, বাহাত্তর, তিয়াত্তর/তেহাত্তর, চুয়াত্তর, পঁচাত্তর, ছিয়াত্তর, সাতাত্তর, আটাত্তর, ঊনআশি/উনআশি/ঊনাশি
  আশি, একাশি, বিরাশি, তিরাশি, চুরাশি, পঁচাশি, ছিয়াশি, সাতাশি, আটাশি/অষ্টাশি/অষ্টআশি, ঊননব্বই/উননব্বই
  নব্বই, একানব্বই, বিরানব্বই, তিরানব্বই, চুরানব্বই, পঁচানব্বই, ছিয়ানব্বই, সাতানব্বই, আটানব্বই, নিরানব্বই
`);
const HUNDRED = ['{}শত', 'শত', '{}শ', '{}শো'];
const cardinal = indicCardinal({
  numbers: NUMBERS,
  hundred: HUNDRED,
  thousand: ['হাজার'],
  lakh: ['লাখ', 'লক্ষ'],
  crore: ['কোটি'],
});
const small = (value: number) => NUMBERS[value]![0]!;

const ORDINALS =
  '- প্রথম দ্বিতীয় তৃতীয় চতুর্থ পঞ্চম ষষ্ঠ সপ্তম অষ্টম নবম দশম একাদশ দ্বাদশ ত্রয়োদশ চতুর্দশ পঞ্চদশ ষোড়শ সপ্তদশ অষ্টাদশ ঊনবিংশ বিংশ'.split(
    ' ',
  );
/** The endings that are written after a digit, for the ordinals to ten. */
const ENDINGS = ' ম য় য় র্থ ম ষ্ঠ ম ম ম ম'.split(' ');

function ordinal(value: bigint): Phrases {
  if (value === 0n) return [];
  const named = value <= 20n ? [ORDINALS[Number(value)]!] : [];
  return [...named, ...(value > 10n ? cardinal(value).map((phrase) => `${phrase}তম`) : [])];
}

/** Days of the month: the first four, then +ই to the 18th and +এ from the 19th. */
function day(value: number): Phrases {
  if (value <= 4) return [['পয়লা', 'দোসরা', 'তেসরা', 'চৌঠা'][value - 1]!];
  if (value <= 18) return [`${small(value)}ই`];
  return [withE(small(value))];
}

/** Adds the vowel e: as a sign after a consonant, else as a letter. */
function withE(word: string): string {
  return /[\u09BE-\u09CC]$/u.test(word) ? `${word}এ` : `${word}ে`;
}

const MONTHS = numberList(
  'জানুয়ারি/জানুয়ারী, ফেব্রুয়ারি/ফেব্রুয়ারী, মার্চ, এপ্রিল, মে, জুন, জুলাই, আগস্ট/অগস্ট, সেপ্টেম্বর, অক্টোবর, নভেম্বর, ডিসেম্বর',
);
const WEEKDAYS = numberList('রবিবার, সোমবার, মঙ্গলবার, বুধবার, বৃহস্পতিবার, শুক্রবার, শনিবার');
const PARTS = [
  [0, 'রাত'],
  [4, 'ভোর'],
  [6, 'সকাল'],
  [12, 'দুপুর'],
  [15, 'বিকাল'],
  [18, 'সন্ধ্যা'],
  [20, 'রাত'],
] as const;
const QUARTERS = {
  quarterPast: 'সোয়া',
  halfPast: 'সাড়ে',
  quarterTo: 'পৌনে',
  halfPastOne: 'দেড়',
  halfPastTwo: 'আড়াই',
};

function time(value: ClockTime): Phrases {
  const { hour, minute, second } = value;
  const hour12 = ((hour + 11) % 12) + 1;
  const seconds = second === undefined || second === 0 ? '' : ` ${small(second)} সেকেন্ড`;
  const minutes = minute === 0 ? '' : ` ${small(minute)} মিনিট`;
  const after = minutes + seconds;
  const plain =
    after === ''
      ? [`${small(hour12)}টা`]
      : [`${small(hour12)}টা বেজে${after}`, `${small(hour12)}টা${after}`];
  const quarter = seconds === '' ? quarterOf(value, hour12, QUARTERS, small) : null;
  const all = quarter === null ? plain : [`${quarter}টা`, ...plain];
  if (value.half === undefined && hour >= 1 && hour <= 12) return all;
  return fillPattern(`${dayPart(hour24(value), PARTS)} {}`, all);
}

const year = (value: number) => {
  const said = indicYear(value, cardinal, HUNDRED);
  return [
    ...said.slice(0, 4),
    ...fillPattern('{} সাল', cardinal(BigInt(Math.max(0, value)))).slice(0, 4),
  ];
};
const SHARES = { ...QUARTERS, half: 'আধা', threeQuarters: 'পৌনে এক' };
const RULES = { joins: ['', 'এবং'], share: shareRule(SHARES) };

export const bengali: Language = {
  tag: 'bn',
  cardinal,
  digit: (digit) => NUMBERS[digit]!,
  minus: ['মাইনাস', 'ঋণাত্মক'],
  plus: ['প্লাস'],
  point: ['দশমিক'],
  scales: {
    5: { one: ['লাখ'], many: ['লাখ'], written: /^(?:লাখ|লক্ষ)$/ },
    7: { one: ['কোটি'], many: ['কোটি'], written: /^কোটি$/ },
  },
  ordinal,
  daySuffixes: /^(?:লা|রা|ঠা|ই|শে)$/u,
  ordinalSuffixes: /^(?:ম|য়|র্থ|ষ্ঠ|তম)$/u,
  ordinalSuffix: (value, suffix) => {
    if (suffix === 'তম') return value > 10n ? ordinal(value) : [];
    return value <= 10n && ENDINGS[Number(value)]?.normalize('NFKC') === suffix.normalize('NFKC')
      ? ordinal(value)
      : [];
  },
  fraction: (numerator, denominator) => {
    if (numerator === 1n && denominator === 2n) return ['অর্ধেক', 'আধা'];
    return combine([cardinal(denominator), 'ভাগের', cardinal(numerator), 'ভাগ']);
  },
  mixed: (whole, share) => fillPattern('{} এবং {}', whole, share),
  percent: (amount) => fillPattern(['{} শতাংশ', 'শতকরা {}', '{} পার্সেন্ট'], amount),
  year,
  yearWords: /^(?:সাল|সন)$/u,
  months: MONTHS,
  weekdays: WEEKDAYS,
  date: (value) =>
    dayMonthYear(value, {
      weekdays: WEEKDAYS,
      months: MONTHS,
      day: (of) => [...day(of), small(of)],
      year: (of) => indicYear(of, cardinal, HUNDRED).slice(0, 4),
    }),
  time,
  timeWords: /^(?:সকাল|দুপুর|বিকাল|বিকেল|সন্ধ্যা|রাত|ভোর)$/u,
  currencies: currencyTable({
    BDT: 'টাকা; পয়সা',
    INR: 'রুপি/টাকা; পয়সা',
    PKR: 'রুপি; পয়সা',
    USD: 'ডলার; সেন্ট',
    EUR: 'ইউরো; সেন্ট',
    GBP: 'পাউন্ড; পেনি|পেন্স',
    JPY: 'ইয়েন',
    SAR: 'রিয়াল',
  }),
  money: moneyRule(RULES),
  unit: unitTable({
    kilogram: 'কিলোগ্রাম/কেজি/কিলো',
    gram: 'গ্রাম',
    milligram: 'মিলিগ্রাম',
    tonne: 'টন',
    quintal: 'কুইন্টাল',
    pound: 'পাউন্ড',
    kilometer: 'কিলোমিটার',
    meter: 'মিটার',
    centimeter: 'সেন্টিমিটার',
    millimeter: 'মিলিমিটার',
    mile: 'মাইল',
    foot: 'ফুট',
    inch: 'ইঞ্চি',
    yard: 'গজ',
    'square-meter': 'বর্গ মিটার',
    'square-kilometer': 'বর্গ কিলোমিটার',
    hectare: 'হেক্টর',
    acre: 'একর',
    liter: 'লিটার',
    milliliter: 'মিলিলিটার',
    celsius: 'ডিগ্রি সেলসিয়াস',
    'kilometer-per-hour': 'কিলোমিটার প্রতি ঘণ্টা',
    second: 'সেকেন্ড',
    minute: 'মিনিট',
    hour: 'ঘণ্টা',
    day: 'দিন',
    week: 'সপ্তাহ',
    month: 'মাস',
    year: 'বছর',
  }),
  measure: measureRule(RULES),
  range: (from, to) => fillPattern('{} থেকে {}', from, to),
};
