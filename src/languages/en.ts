// English: US, GB and the Englishes that follow it, with lakh and crore in South Asia.
// Sources: CLDR 48 (en, en-IN) for names, NeMo-text-processing (Apache-2.0) for reading orders.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { CURRENCIES, share, UNITS } from './en-nouns.ts';
import { measureRule, moneyRule } from './nouns.ts';
import { numberList, scaleCardinal } from './scales.ts';

const SMALL = numberList(
  'zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen',
);
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALE_NAMES =
  'thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion'.split(
    ' ',
  );
const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
const MONTHS = numberList(
  'january/jan, february/feb, march/mar, april/apr, may, june/jun, july/jul, august/aug, september/sept/sep, october/oct, november/nov, december/dec',
);
const WEEKDAYS = numberList(
  'sunday/sun, monday/mon, tuesday/tue/tues, wednesday/wed, thursday/thu/thur/thurs, friday/fri, saturday/sat',
);

function small(value: number): Phrases {
  if (value < 20) return SMALL[value]!;
  const unit = value % 10;
  return [unit === 0 ? TENS[value / 10]! : `${TENS[(value - unit) / 10]} ${SMALL[unit]![0]}`];
}

/** With "and" throughout, or without it: first as the region says it, then the other way. */
function cardinals(isIndian: boolean, isAmerican: boolean): (value: bigint) => Phrases {
  const western = SCALE_NAMES.map((name, i) => ({ value: 1000n ** BigInt(i + 1), words: [name] }));
  const indian = [
    { value: 10_000_000n, words: ['crore'] },
    { value: 100_000n, words: ['lakh'] },
    { value: 1000n, words: ['thousand'] },
  ];
  const joinedBy = (and: string) =>
    scaleCardinal({
      small,
      scales: [
        ...(isIndian ? indian : [...western].reverse()),
        { value: 100n, words: ['hundred'] },
      ],
      joins: (scale, rest) => [scale !== 100n && rest >= 100n ? '' : and],
      limit: isIndian ? 10n ** 15n : 10n ** 36n,
    });
  const ways = isAmerican ? [joinedBy(''), joinedBy('and')] : [joinedBy('and'), joinedBy('')];
  return (value) => [...new Set(ways.flatMap((way) => way(value)))];
}

function toOrdinal(phrase: string): string {
  const [, before = '', last = ''] = /^(.*?)([^ ]+)$/.exec(phrase)!;
  return (
    before + (ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`))
  );
}

/** Denominators as plurals: "three quarters". */
function fraction(
  numerator: bigint,
  denominator: bigint,
  cardinal: (value: bigint) => Phrases,
): Phrases {
  if (denominator === 0n) return [];
  const over = combine([cardinal(numerator), 'over', cardinal(denominator)]);
  if (denominator === 1n) return over;
  const isOne = numerator === 1n;
  const halves = isOne ? ['half'] : ['halves'];
  const names =
    denominator === 2n
      ? halves
      : denominator === 4n
        ? [isOne ? 'quarter' : 'quarters', isOne ? 'fourth' : 'fourths']
        : cardinal(denominator).map((phrase) => `${toOrdinal(phrase)}${isOne ? '' : 's'}`);
  const article = denominator === 2n && isOne ? ['one half', 'half', 'a half'] : [];
  return [...article, ...combine([cardinal(numerator), names]), ...over.slice(0, 2)];
}

function year(value: number, cardinal: (value: bigint) => Phrases): Phrases {
  if (value < 0) return fillPattern(['{} bc', '{} bce'], year(-value, cardinal));
  const whole = cardinal(BigInt(value));
  const [century, rest] = [Math.floor(value / 100), value % 100];
  const hasThousands = value % 1000 < 10 && value >= 1000;
  if (value < 100 || value > 9999 || value % 1000 === 0) return whole;
  const head = small(century);
  if (rest === 0) return [`${head[0]} hundred`, ...whole];
  const pair =
    rest < 10 ? combine([head, ['oh', 'zero'], small(rest)]) : combine([head, small(rest)]);
  return hasThousands && value >= 2000 ? [...whole, ...pair] : [...pair, ...whole.slice(0, 2)];
}

/** "March twelfth" in the US, "the twelfth of March" elsewhere; both everywhere. */
function date(
  value: CalendarDate,
  isAmerican: boolean,
  cardinal: (value: bigint) => Phrases,
): Phrases {
  const { day, month, year: yearNumber, weekday, dayFirst = !isAmerican } = value;
  const monthName = month === undefined ? [] : [MONTHS[month - 1]![0]!];
  const years = yearNumber === undefined ? [''] : year(yearNumber, cardinal).slice(0, 4);
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]![0]!;
  if (day === undefined) return month === undefined ? years : combine([monthName, years]);
  const nth = toOrdinal(small(day)[0]!);
  if (month === undefined) return [`the ${nth}`, nth];
  const american = [`${name} ${monthName[0]} ${nth}`, `${name} ${monthName[0]} the ${nth}`];
  const british = [
    `${name} the ${nth} of ${monthName[0]}`,
    `${name} ${nth} of ${monthName[0]}`,
    `${name} ${nth} ${monthName[0]}`,
  ];
  const orders = !dayFirst
    ? [american[0]!, british[0]!, british[1]!, american[1]!]
    : [british[0]!, british[1]!, british[2]!, american[0]!];
  return combine([orders, years]);
}

function decade(value: number): Phrases {
  const tens = Math.floor((value % 100) / 10);
  const century = Math.floor(value / 100);
  const plural = tens === 0 ? 'hundreds' : tens === 1 ? 'tens' : `${TENS[tens]!.slice(0, -1)}ies`;
  if (value < 100) return tens < 2 ? [] : [plural];
  return value % 1000 === 0
    ? [`${small(value / 1000)[0]} thousands`]
    : [`${small(century)[0]} ${plural}`];
}

function time({ hour, minute, second, half }: ClockTime): Phrases {
  const hours = small(hour);
  const morning = hour === 12 ? [] : ['in the morning'];
  const halves =
    half === undefined ? [''] : half === 'am' ? ['a m', 'am', ...morning] : ['p m', 'pm'];
  // Spreadsheets write seconds that nobody means: "09:30:00".
  if (second !== undefined && second > 0) {
    const unit = (count: number, name: string) =>
      `${small(count)[0]} ${name}${count === 1 ? '' : 's'}`;
    const whole = `${unit(hour, 'hour')} ${unit(minute, 'minute')}`;
    return combine([
      [`${whole} and ${unit(second, 'second')}`, `${whole} ${unit(second, 'second')}`],
      halves,
    ]);
  }
  const isByTwelve = half !== undefined || (hour >= 1 && hour <= 12);
  if (!isByTwelve) return [...byTwelve(hour, minute), ...by24(hour, minute)].slice(0, 8);
  if (minute === 0) return half === undefined ? [`${hours[0]} o'clock`] : combine([hours, halves]);
  const said = combine([hours, minutesOf(minute), halves]);
  if (half !== undefined) return said;
  const next = small((hour % 12) + 1)[0]!;
  const told =
    minute === 15
      ? [`a quarter past ${hours[0]}`, `quarter past ${hours[0]}`]
      : minute === 30
        ? [`half past ${hours[0]}`]
        : minute === 45
          ? [`a quarter to ${next}`, `quarter to ${next}`]
          : [];
  return [...said.slice(0, 2), ...told];
}

/** Minutes after an hour: "oh five", "thirty". */
function minutesOf(minute: number): Phrases {
  return minute < 10 ? [`oh ${small(minute)[0]}`, `zero ${small(minute)[0]}`] : small(minute);
}

/** An hour of the 24-hour clock, 0 or above 12, as most listeners tell it: "one p m", "midnight". */
function byTwelve(hour: number, minute: number): Phrases {
  const half = hour % 24 < 12 ? 'am' : 'pm';
  const told = time({ hour: ((hour + 11) % 12) + 1, minute, half, western: true });
  return [...(hour % 24 === 0 && minute === 0 ? ['midnight'] : []), ...told];
}

/** The same as timetables do: "thirteen thirty", "thirteen hundred hours"; "zero thirty" is not usual. */
function by24(hour: number, minute: number): Phrases {
  if (hour % 24 === 0) return [];
  if (minute > 0) return combine([small(hour), minutesOf(minute)]);
  return fillPattern(['{} hundred', '{} hundred hours'], small(hour));
}

const RULES = { joins: ['', 'and'], share };

/** South Asian Englishes, which count in lakhs and crores. */
const INDIAN = /^en-(?:IN|PK|BD|NP|LK)$/;
/** Englishes that say dates and hundreds as in the US. */
const AMERICAN = /^en(?:-US|-CA|-PH)?$/;

/** English of a region. @param tag such as en, en-GB, en-KE, en-IN. */
export function english(tag: string): Language {
  const isAmerican = AMERICAN.test(tag);
  const cardinal = cardinals(INDIAN.test(tag), isAmerican);
  const ordinal = (value: bigint) => cardinal(value).map(toOrdinal);
  return {
    tag,
    cardinal,
    digit: (digit) => (digit === 0 ? ['zero', 'oh'] : SMALL[digit]!),
    minus: ['minus', 'negative'],
    plus: ['plus'],
    point: ['point'],
    mayDropZero: true,
    yearWords: /^year$/,
    dot: 'dot',
    scales: {
      3: { one: ['thousand'], many: ['thousand'], written: /^(?:thousand|k)$/ },
      5: { one: ['lakh'], many: ['lakh'], written: /^lakhs?$/ },
      6: { one: ['million'], many: ['million'], written: /^(?:million|mio|mn)$/ },
      7: { one: ['crore'], many: ['crore'], written: /^crores?$/ },
      9: { one: ['billion'], many: ['billion'], written: /^(?:billion|bn|b)$/ },
      12: { one: ['trillion'], many: ['trillion'], written: /^(?:trillion|tn)$/ },
    },
    ordinal,
    ordinalSuffixes: /^(?:st|nd|rd|th)$/,
    ordinalSuffix: (value, suffix) => {
      const isTeen = value % 100n >= 11n && value % 100n <= 13n;
      const right = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][Number(value % 10n)] ?? 'th');
      return suffix === right ? ordinal(value) : [];
    },
    fraction: (numerator, denominator) => fraction(numerator, denominator, cardinal),
    mixed: (whole, share) =>
      share[0] === 'one half'
        ? combine([whole, ['and a half', 'and one half']])
        : combine([whole, 'and', share]),
    percent: (amount) => fillPattern(['{} percent', '{} per cent'], amount),
    year: (value) => year(value, cardinal),
    months: MONTHS,
    weekdays: WEEKDAYS,
    date: (value) => date(value, isAmerican, cardinal),
    decade,
    time,
    timeWithNoun: /^(?:\d\d:\d\d\s+(?:hours|hrs)|\d\d?:\d\d\s+o'clock)$/i,
    currencies: CURRENCIES,
    money: moneyRule(RULES),
    unit: UNITS,
    measure: measureRule(RULES),
    range: (from, to) => [
      ...fillPattern('{} to {}', from, to),
      ...fillPattern('{} {}', from, to).slice(0, 1),
    ],
    telephoneGroup: (digits) =>
      /^[1-9]00$/.test(digits) ? [`${SMALL[Number(digits[0])]![0]} hundred`] : [],
  };
}
