// Amharic. Sources: CLDR 48 (am) for names and the Ethiopic calendar, n2words 4.0.0 (MIT), UniNum and num2words
// for spellings; the clock by the local count of hours from six o'clock.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { toEthiopic } from './ethiopic-calendar.ts';
import { dayPart } from './indic.ts';
import { currencyTable, measureRule, moneyRule, type ShareRule, unitTable } from './nouns.ts';
import { numberList, scaleCardinal } from './scales.ts';

const SMALL = numberList('ዜሮ, አንድ, ሁለት, ሦስት/ሶስት, አራት, አምስት, ስድስት, ሰባት, ስምንት, ዘጠኝ');
const TENS = numberList('-, አሥር/አስር/ዐሥር, ሃያ, ሠላሳ/ሰላሳ, አርባ, ሃምሳ/አምሳ, ስልሳ/ስድሳ, ሰባ, ሰማንያ, ዘጠና');
const TEEN = ['አሥራ', 'አስራ', 'ዐሥራ'];

function below100(value: number): Phrases {
  if (value < 10) return SMALL[value]!;
  const [tens, unit] = [Math.floor(value / 10), value % 10];
  if (unit === 0) return TENS[tens]!;
  return combine([tens === 1 ? TEEN : TENS[tens]!, SMALL[unit]!]);
}

const scale = (value: bigint, words: readonly string[]) => ({
  value,
  words,
  single: [...words.map((word) => `አንድ ${word}`), ...words],
});
const cardinal = scaleCardinal({
  small: below100,
  scales: [
    scale(10n ** 12n, ['ትሪሊዮን']),
    scale(10n ** 9n, ['ቢሊዮን']),
    scale(10n ** 6n, ['ሚሊዮን']),
    scale(1000n, ['ሺህ', 'ሺ']),
    scale(100n, ['መቶ']),
  ],
  limit: 10n ** 15n,
});
const small = (value: number) => below100(value)[0]!;

/** Syllables of the Ethiopic script stand in rows of eight: consonants with e, u, i, a, é, none, o. */
const [NO_VOWEL, ROW] = [5, 8];

/** Ordinals: the last consonant takes the vowel "e" before the ending. */
function toOrdinal(phrase: string): string {
  const last = phrase.codePointAt(phrase.length - 1)!;
  const stem =
    last % ROW === NO_VOWEL ? phrase.slice(0, -1) + String.fromCodePoint(last - NO_VOWEL) : phrase;
  return `${stem}ኛ`;
}

function ordinal(value: bigint): Phrases {
  if (value === 0n) return [];
  const all = cardinal(value).map(toOrdinal);
  return value === 1n ? ['አንደኛ', 'የመጀመሪያ', 'መጀመሪያ'] : all;
}

const MONTHS = 'መስከረም ጥቅምት ኅዳር ታኅሣሥ ጥር የካቲት መጋቢት ሚያዝያ ግንቦት ሰኔ ሐምሌ ነሐሴ ጳጉሜን'.split(' ');
const WEEKDAYS = numberList('እሑድ, ሰኞ, ማክሰኞ, ረቡዕ, ሐሙስ, ዓርብ, ቅዳሜ');
const PARTS = [
  [0, 'ከሌሊቱ'],
  [6, 'ከጠዋቱ'],
  [12, 'ከቀኑ'],
  [18, 'ከምሽቱ'],
] as const;
const DAY_PART = new RegExp(`^(?:${PARTS.map(([, name]) => name).join('|')})(?= )`, 'u');

/** A whole date by the Ethiopic calendar; a month alone lies in two of its months, and is not said. */
function date({ day, month, year, weekday }: CalendarDate): Phrases {
  if (day === undefined || month === undefined || year === undefined) return [];
  const own = toEthiopic(year, month, day);
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]!;
  const said = combine([
    name,
    MONTHS[own.month - 1]!,
    below100(own.day),
    cardinal(BigInt(own.year)),
  ]);
  return [said[0]!, ...fillPattern('{} ዓመተ ምሕረት', said.slice(0, 1)), ...said.slice(1)];
}

/** The hour by the local clock, which counts from six: 09:00 is "ከጠዋቱ ሦስት ሰዓት". */
function time(value: ClockTime): Phrases {
  const { minute, second, western } = value;
  const hour = hour24(value);
  const clock = ((hour + (western ? 11 : 5)) % 12) + 1;
  const head = combine([dayPart(hour, PARTS), below100(clock), 'ሰዓት']);
  const seconds = second === undefined || second === 0 ? '' : ` ከ${small(second)} ሰከንድ`;
  if (minute === 0 && seconds === '') return head;
  const minutes = minute === 0 ? '' : `ከ${small(minute)} ደቂቃ`;
  const plain = combine([head, `${minutes}${seconds}`.trim()]);
  if (seconds !== '') return plain;
  if (minute === 30) return [...combine([head, 'ተኩል']).slice(0, 4), ...plain];
  return minute === 15 ? [...combine([head, 'ከሩብ']).slice(0, 4), ...plain] : plain;
}

function year(value: number): Phrases {
  if (value < 0) return [];
  const whole = cardinal(BigInt(value));
  if (value < 1100 || value > 1999) return whole;
  const hundreds = combine([
    below100(Math.floor(value / 100)),
    'መቶ',
    value % 100 === 0 ? '' : below100(value % 100),
  ]);
  return [...hundreds.slice(0, 5), ...whole.slice(0, 3)];
}

function fraction(numerator: bigint, denominator: bigint): Phrases {
  if (numerator === 1n && denominator === 2n) return ['ግማሽ', 'አንድ ሁለተኛ'];
  const parts = combine([cardinal(numerator), ordinal(denominator)]);
  return numerator === 1n && denominator === 4n ? ['ሩብ', ...parts] : denominator < 2n ? [] : parts;
}

/** "ግማሽ ሰዓት", "ሩብ ኪሎ", "አንድ ሰዓት ተኩል", "ሁለት ኪሎ ከሩብ"; of other shares none. */
const share: ShareRule = ({ whole, ratio }, { one, many }, numbers) => {
  const quarters = Number((ratio.numerator * 4n) / ratio.denominator);
  const isExact = ratio.numerator * 4n === BigInt(quarters) * ratio.denominator;
  if (!isExact || (quarters !== 1 && quarters !== 2)) return [];
  if (whole === 0n) return combine([quarters === 2 ? 'ግማሽ' : 'ሩብ', one]);
  return combine([numbers.cardinal(whole), many, quarters === 2 ? 'ተኩል' : 'ከሩብ']);
};
const RULES = { joins: ['ከ', ''], share };

export const amharic: Language = {
  tag: 'am',
  cardinal,
  digit: (digit) => SMALL[digit]!,
  minus: ['ነጌቲቭ', 'አሉታዊ'],
  plus: ['ፕላስ'],
  point: ['ነጥብ'],
  scales: {
    6: { one: ['ሚሊዮን'], many: ['ሚሊዮን'], written: /^ሚሊዮን$/ },
    9: { one: ['ቢሊዮን'], many: ['ቢሊዮን'], written: /^ቢሊዮን$/ },
  },
  ordinal,
  ordinalSuffixes: /^(?:ኛ|ተኛ)$/,
  ordinalSuffix: (value, suffix) => (suffix === 'ኛ' || suffix === 'ተኛ' ? ordinal(value) : []),
  fraction,
  mixed: (whole, share) => fillPattern(['{} ከ {}'], whole, share),
  percent: (amount) => fillPattern(['{} በመቶ', '{} ፐርሰንት', '{} ከመቶ'], amount),
  year,
  date,
  needsWholeDate: true,
  time,
  timeNoun: /^(?:ሰዓት)$/u,
  localClock: true,
  dayParts: /^(?:ከ|በ)?(?:ጠዋ[ትቱ]|ጧ[ትቱ]|ረፋ[ድዱ]|ቀ[ንኑ]|ምሽ[ትቱ]|ማታው?|ሌሊ[ትቱ]|ንጋ[ትቱ])$/u,
  weekdays: WEEKDAYS,
  currencies: currencyTable({
    ETB: 'ብር; ሳንቲም',
    USD: 'ዶላር; ሳንቲም',
    EUR: 'ዩሮ; ሳንቲም',
    GBP: 'ፓውንድ; ፔንስ',
    KES: 'ሽልንግ; ሳንቲም',
    SAR: 'ሪያል',
  }),
  money: (amount, currency, numbers) => {
    const said = moneyRule(RULES)(amount, currency, numbers);
    return [...said.map((phrase) => phrase.replace(' ከ ', ' ከ')), ...said];
  },
  unit: unitTable({
    kilogram: 'ኪሎ ግራም/ኪሎግራም/ኪሎ',
    gram: 'ግራም',
    milligram: 'ሚሊ ግራም',
    tonne: 'ቶን',
    quintal: 'ኩንታል',
    pound: 'ፓውንድ',
    kilometer: 'ኪሎ ሜትር/ኪሎሜትር',
    meter: 'ሜትር',
    centimeter: 'ሴንቲ ሜትር/ሴንቲሜትር',
    millimeter: 'ሚሊ ሜትር/ሚሊሜትር',
    mile: 'ማይል',
    foot: 'ጫማ',
    inch: 'ኢንች',
    'square-meter': 'ካሬ ሜትር',
    'square-kilometer': 'ካሬ ኪሎ ሜትር',
    hectare: 'ሄክታር',
    acre: 'ኤከር',
    liter: 'ሊትር',
    milliliter: 'ሚሊ ሊትር',
    celsius: 'ዲግሪ ሴልሲየስ',
    'kilometer-per-hour': 'ኪሎ ሜትር በሰዓት',
    second: 'ሰከንድ',
    minute: 'ደቂቃ',
    hour: 'ሰዓት',
    day: 'ቀን',
    week: 'ሳምንት',
    month: 'ወር',
    year: 'ዓመት',
  }),
  measure: measureRule(RULES),
  // A part of the day has its "ከ" once: "ከጠዋቱ ሦስት ሰዓት እስከ ቀኑ አሥራ አንድ ሰዓት".
  range: (from, to) =>
    combine([
      from.map((phrase) => (DAY_PART.test(phrase) ? phrase : `ከ${phrase}`)),
      'እስከ',
      to.map((phrase) => phrase.replace(DAY_PART, (part) => part.slice(1))),
    ]),
};
