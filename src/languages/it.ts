// Italian. Sources: CLDR 48 (it) for names; the Accademia della Crusca on numbers and their accents; Asterisk's
// main/say.c for the parts that a number is put together of.
import type {
  CalendarDate,
  ClockTime,
  Language,
  Quantity,
  QuantityPhrases,
} from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { COUNTING } from './counting.ts';
import { currencyTable, measureRule, moneyRule, unitTable } from './nouns.ts';
import { groupedDecimals } from './romance.ts';
import { numberList } from './scales.ts';

const SMALL =
  'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove'.split(
    ' ',
  );
const TENS = '- dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta'.split(' ');
const ORDINALS = '- primo secondo terzo quarto quinto sesto settimo ottavo nono decimo'.split(' ');
const MONTHS = numberList(
  'gennaio/gen, febbraio/feb, marzo/mar, aprile/apr, maggio/mag, giugno/giu, luglio/lug, agosto/ago, settembre/sett/set, ottobre/ott, novembre/nov, dicembre/dic',
);
const WEEKDAYS = numberList(
  'domenica/dom, lunedì/lun, martedì/mar, mercoledì/mer, giovedì/gio, venerdì/ven, sabato/sab',
);

/** The parts of a number below 100, each of which is said as it stands: "venti" and "due", but "ventuno". */
function partsBelow100(value: number): string[] {
  if (value < 20) return [SMALL[value]!];
  const unit = value % 10;
  const ten = TENS[(value - unit) / 10]!;
  if (unit === 0) return [ten];
  return unit === 1 || unit === 8 ? [ten.slice(0, -1) + SMALL[unit]] : [ten, SMALL[unit]!];
}

function partsBelow1000(value: number): string[] {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const head = hundreds === 0 ? [] : hundreds === 1 ? ['cento'] : [SMALL[hundreds]!, 'cento'];
  return rest > 0 || hundreds === 0 ? [...head, ...partsBelow100(rest)] : head;
}

function partsBelowMillion(value: number): string[] {
  const [thousands, rest] = [Math.floor(value / 1000), value % 1000];
  const head =
    thousands === 0 ? [] : thousands === 1 ? ['mille'] : [...partsBelow1000(thousands), 'mila'];
  return rest > 0 || thousands === 0 ? [...head, ...partsBelow1000(rest)] : head;
}

/** Numbers are written as one word: "centottanta", "ventitré". */
function joined(parts: readonly string[]): string {
  return parts
    .join('')
    .replace(/centoott/g, 'centott')
    .replace(/(?<=.)tre$/, 'tré');
}

/** One word, as it is written; its parts, as they are recorded; two words with thousands. */
function belowMillion(value: number): Phrases {
  const parts = partsBelowMillion(value);
  if (parts.length === 1) return parts;
  const rest = value % 1000;
  const isLong = value > 2000 && rest > 0;
  const apart = isLong ? [value - rest, rest].map((one) => joined(partsBelowMillion(one))) : [];
  return [joined(parts), parts.join(' '), ...(isLong ? [apart.join(' ')] : [])];
}

/** Before a noun also "ventun" and, of women and feminine things, "ventuna". */
function agreeingOne(phrases: Phrases, gender: Gender | undefined): Phrases {
  if (gender === undefined) return phrases;
  const agreed = phrases.map((phrase) => phrase.replace(/o$/, gender === 'f' ? 'a' : ''));
  return phrases[0]!.endsWith('uno') ? [...phrases, ...agreed] : phrases;
}

const SCALES: readonly (readonly [value: bigint, one: string, many: string])[] = [
  [10n ** 12n, 'bilione', 'bilioni'],
  [10n ** 9n, 'miliardo', 'miliardi'],
  [10n ** 6n, 'milione', 'milioni'],
];

/** Without a gender a number stands alone: "uno"; before a noun it is "un" or "una". */
function cardinal(value: bigint, gender?: Gender): Phrases {
  if (value >= 10n ** 15n) return [];
  if (value === 1n && gender !== undefined) return [gender === 'f' ? 'una' : 'un'];
  const scale = SCALES.find(([of]) => value >= of);
  if (scale === undefined) return agreeingOne(belowMillion(Number(value)), gender);
  const [of, one, many] = scale;
  const count = value / of;
  const rest = value % of;
  const head =
    count === 1n ? [`un ${one}`] : fillPattern(`{} ${many}`, belowMillion(Number(count)));
  return rest === 0n ? head : combine([head, ['', 'e'], cardinal(rest)]);
}

function ordinal(value: bigint, gender?: Gender): Phrases {
  if (value < 1n || value >= 10n ** 6n) return [];
  const whole = joined(partsBelowMillion(Number(value)));
  const masculine =
    value <= 10n
      ? ORDINALS[Number(value)]!
      : // "ventitreesimo" and "ventiseiesimo" keep the vowel.
        /(?:tré|sei)$/.test(whole)
        ? `${whole.replace(/é$/, 'e')}esimo`
        : `${whole.replace(/mila$/, 'mill').replace(/[aeio]$/, '')}esimo`;
  return [gender === 'f' ? masculine.replace(/o$/, 'a') : masculine];
}

/** "un mezzo", "due terzi": the denominator is an ordinal, in the plural after more than one. */
function fraction(numerator: bigint, denominator: bigint): Phrases {
  const parts = denominator === 2n ? ['mezzo'] : denominator < 2n ? [] : ordinal(denominator);
  const forms = numerator === 1n ? parts : parts.map((part) => part.replace(/[oi]$/, 'i'));
  return combine([cardinal(numerator, 'm'), forms]);
}

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const days = day === undefined ? '' : day === 1 ? ['primo', 'uno'] : belowMillion(day);
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]![0]!;
  const monthName = month === undefined ? '' : MONTHS[month - 1]![0]!;
  const bare = combine([
    name,
    days,
    monthName,
    year === undefined ? '' : belowMillion(year).slice(0, 2),
  ]);
  return day === undefined || weekday !== undefined
    ? bare
    : // "l'otto" and "l'undici" are one word.
      [...bare.slice(0, 4), ...(day === 8 || day === 11 ? [] : fillPattern('il {}', bare))];
}

function time({ hour, minute, second, half }: ClockTime): Phrases {
  if (second !== undefined && second > 0) return [];
  const hours = hour === 1 ? ['una'] : belowMillion(hour);
  const part =
    half === undefined
      ? ''
      : half === 'am'
        ? 'di mattina'
        : hour === 12 || hour < 6
          ? 'del pomeriggio'
          : 'di sera';
  if (minute === 0) {
    const named =
      half !== undefined
        ? []
        : hour === 12
          ? ['mezzogiorno']
          : hour % 24 === 0
            ? ['mezzanotte']
            : [];
    return [...combine([hours, part]), ...fillPattern('ore {}', combine([hours, part])), ...named];
  }
  const minutes = belowMillion(minute);
  return combine([['', 'ore'], hours, minute < 10 ? ['e'] : ['e', ''], minutes, part]);
}

const CURRENCIES = currencyTable({
  EUR: 'euro; centesimo|centesimi',
  USD: 'dollaro|dollari; centesimo|centesimi/cent',
  GBP: 'f:sterlina|sterline; penny|pence',
  CHF: 'franco|franchi; centesimo|centesimi',
});

const UNITS = unitTable({
  kilogram: 'chilogrammo/chilo|chilogrammi/chili',
  gram: 'grammo|grammi',
  kilometer: 'chilometro|chilometri',
  meter: 'metro|metri',
  centimeter: 'centimetro|centimetri',
  liter: 'litro|litri',
  second: 'secondo|secondi',
  minute: 'minuto|minuti',
  hour: 'f:ora|ore',
  day: 'giorno|giorni',
  week: 'f:settimana|settimane',
  month: 'mese|mesi',
  year: 'anno|anni',
});

const RULES = {
  joins: ['e', ''],
  ofMillions: 'di',
  isSingular: ({ integer, fraction, scale }: Quantity) =>
    integer === 1n && fraction === '' && scale === undefined,
};

/** Before a fraction the number stands alone: "uno virgola cinque chilometri". */
const agreeing = (numbers: QuantityPhrases): QuantityPhrases => ({
  ...numbers,
  quantity: (amount, gender) =>
    numbers.quantity(amount, amount.fraction === '' ? gender : undefined),
});
const money = moneyRule(RULES);
const measure = measureRule(RULES);

/** Italian. */
export const italian: Language = {
  tag: 'it',
  cardinal,
  digit: (digit) => [SMALL[digit]!],
  minus: ['meno'],
  plus: ['più'],
  point: ['virgola'],
  dot: 'punto',
  decimals: (digits) => [
    groupedDecimals(digits, (value) => belowMillion(value)[0]!),
    [...digits].map((digit) => SMALL[Number(digit)]).join(' '),
  ],
  scales: {
    6: { one: ['milione'], many: ['milioni'], written: /^milion[ei]$/ },
    9: { one: ['miliardo'], many: ['miliardi'], written: /^miliard[oi]$/ },
  },
  ordinal,
  pluralOrdinal: (value, gender) =>
    ordinal(value, gender).map((phrase) => phrase.replace(/o$/, 'i').replace(/a$/, 'e')),
  counting: COUNTING.it,
  ordinalSuffixes: /^[ºª]$/,
  ordinalSuffix: (value, suffix) => ordinal(value, suffix === 'ª' ? 'f' : 'm'),
  fraction,
  mixed: (whole, share) =>
    fillPattern('{} e {}', whole, share[0] === 'un mezzo' ? ['mezzo', ...share] : share),
  percent: (amount) => fillPattern(['{} per cento', '{} percento'], amount),
  year: (value) =>
    value < 0 ? fillPattern('{} avanti cristo', cardinal(BigInt(-value))) : cardinal(BigInt(value)),
  months: MONTHS,
  weekdays: WEEKDAYS,
  date,
  time,
  currencies: CURRENCIES,
  money: (amount, currency, numbers) => money(amount, currency, agreeing(numbers)),
  unit: UNITS,
  measure: (amount, unit, numbers) => measure(amount, unit, agreeing(numbers)),
};
