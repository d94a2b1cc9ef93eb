// Russian, in the cases that numbers, dates and times take by themselves: the nominative, and the genitive of a
// date's month and year. Sources: CLDR 48 (ru) for names and plurals; Rosenthal's grammar for ordinals.
import type {
  CalendarDate,
  ClockTime,
  Language,
  NounForms,
  Quantity,
  QuantityPhrases,
} from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { COUNTING } from './counting.ts';
import {
  HUNDREDS,
  MONTHS,
  ORDINAL_TENS,
  ORDINALS,
  PREFIXES,
  SMALL,
  TENS,
  WEEKDAYS,
} from './ru-words.ts';

/** Forms of a noun after one, after two to four, and after more. */
type Forms = readonly [one: string, few: string, many: string];

const SCALES: readonly (readonly [value: bigint, gender: Gender, forms: Forms])[] = [
  [10n ** 12n, 'm', ['триллион', 'триллиона', 'триллионов']],
  [10n ** 9n, 'm', ['миллиард', 'миллиарда', 'миллиардов']],
  [10n ** 6n, 'm', ['миллион', 'миллиона', 'миллионов']],
  [1000n, 'f', ['тысяча', 'тысячи', 'тысяч']],
];

/** The place of a noun's form after a number, by CLDR's plural rules. */
function formAfter(value: bigint): 0 | 1 | 2 {
  const [ten, hundred] = [value % 10n, value % 100n];
  if (hundred >= 11n && hundred <= 14n) return 2;
  if (ten === 1n) return 0;
  return ten >= 2n && ten <= 4n ? 1 : 2;
}

function below20(value: number, gender: Gender): string {
  if (value === 1) return gender === 'f' ? 'одна' : gender === 'n' ? 'одно' : 'один';
  return value === 2 && gender === 'f' ? 'две' : SMALL[value]!;
}

function below1000(value: number, gender: Gender): string {
  const rest = value % 100;
  const words = value >= 100 ? [HUNDREDS[Math.floor(value / 100)]!] : [];
  if (rest >= 20) words.push(TENS[Math.floor(rest / 10)]!);
  const last = rest >= 20 ? rest % 10 : rest;
  if (last > 0 || value === 0) words.push(below20(last, gender));
  return words.join(' ');
}

function cardinalText(value: bigint, gender: Gender = 'm'): string {
  const words: string[] = [];
  let rest = value;
  for (const [of, scaleGender, forms] of SCALES) {
    const count = rest / of;
    rest %= of;
    if (count > 0n) words.push(below1000(Number(count), scaleGender), forms[formAfter(count)]);
  }
  if (rest > 0n || value === 0n) words.push(below1000(Number(rest), gender));
  return words.join(' ');
}

const cardinal = (value: bigint, gender?: Gender): Phrases =>
  value >= 10n ** 15n ? [] : [cardinalText(value, gender)];

/** The nominative of the masculine: all but the last word is the cardinal's. */
function ordinalText(value: number): string {
  const last =
    value % 100 < 20 && value % 100 > 0
      ? value % 100
      : value % 10 || value % 100 || value % 1000 || value;
  const head = value === last ? '' : `${cardinalText(BigInt(value - last))} `;
  if (last < 20) return head + ORDINALS[last];
  if (last < 100) return head + ORDINAL_TENS[last / 10];
  if (last < 1000) return `${head}${last === 100 ? '' : PREFIXES[last / 100]}сотый`;
  return `${last === 1000 ? '' : PREFIXES[last / 1000]}тысячный`;
}

/** An ordinal's ending by gender, or in the genitive. */
function withEnding(ordinal: string, ending: Gender | 'genitive'): string {
  const isSoft = ordinal.endsWith('третий');
  const endings = isSoft
    ? { f: 'ья', n: 'ье', m: 'ий', genitive: 'ьего' }
    : { f: 'ая', n: 'ое', m: ordinal.slice(-2), genitive: 'ого' };
  return ordinal.slice(0, -2) + endings[ending];
}

/** The places after the comma in the genitive, one and more of them. */
const PLACES = ['десят', 'сот', 'тысячн', 'десятитысячн', 'стотысячн', 'миллионн'];

/** A number in canonical form: "одна целая пять десятых"; a leading zero is said digit by digit. */
function number(canonical: string, gender?: Gender): Phrases {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical);
  if (found === null) return [];
  const [, sign, integer = '', fraction = ''] = found;
  const minus = sign === '' ? '' : 'минус';
  const isRow = integer.length > 1 && integer.startsWith('0');
  if (isRow) return fraction === '' ? [[minus, ...singly(integer)].join(' ').trim()] : [];
  if (fraction === '') return combine([minus, cardinal(BigInt(integer), gender)]);
  const place = PLACES[fraction.length - 1];
  if (place === undefined) return [];
  const [whole, part] = [BigInt(integer), BigInt(fraction)];
  const wholes = formAfter(whole) === 0 ? 'целая' : 'целых';
  const parts = `${place}${formAfter(part) === 0 ? 'ая' : 'ых'}`;
  return combine([minus, cardinal(whole, 'f'), wholes, cardinal(part, 'f'), parts]);
}

const singly = (digits: string) => [...digits].map((digit) => SMALL[Number(digit)]!);

/** Ordinals that have a word: whole thousands only up to nine. */
const hasOrdinal = (value: number) =>
  Number.isInteger(value) &&
  value >= 0 &&
  (value < 10_000 || value % 1000 !== 0) &&
  value < 10 ** 6;

function ordinal(value: bigint, gender: Gender = 'm'): Phrases {
  return hasOrdinal(Number(value)) ? [withEnding(ordinalText(Number(value)), gender)] : [];
}

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]![0]!;
  const days = day === undefined ? '' : withEnding(ordinalText(day), 'n');
  const monthName = month === undefined ? '' : MONTHS[month - 1]![day === undefined ? 1 : 0]!;
  if (year === undefined) return combine([name, days, monthName]);
  if (!hasOrdinal(year)) return [];
  if (month === undefined) return [`${ordinalText(year)} год`];
  return combine([name, days, monthName, withEnding(ordinalText(year), 'genitive'), 'года']);
}

const HOURS: Forms = ['час', 'часа', 'часов'];
const MINUTES: Forms = ['минута', 'минуты', 'минут'];
const SECONDS: Forms = ['секунда', 'секунды', 'секунд'];

function time({ hour, minute, second, half }: ClockTime): Phrases {
  const unit = (count: number, gender: Gender, forms: Forms) =>
    `${below1000(count, gender)} ${forms[formAfter(BigInt(count))]}`;
  const part =
    half === undefined
      ? ''
      : half === 'am'
        ? hour % 12 < 4
          ? 'ночи'
          : 'утра'
        : hour % 12 < 5
          ? 'дня'
          : 'вечера';
  const hours = unit(hour, 'm', HOURS);
  if (second !== undefined && second > 0)
    return combine([hours, unit(minute, 'f', MINUTES), unit(second, 'f', SECONDS), part]);
  if (minute === 0) return combine([hours, part]);
  const short = minute < 10 ? `ноль ${SMALL[minute]}` : below1000(minute, 'm');
  return [
    ...combine([hours, unit(minute, 'f', MINUTES), part]),
    ...combine([below1000(hour, 'm'), short, part]),
  ];
}

const PERCENT: Forms = ['процент', 'процента', 'процентов'];

/** "один процент", "пять процентов"; after a fraction the noun is in the genitive: "пять десятых процента". */
function percent(amount: Phrases, { integer, fraction, scale, ratio }: Quantity): Phrases {
  if (scale !== undefined || ratio !== undefined) return [];
  return fillPattern(`{} ${PERCENT[fraction === '' ? formAfter(integer) : 1]}`, amount);
}

/** Parses "m:рубль|рубля|рублей". */
function noun(text: string): NounForms {
  const [gender, ...forms] = text.split(/[:|]/);
  const [one = '', few = '', many = ''] = forms;
  return { gender: gender as Gender, one: [one], few: [few], many: [many] };
}

const CURRENCIES = {
  RUB: { unit: noun('m:рубль|рубля|рублей'), minor: noun('f:копейка|копейки|копеек') },
  USD: { unit: noun('m:доллар|доллара|долларов'), minor: noun('m:цент|цента|центов') },
  EUR: { unit: noun('m:евро|евро|евро'), minor: noun('m:цент|цента|центов') },
};

const UNITS: Readonly<Record<string, string>> = {
  kilogram: 'm:килограмм|килограмма|килограммов',
  gram: 'm:грамм|грамма|граммов',
  kilometer: 'm:километр|километра|километров',
  meter: 'm:метр|метра|метров',
  liter: 'm:литр|литра|литров',
  second: `f:${SECONDS.join('|')}`,
  minute: `f:${MINUTES.join('|')}`,
  hour: `m:${HOURS.join('|')}`,
  day: 'm:день|дня|дней',
  week: 'f:неделя|недели|недель',
  month: 'm:месяц|месяца|месяцев',
};

/** Whole amounts: after a fraction nouns and numbers take cases that are not here. */
function counted(amount: Quantity, words: NounForms, numbers: QuantityPhrases): Phrases {
  const { integer, fraction, scale, ratio } = amount;
  if (fraction !== '' || scale !== undefined || ratio !== undefined) return [];
  const forms = [words.one, words.few ?? words.many, words.many];
  return combine([numbers.quantity(amount, words.gender), forms[formAfter(integer)]!]);
}

const money: NonNullable<Language['money']> = (amount, { unit, minor }, numbers) => {
  const units = counted({ ...amount, fraction: '' }, unit, numbers);
  const digits = amount.fraction.replace(/0+$/, '');
  if (digits === '') return units;
  if (minor === undefined || digits.length > 2) return [];
  const part = { negative: false, integer: BigInt(digits.padEnd(2, '0')), fraction: '' };
  const minors = counted(part, minor, numbers);
  if (amount.integer === 0n && !amount.negative) return minors;
  return combine([units, ['', 'и'], minors]);
};

/** Russian. */
export const russian: Language = {
  tag: 'ru',
  number,
  cardinal,
  digit: (digit) => [SMALL[digit]!],
  minus: ['минус'],
  plus: ['плюс'],
  point: [],
  dot: 'точка',
  ordinal,
  counting: COUNTING.ru,
  ordinalSuffixes: /^-?(?:й|ый|ой|ий|я|ая|ья|е|ое|ье)$/,
  ordinalSuffix: (value, suffix) =>
    ordinal(value, /я$/.test(suffix) ? 'f' : /е$/.test(suffix) ? 'n' : 'm'),
  percent,
  year: (value) => (value > 0 && hasOrdinal(value) ? [`${ordinalText(value)} год`] : []),
  months: MONTHS,
  weekdays: WEEKDAYS,
  dateNoun: /^(?:года|г)$/u,
  yearNoun: /^год(?:а|у|ом|е|ы|ов)?$/u,
  date,
  time,
  currencies: CURRENCIES,
  money,
  unit: (name) => (Object.hasOwn(UNITS, name) ? noun(UNITS[name]!) : null),
  measure: counted,
};
