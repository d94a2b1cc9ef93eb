// Hausa. Sources: CLDR 48 (ha) for names, UniNum for numbers; the order of dates is CLDR's.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { dayPart } from './indic.ts';
import {
  currencyTable,
  isHalf,
  measureRule,
  moneyRule,
  type ShareRule,
  unitTable,
} from './nouns.ts';
import { numberList } from './scales.ts';

const SMALL = numberList(
  'sifiri/sifili, ɗaya, biyu, uku, huɗu, biyar, shida, bakwai, takwas, tara, goma',
);
const TENS = numberList(
  "-, goma, ashirin, talatin, arba'in, hamsin, sittin, saba'in, tamanin, casa'in/tis'in",
);

function below100(value: number): Phrases {
  if (value <= 10) return SMALL[value]!;
  const [tens, unit] = [Math.floor(value / 10), value % 10];
  if (unit === 0) return TENS[tens]!;
  if (tens === 1) return fillPattern(['goma sha {}', 'sha {}', 'goma da {}'], SMALL[unit]!);
  return combine([TENS[tens]!, 'da', SMALL[unit]!]);
}

/** Scales stand before their count: "ɗari biyu" is 200. One of them needs no count. */
const SCALES: readonly (readonly [bigint, string])[] = [
  [10n ** 12n, 'tiriliyan'],
  [10n ** 9n, 'biliyan'],
  [10n ** 6n, 'miliyan'],
  [1000n, 'dubu'],
  [100n, 'ɗari'],
];

function cardinal(value: bigint): Phrases {
  if (value >= 10n ** 15n) return [];
  const scale = SCALES.find(([least]) => value >= least);
  if (scale === undefined) return below100(Number(value));
  const [least, word] = scale;
  const [count, rest] = [value / least, value % least];
  const counted = combine([word, cardinal(count)]);
  const head = count === 1n ? [word, ...counted] : counted;
  return rest === 0n ? head : combine([head, 'da', cardinal(rest)]);
}

const small = (value: number) => below100(value)[0]!;

const MONTHS = numberList(
  'janairu, faburairu/fabrairu, maris, afirilu, mayu, yuni, yuli, agusta, satumba, oktoba, nuwamba, disamba',
);
const WEEKDAYS = numberList("lahadi, litinin, talata, laraba, alhamis, jumma'a/juma'a, asabar");
const PARTS = [
  [0, 'na dare'],
  [4, 'na safe'],
  [12, 'na rana'],
  [16, 'na yamma'],
  [19, 'na dare'],
] as const;

function time(value: ClockTime): Phrases {
  const { minute, second } = value;
  const hour = hour24(value);
  const head = `ƙarfe ${small(((hour + 11) % 12) + 1)}`;
  const part = dayPart(hour, PARTS);
  const seconds = second === undefined || second === 0 ? '' : ` da sakan ${small(second)}`;
  const minutes = minute === 0 ? '' : ` da minti ${small(minute)}`;
  const plain = `${head}${minutes}${seconds} ${part}`;
  return minute === 30 && seconds === '' ? [`${head} da rabi ${part}`, plain] : [plain];
}

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]!;
  const days = day === undefined ? '' : day === 1 ? ['ɗaya', 'farko'] : below100(day);
  const monthName = month === undefined ? '' : MONTHS[month - 1]![0]!;
  const ga = day === undefined || month === undefined ? '' : ['ga', 'ga watan'];
  return combine([
    name,
    days,
    ga,
    monthName,
    year === undefined ? '' : cardinal(BigInt(year)).slice(0, 2),
  ]);
}

function fraction(numerator: bigint, denominator: bigint): Phrases {
  if (denominator === 0n) return [];
  const parts = combine([
    cardinal(numerator).slice(0, 2),
    'bisa',
    cardinal(denominator).slice(0, 2),
  ]);
  if (numerator !== 1n) return parts;
  return denominator === 2n ? ['rabi', ...parts] : denominator === 4n ? ['kwata', ...parts] : parts;
}

/** Halves alone: "rabin awa", "awa ɗaya da rabi". */
const share: ShareRule = (amount, { one, many }, numbers) => {
  if (!isHalf(amount)) return [];
  const { whole, ratio } = amount;
  const said = numbers.quantity({ negative: false, integer: whole, fraction: '', ratio });
  return whole === 0n ? combine(['rabin', one]) : combine([many, said]);
};
const RULES = { joins: ['da', ''], nounFirst: true, share };

export const hausa: Language = {
  tag: 'ha',
  cardinal,
  digit: (digit) => SMALL[digit]!,
  minus: ['debe'],
  plus: ['ƙari'],
  point: ['digo'],
  scaleFirst: true,
  scales: {
    6: { one: ['miliyan'], many: ['miliyan'], written: /^(?:miliyan|million)$/ },
    9: { one: ['biliyan'], many: ['biliyan'], written: /^(?:biliyan|billion)$/ },
  },
  ordinal: (value, gender) =>
    value === 0n
      ? []
      : combine([
          gender === 'f' ? 'ta' : gender === 'm' ? 'na' : ['na', 'ta'],
          value === 1n ? 'farko' : cardinal(value).slice(0, 4),
        ]),
  fraction,
  mixed: (whole, share) => fillPattern('{} da {}', whole, share),
  percent: (amount) => fillPattern(['kashi {} cikin ɗari', 'kashi {} bisa ɗari'], amount),
  year: (value) => (value < 0 ? [] : cardinal(BigInt(value))),
  months: MONTHS,
  weekdays: WEEKDAYS,
  date,
  time,
  timeNoun: /^(?:ƙarfe|karfe)$/u,
  dayParts: /^(?:na|da) (?:safe|safiya|rana|yamma|dare|asuba)$/u,
  currencies: currencyTable({
    NGN: 'naira; kobo',
    XOF: 'sefa',
    GHS: 'sidi; pesewa',
    USD: 'dala; sent',
    EUR: 'yuro; sent',
    GBP: 'fam; peni',
  }),
  money: moneyRule(RULES),
  unit: unitTable({
    kilogram: 'kilogiram/kilo',
    gram: 'giram',
    tonne: 'tan',
    kilometer: 'kilomita',
    meter: 'mita',
    centimeter: 'santimita',
    millimeter: 'milimita',
    mile: 'mil',
    foot: 'ƙafa',
    inch: 'inci',
    hectare: 'hekta',
    acre: 'eka',
    liter: 'lita',
    milliliter: 'mililita',
    second: 'sakan',
    minute: 'minti',
    hour: 'awa',
    day: 'kwana|kwanaki',
    week: 'mako|makonni',
    month: 'wata|watanni',
    year: 'shekara|shekaru',
    celsius: 'digiri salshiyas',
  }),
  measure: measureRule(RULES),
  counted: (number, noun) => combine([noun, number]),
  range: (from, to) => fillPattern('{} zuwa {}', from, to),
};
