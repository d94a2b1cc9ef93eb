// Spanish. Sources: the Real Academia's Ortografía (2010) for numbers and ordinals, CLDR 48 (es) for names,
// NeMo-text-processing (Apache-2.0) for reading orders.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { COUNTING } from './counting.ts';
import { CURRENCIES, UNITS } from './es-nouns.ts';
import {
  agree,
  agreeingOrdinals,
  below1000,
  cardinal,
  fraction,
  ordinal,
  pluralOrdinals,
  SMALL,
  shortOrdinal,
} from './es-numbers.ts';
import { measureRule, moneyRule } from './nouns.ts';
import { groupedDecimals, withFullNames } from './romance.ts';
import { numberList } from './scales.ts';

const MONTHS = numberList(
  'enero/ene, febrero/feb, marzo/mar, abril/abr, mayo/may, junio/jun, julio/jul, agosto/ago, septiembre/setiembre/sept/sep, octubre/oct, noviembre/nov, diciembre/dic',
);
const WEEKDAYS = numberList(
  'domingo/dom, lunes/lun, martes/mart, miércoles/mié/miér, jueves/jue/juev, viernes/vie/vier, sábado/sáb',
);

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const years = year === undefined ? '' : cardinal(BigInt(year));
  const days = day === undefined ? '' : day === 1 ? ['primero', 'uno'] : [below1000(day)];
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]![0]!;
  const monthName = month === undefined ? '' : MONTHS[month - 1]![0]!;
  const of = day === undefined || month === undefined ? '' : 'de';
  const ofYear = year === undefined || month === undefined ? '' : ['de', 'del'];
  return combine([name, days, of, monthName, ofYear, years]);
}

function dayPart(hour: number): string {
  if (hour === 0 || hour >= 20) return 'de la noche';
  if (hour < 6) return 'de la madrugada';
  return hour < 12 ? 'de la mañana' : 'de la tarde';
}

function time(value: ClockTime): Phrases {
  const { hour, minute, second, half } = value;
  const name = (of: number) => below1000(of, 'f');
  if (second !== undefined && second > 0) {
    const unit = (count: number, noun: string, gender: Gender) =>
      `${below1000(count, gender)} ${noun}${count === 1 ? '' : 's'}`;
    const whole = `${unit(hour, 'hora', 'f')} ${unit(minute, 'minuto', 'm')}`;
    return [
      `${whole} y ${unit(second, 'segundo', 'm')}`,
      `${whole} ${unit(second, 'segundo', 'm')}`,
    ];
  }
  const minutes =
    minute === 0
      ? ['']
      : minute === 15
        ? ['y cuarto', 'y quince']
        : minute === 30
          ? ['y media', 'y treinta']
          : [`y ${below1000(minute)}`];
  const plain = combine([name(hour), minutes]);
  const next = (hour % 12) + 1;
  const told = minute === 45 && hour <= 12 && hour > 0 ? [`${name(next)} menos cuarto`] : [];
  const isAm = hour24(value) < 12;
  // "a.m." is the morning until noon, as the small hours are in some countries only "de la madrugada".
  const part =
    half === undefined
      ? ''
      : isAm && hour24(value) > 0
        ? ['de la mañana', dayPart(hour24(value))]
        : dayPart(hour24(value));
  const bare = combine([[...plain, ...told], part]);
  const article = (phrase: string) => `${phrase.startsWith('una') ? 'la' : 'las'} ${phrase}`;
  const by12 =
    half === undefined && hour > 12
      ? combine([name(hour - 12), minutes.slice(0, 1), dayPart(hour % 24)])
      : [];
  return [...bare.slice(0, 3), ...bare.slice(0, 2).map(article), ...by12, ...by12.map(article)];
}

/** Hundredths as they are written, as banks read amounts: num2words has them, too. */
const RULES = { joins: ['con', '', 'y'], ofMillions: 'de', saysNoHundredths: true };

/** "medio metro", "un metro y medio", "tres quintos de milla"; otherwise as amounts of money. */
const measure: NonNullable<Language['measure']> = (amount, unit, numbers) => {
  const { ratio, integer, negative } = amount;
  if (ratio === undefined) return measureRule(RULES)(amount, unit, numbers);
  if (negative) return [];
  const gender = unit.gender ?? 'm';
  const isHalf = ratio.numerator === 1n && ratio.denominator === 2n;
  const half = gender === 'f' ? 'media' : 'medio';
  const share = fraction(ratio.numerator, ratio.denominator).slice(0, 1);
  if (integer === 0n) return isHalf ? combine([half, unit.one]) : combine([share, 'de', unit.one]);
  const whole = cardinal(integer, gender);
  if (!isHalf) return combine([whole, 'y', share, 'de', unit.one]);
  const forms = integer === 1n ? unit.one : unit.many;
  const alone = gender === 'f' ? whole : cardinal(integer);
  return [
    ...combine([whole, forms, 'y', half]),
    ...combine([alone, 'y', half, [...unit.one, ...unit.many]]),
  ];
};

/** Spanish of a region: they differ in what "$" means. */
export function spanish(tag: string): Language {
  const region = new Intl.Locale(tag).region ?? '';
  const pesos: Readonly<Record<string, string>> = {
    MX: 'MXN',
    AR: 'ARS',
    CL: 'CLP',
    CO: 'COP',
    UY: 'UYU',
    DO: 'DOP',
    CU: 'CUP',
  };
  const dollar = pesos[region];
  return {
    tag,
    cardinal,
    digit: (digit) => [SMALL[digit]!],
    minus: ['menos'],
    plus: ['más'],
    point: ['coma', 'punto'],
    dot: 'punto',
    telephoneGroup: (digits) => (/^[1-9]00$/.test(digits) ? [below1000(Number(digits))] : []),
    pointIsDecimal: true,
    spaceGroups: true,
    yearWords: /^año$/,
    agreesAtEnd: true,
    decimals: (digits, gender) => [
      agree(groupedDecimals(digits, below1000), gender),
      agree([...digits].map((digit) => SMALL[Number(digit)]).join(' '), gender),
    ],
    scales: {
      3: { one: ['mil'], many: ['mil'], written: /^mil$/ },
      6: { one: ['millón'], many: ['millones'], written: /^mill(?:ón|on|ones)$/ },
      12: { one: ['billón'], many: ['billones'], written: /^bill(?:ón|on|ones)$/ },
      18: { one: ['trillón'], many: ['trillones'], written: /^trill(?:ón|on|ones)$/ },
    },
    ordinal: agreeingOrdinals,
    pluralOrdinal: pluralOrdinals,
    counting: COUNTING.es,
    ordinalSuffixes: /^\.?(?:[ºª]|ᵉʳ|er|ro|do|to|mo|vo|no|ra|da|ta|ma|va|na)$/,
    ordinalSuffix: (value, suffix) => {
      if (/^\.?(?:ᵉʳ|er)$/.test(suffix)) return shortOrdinal(value);
      const isFeminine = /[ªa]$/.test(suffix);
      const all = ordinal(value, isFeminine ? 'f' : 'm');
      const written = suffix.replace(/^\./, '');
      return /^[ºªoa]$/.test(written) ? all : all.filter((phrase) => phrase.endsWith(written));
    },
    fraction,
    mixed: (whole, share) =>
      share[0] === 'un medio'
        ? [
            ...combine([whole, 'y medio']),
            ...combine([whole, 'y media']),
            ...combine([whole, 'y', share]),
          ]
        : combine([whole, 'y', share]),
    percent: (amount) => fillPattern('{} por ciento', amount),
    year: (value) =>
      value < 0
        ? fillPattern('{} antes de cristo', cardinal(BigInt(-value)))
        : cardinal(BigInt(value)),
    months: MONTHS,
    weekdays: WEEKDAYS,
    date,
    time,
    timeWords: /^(?:de la (?:mañana|tarde|noche|madrugada)|del mediodía)$/,
    currencies: CURRENCIES,
    currency: (code) => withFullNames('es', code, CURRENCIES[code]),
    signs: {
      ...(dollar && { $: dollar }),
      rs: 'INR',
      kr: 'SEK',
      fr: 'CHF',
      mk: 'DEM',
      q: 'GTQ',
      's/': 'PEN',
      's/.': 'PEN',
      pts: 'ESP',
    },
    money: moneyRule(RULES),
    unit: UNITS,
    measure,
    range: (from, to) => [
      ...fillPattern('{} a {}', from, to).slice(0, 4),
      ...fillPattern('de {} a {}', from, to).slice(0, 4),
    ],
  };
}
