// Urdu. Sources: CLDR 48 (ur) for names, n2words 4.0.0 (MIT), UniNum and indic-numtowords for spellings.
import type { ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { dayMonthYear, dayPart, indicCardinal, indicYear, quarterOf, shareRule } from './indic.ts';
import { currencyTable, measureRule, moneyRule, unitTable } from './nouns.ts';
import { numberList } from './scales.ts';

const NUMBERS = numberList(`
  صفر, ایک, دو, تین, چار, پانچ, چھ/چھے/چھہ, سات, آٹھ, نو
  دس, گیارہ, بارہ, تیرہ, چودہ, پندرہ, سولہ, سترہ, اٹھارہ, انیس/اُنیس
  بیس, اکیس, بائیس/باایس, تیئیس/تئیس/تےایس, چوبیس, پچیس, چھبیس, ستائیس, اٹھائیس, انتیس
  تیس, اکتیس, بتیس, تینتیس, چونتیس/چوتیس, پینتیس, چھتیس, سینتیس, اڑتیس, انتالیس
  چالیس, اکتالیس, بیالیس, تینتالیس/تنتالیس, چوالیس, پینتالیس, چھیالیس/چھالیس, سینتالیس, اڑتالیس, انچاس
  پچاس, اکیاون/اکاون, باون, ترپن/تریپن, چون, پچپن, چھپن, ستاون, اٹھاون, انسٹھ
  ساٹھ, اکسٹھ, باسٹھ, ترسٹھ/تریسٹھ, چونسٹھ, پینسٹھ, چھیاسٹھ, سڑسٹھ, اڑسٹھ/اٹھسٹھ, انہتر
  ستر, اکہتر/اکھتر, بہتر/بھتر, تہتر/تھتر, چوہتر/چوھتر, پچھتر/پچہتر, چھہتر/چھتر, ستتر, اٹھہتر/اٹھتر, اناسی/اُناسی
  اسی/اسّی, اکیاسی/اکاسی, بیاسی, تراسی/تریاسی, چوراسی, پچاسی/پچھاسی, چھیاسی, ستاسی, اٹھاسی, نواسی
  نوے, اکانوے, بانوے, ترانوے, چورانوے, پچانوے, چھیانوے, ستانوے, اٹھانوے, ننانوے
`);
const HUNDRED = ['سو'];
const cardinal = indicCardinal({
  numbers: NUMBERS,
  hundred: HUNDRED,
  thousand: ['ہزار'],
  lakh: ['لاکھ'],
  crore: ['کروڑ'],
  above: ['ارب', 'کھرب', 'نیل', 'پدم', 'شنکھ'],
});
const small = (value: number) => NUMBERS[value]![0]!;

/** Ordinals by their stem, to which gender adds its vowel. */
const FIRST = ['', 'پہل', 'دوسر', 'تیسر', 'چوتھ', '', 'چھٹ'];
const ENDINGS = { m: 'ا', f: 'ی' };

function ordinal(value: bigint, gender: 'm' | 'f'): Phrases {
  if (value === 0n) return [];
  const stem = value <= 6n ? FIRST[Number(value)] : undefined;
  if (stem) return [stem + ENDINGS[gender]];
  const suffix = gender === 'f' ? 'ویں' : 'واں';
  return cardinal(value).map((phrase) => phrase + suffix);
}

const MONTHS = numberList(
  'جنوری, فروری, مارچ, اپریل, مئی, جون, جولائی, اگست, ستمبر, اکتوبر, نومبر, دسمبر',
);
const WEEKDAYS = numberList('اتوار, پیر, منگل, بدھ, جمعرات, جمعہ, ہفتہ');
const PARTS = [
  [0, 'رات'],
  [4, 'صبح'],
  [12, 'دوپہر'],
  [16, 'شام'],
  [20, 'رات'],
] as const;
const QUARTERS = {
  quarterPast: 'سوا',
  halfPast: 'ساڑھے',
  quarterTo: 'پونے',
  halfPastOne: 'ڈیڑھ',
  halfPastTwo: 'ڈھائی',
};

function time(value: ClockTime): Phrases {
  const { hour, minute, second } = value;
  const hour12 = ((hour + 11) % 12) + 1;
  const seconds = second === undefined || second === 0 ? '' : ` ${small(second)} سیکنڈ`;
  const after = (minute === 0 ? '' : ` ${small(minute)} منٹ`) + seconds;
  const plain = after === '' ? `${small(hour12)} بجے` : `${small(hour12)} بج کر${after}`;
  const quarter = seconds === '' ? quarterOf(value, hour12, QUARTERS, small) : null;
  const all = quarter === null ? [plain] : [`${quarter} بجے`, plain];
  if (value.half === undefined && hour >= 1 && hour <= 12) return all;
  const part = dayPart(hour24(value), PARTS);
  return fillPattern(part === 'صبح' ? 'صبح {}' : [`${part} کے {}`, `${part} {}`], all);
}

const year = (value: number) => indicYear(value, cardinal, HUNDRED);
const SHARES = { ...QUARTERS, half: 'آدھا', quarter: 'چوتھائی', threeQuarters: 'تین چوتھائی' };
const RULES = { joins: ['', 'اور'], share: shareRule(SHARES) };

export const urdu: Language = {
  tag: 'ur',
  cardinal,
  digit: (digit) => NUMBERS[digit]!,
  minus: ['منفی'],
  plus: ['پلس', 'جمع'],
  point: ['اعشاریہ', 'پوائنٹ'],
  scales: {
    5: { one: ['لاکھ'], many: ['لاکھ'], written: /^لاکھ$/ },
    7: { one: ['کروڑ'], many: ['کروڑ'], written: /^کروڑ$/ },
  },
  ordinal: (value, gender) => ordinal(value, gender === 'f' ? 'f' : 'm'),
  ordinalSuffixes: /^(?:لا|لی|را|ری|تھا|تھی|ٹا|ٹی|واں|ویں)$/u,
  ordinalSuffix: (value, suffix) =>
    ordinal(value, suffix.endsWith('ی') || suffix === 'ویں' ? 'f' : 'm').filter((phrase) =>
      phrase.endsWith(suffix),
    ),
  fraction: (numerator, denominator) => {
    const over = combine([cardinal(numerator), 'بٹا', cardinal(denominator)]);
    return numerator === 1n && denominator === 2n ? ['آدھا', ...over] : over;
  },
  mixed: (whole, share) => fillPattern('{} اور {}', whole, share),
  percent: (amount) => fillPattern('{} فیصد', amount),
  year,
  yearWords: /^(?:سال|سن)$/u,
  months: MONTHS,
  weekdays: WEEKDAYS,
  date: (value) =>
    dayMonthYear(value, {
      weekdays: WEEKDAYS,
      months: MONTHS,
      day: (of) => (of === 1 ? ['یکم', 'ایک'] : NUMBERS[of]!),
      year,
    }),
  time,
  timeNoun: /^(?:بجے)$/u,
  timeWords: /^(?:صبح|دوپہر|شام|رات)(?: کے)?$/u,
  currencies: currencyTable({
    PKR: 'روپیہ|روپے; پیسہ|پیسے',
    INR: 'روپیہ|روپے; پیسہ|پیسے',
    USD: 'ڈالر; سینٹ',
    EUR: 'یورو; سینٹ',
    GBP: 'پاؤنڈ; پینی|پینس',
    JPY: 'ین',
    SAR: 'ریال; ہللہ',
    AED: 'درہم; فلس',
  }),
  money: moneyRule(RULES),
  unit: unitTable({
    kilogram: 'کلوگرام/کلو',
    gram: 'گرام',
    milligram: 'ملی گرام',
    tonne: 'ٹن',
    quintal: 'کوئنٹل',
    pound: 'پاؤنڈ',
    kilometer: 'کلومیٹر',
    meter: 'میٹر',
    centimeter: 'سینٹی میٹر',
    millimeter: 'ملی میٹر',
    mile: 'میل',
    foot: 'فٹ',
    inch: 'انچ',
    yard: 'گز',
    'square-meter': 'مربع میٹر',
    'square-kilometer': 'مربع کلومیٹر',
    hectare: 'ہیکٹر',
    acre: 'ایکڑ',
    liter: 'لیٹر',
    milliliter: 'ملی لیٹر',
    celsius: 'ڈگری سیلسیس',
    'kilometer-per-hour': 'کلومیٹر فی گھنٹہ',
    second: 'سیکنڈ',
    minute: 'منٹ',
    hour: 'گھنٹہ|گھنٹے',
    day: 'دن',
    week: 'ہفتہ|ہفتے',
    month: 'مہینہ|مہینے',
    year: 'سال',
  }),
  measure: measureRule(RULES),
  range: (from, to) => fillPattern('{} سے {}', from, to),
};
