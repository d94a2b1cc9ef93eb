// Swahili. Sources: CLDR 48 (sw) for names, numbers and ordinals, UniNum for "laki"; the clock and dates by
// the local count of hours from six o'clock.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { dayPart } from './indic.ts';
import { currencyTable, measureRule, moneyRule, type ShareRule, unitTable } from './nouns.ts';
import { numberList } from './scales.ts';

const SMALL = numberList('sifuri, moja, mbili, tatu, nne, tano, sita, saba, nane, tisa');
const TENS = '- kumi ishirini thelathini arobaini hamsini sitini sabini themanini tisini'.split(
  ' ',
);
const LIMIT = 10n ** 15n;

function below1000(value: number): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const tens = Math.floor(rest / 10);
  const parts = [
    hundreds > 0 ? `mia ${SMALL[hundreds]![0]}` : '',
    tens > 0 ? TENS[tens]! : '',
    rest % 10 > 0 || value === 0 ? SMALL[rest % 10]![0]! : '',
  ];
  return parts.filter((part) => part !== '').join(' na ');
}

/** Words of a scale before its count; the word for a hundred thousand is also counted by itself. */
const SCALES: readonly (readonly [bigint, string])[] = [
  [10n ** 12n, 'trilioni'],
  [10n ** 9n, 'bilioni'],
  [10n ** 6n, 'milioni'],
  [1000n, 'elfu'],
];

/**
 * "elfu mbili, ishirini na sita": a scale stands before its count, and hundreds, tens and ones are joined
 * by "na". After a scale "na" is said only where it cannot be taken for a part of the count, as in "elfu
 * ishirini na moja" (21,000).
 */
function cardinal(value: bigint): Phrases {
  if (value >= LIMIT) return [];
  const scale = SCALES.find(([least]) => value >= least);
  if (scale === undefined) return [below1000(Number(value))];
  const [least, word] = scale;
  const count = value / least;
  const rest = value % least;
  const counted = cardinal(count).map((phrase) => `${word} ${phrase}`);
  // Up to ten a count also stands first, as do larger ones of thousands that are not round.
  const inverted =
    count >= 10n && rest === 0n ? cardinal(count).map((phrase) => `${phrase} ${word}`) : [];
  if (rest === 0n) return [...counted.slice(0, 4), ...laki(value), ...inverted.slice(0, 3)];
  const joins = count < 10n && rest < 100n ? ['na', ''] : [''];
  const usual = combine([counted.slice(0, 2), joins, cardinal(rest)]);
  const byLaki = laki(value);
  // "elfu mia moja na moja" is 101,000: 100,001 is said by the lakh first.
  return word === 'elfu' && rest < 10n ? [...byLaki, ...usual] : [...usual.slice(0, 6), ...byLaki];
}

/** Hundreds of thousands as "laki". */
function laki(value: bigint): Phrases {
  if (value < 100_000n || value >= 1_000_000n) return [];
  const rest = value % 100_000n;
  const head = `laki ${SMALL[Number(value / 100_000n)]![0]}`;
  return rest === 0n ? [head] : combine([head, 'na', cardinal(rest)]).slice(0, 2);
}

/** Ordinals after the connective of the noun's class, of which "ya" is said for months and days. */
function ordinal(value: bigint): Phrases {
  if (value === 0n) return [];
  const stems = value === 1n ? ['kwanza'] : value === 2n ? ['pili'] : cardinal(value);
  return [...combine([['ya', 'wa', 'la', 'cha'], stems.slice(0, 1)]), ...stems];
}

const MONTHS = numberList(
  'januari, februari, machi, aprili, mei, juni, julai, agosti, septemba, oktoba, novemba, desemba',
);
const WEEKDAYS = numberList('jumapili, jumatatu, jumanne, jumatano, alhamisi, ijumaa, jumamosi');
const PARTS = [
  [0, 'usiku'],
  [4, 'alfajiri'],
  [6, 'asubuhi'],
  [12, 'mchana'],
  [16, 'jioni'],
  [19, 'usiku'],
] as const;
const small = (value: number) => below1000(value);

/** The hour by the local clock, which counts from six: 09:00 is "saa tatu asubuhi". */
function time(value: ClockTime): Phrases {
  const { minute, second, western } = value;
  const hour = hour24(value);
  const clock = (of: number) => ((of + (western ? 11 : 5)) % 12) + 1;
  const part = dayPart(hour, PARTS);
  const [now, next] = [small(clock(hour)), small(clock(hour + 1))];
  const seconds = second === undefined || second === 0 ? '' : `na sekunde ${small(second)}`;
  if (minute === 0 && seconds === '') {
    const full = [`saa ${now} ${part}`, `saa ${now} kamili ${part}`];
    return full;
  }
  const minutes = minute === 0 ? '' : `na dakika ${small(minute)} `;
  const plain = `saa ${now} ${minutes}${seconds === '' ? '' : `${seconds} `}${part}`;
  if (seconds !== '') return [plain];
  if (minute === 15) return [`saa ${now} na robo ${part}`, plain];
  if (minute === 30) return [`saa ${now} na nusu ${part}`, `saa ${now} u nusu ${part}`, plain];
  const before = minute === 45 ? 'robo' : `dakika ${small(60 - minute)}`;
  if (minute === 45)
    return [`saa ${next} kasoro ${before} ${part}`, `saa ${next} kasorobo ${part}`, plain];
  return minute > 30 ? [plain, `saa ${next} kasoro ${before} ${part}`] : [plain];
}

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const years = year === undefined ? [] : cardinal(BigInt(year)).slice(0, 2);
  const nth = month === undefined ? '' : `wa ${ordinal(BigInt(month))[0]!.slice(3)}`;
  const days =
    day === undefined ? [] : [small(day), ...(day === 1 ? ['mosi'] : day === 2 ? ['pili'] : [])];
  const name = weekday === undefined ? '' : `${WEEKDAYS[weekday]![0]} `;
  const parts = (monthWords: string, yearWord: string) =>
    combine([
      day === undefined ? '' : days.map((said) => `${name}tarehe ${said}`),
      month === undefined ? '' : monthWords,
      year === undefined ? '' : years.map((said) => `${yearWord}${said}`),
    ]);
  const byNumber = parts(`mwezi ${nth}`, 'mwaka ');
  if (month === undefined) return byNumber;
  const byName = MONTHS[month - 1]![0]!;
  return [
    ...byNumber.slice(0, 3),
    ...parts(byName, 'mwaka ').slice(0, 2),
    ...parts(byName, '').slice(0, 2),
  ];
}

function fraction(numerator: bigint, denominator: bigint): Phrases {
  const names: Readonly<Record<string, string>> = { 2: 'nusu', 3: 'theluthi', 4: 'robo' };
  const name = names[String(denominator)];
  if (name === undefined || numerator >= denominator || numerator === 0n) return [];
  if (numerator === 1n) return denominator === 3n ? ['theluthi moja', 'theluthi'] : [name];
  return combine([name, cardinal(numerator)]);
}

/** "nusu saa", "robo kilo", "robo tatu ya kilo", "kilo moja na nusu". */
const share: ShareRule = ({ whole, ratio }, { one, many }, numbers) => {
  const said = numbers.quantity({ negative: false, integer: whole, fraction: '', ratio });
  if (whole > 0n) return combine([many, said]);
  const first = said.slice(0, 1);
  return combine(/ /.test(first[0] ?? '') ? [first, 'ya', one] : [first, one]);
};
const RULES = { joins: ['na', ''], nounFirst: true, share };

export const swahili: Language = {
  tag: 'sw',
  cardinal,
  digit: (digit) => SMALL[digit]!,
  minus: ['hasi', 'minus'],
  plus: ['plus', 'jumlisha'],
  point: ['nukta', 'pointi'],
  scaleFirst: true,
  scales: {
    6: { one: ['milioni'], many: ['milioni'], written: /^(?:milioni|million)$/ },
    9: { one: ['bilioni'], many: ['bilioni'], written: /^(?:bilioni|billion)$/ },
  },
  ordinal,
  fraction,
  mixed: (whole, share) => fillPattern('{} na {}', whole, share),
  percent: (amount) => fillPattern('asilimia {}', amount),
  year: (value) =>
    value < 0
      ? []
      : [...cardinal(BigInt(value)), ...fillPattern('mwaka {}', cardinal(BigInt(value)))],
  yearWords: /^mwaka$/,
  months: MONTHS,
  weekdays: WEEKDAYS,
  date,
  time,
  timeNoun: /^(?:saa)$/u,
  localClock: true,
  leadWord: /^(?:tarehe|asilimia)$/,
  dayParts: /^(?:(?:ya|za) )?(?:alfajiri|asubuhi|adhuhuri|mchana|alasiri|jioni|magharibi|usiku)$/u,
  currencies: currencyTable({
    KES: 'shilingi; senti',
    TZS: 'shilingi; senti',
    UGX: 'shilingi; senti',
    USD: 'dola; senti',
    EUR: 'yuro; senti',
    GBP: 'pauni; peni',
    RWF: 'faranga',
    BIF: 'faranga',
    CDF: 'faranga',
    ETB: 'birr; santim',
    INR: 'rupia',
    ZAR: 'randi',
  }),
  money: moneyRule(RULES),
  unit: unitTable({
    kilogram: 'kilogramu/kilo',
    gram: 'gramu',
    milligram: 'miligramu',
    tonne: 'tani',
    pound: 'ratili',
    kilometer: 'kilomita',
    meter: 'mita',
    centimeter: 'sentimita',
    millimeter: 'milimita',
    mile: 'maili',
    foot: 'futi',
    inch: 'inchi',
    yard: 'yadi',
    'square-meter': 'mita za mraba',
    'square-kilometer': 'kilomita za mraba',
    hectare: 'hekta',
    acre: 'ekari',
    liter: 'lita',
    milliliter: 'mililita',
    'kilometer-per-hour': 'kilomita kwa saa',
    celsius: 'nyuzi joto selsiasi/digrii selsiasi',
    second: 'sekunde',
    minute: 'dakika',
    hour: 'saa',
    day: 'siku',
    week: 'wiki',
    month: 'mwezi|miezi',
    year: 'mwaka|miaka',
  }),
  measure: measureRule(RULES),
  counted: () => [], // numbers agree with the noun's class, and stand after it
  range: (from, to) => fillPattern('{} hadi {}', from, to),
};
