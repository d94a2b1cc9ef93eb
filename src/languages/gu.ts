// Gujarati. Sources: CLDR 48 (gu) for names and ordinals, n2words 4.0.0 (MIT) and UniNum for spellings.
import type { ClockTime, Language } from '../message/readings/language.ts';
import { fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { dayMonthYear, dayPart, indicCardinal, indicYear, quarterOf, shareRule } from './indic.ts';
import { currencyTable, measureRule, moneyRule, unitTable } from './nouns.ts';
import { numberList } from './scales.ts';

const NUMBERS = numberList(`
  શૂન્ય, એક, બે, ત્રણ, ચાર, પાંચ, છ, સાત, આઠ, નવ
  દસ, અગિયાર, બાર, તેર, ચૌદ, પંદર, સોળ, સત્તર, અઢાર, ઓગણીસ
  વીસ, એકવીસ, બાવીસ, ત્રેવીસ/તેવીસ, ચોવીસ, પચ્ચીસ/પચીસ, છવ્વીસ/છવીસ, સત્તાવીસ, અઠ્ઠાવીસ/અઠ્ઠાવીસ, ઓગણત્રીસ
  ત્રીસ, એકત્રીસ, બત્રીસ, તેત્રીસ, ચોત્રીસ, પાંત્રીસ, છત્રીસ, સાડત્રીસ, આડત્રીસ/અડત્રીસ, ઓગણચાલીસ
  ચાલીસ, એકતાલીસ/એકતાળીસ, બેતાલીસ/બેતાળીસ, તેતાલીસ/ત્રેતાળીસ/ત્રેતાલીસ, ચુંમાલીસ/ચુમ્માલીસ/ચુંમાળીસ, પિસ્તાલીસ/પિસ્તાળીસ, છેતાલીસ/છેતાળીસ, સુડતાલીસ/સુડતાળીસ, અડતાલીસ/અડતાળીસ, ઓગણપચાસ
  પચાસ, એકાવન, બાવન, ત્રેપન, ચોપન, પંચાવન, છપ્પન, સત્તાવન, અઠ્ઠાવન, ઓગણસાઠ/ઓગણસાંઠ
  સાઠ/સાંઠ, એકસઠ/એકસંઠ, બાસઠ/બાંસઠ, ત્રેસઠ, ચોસઠ, પાંસઠ, છાસઠ/છાંસઠ, સડસઠ, અડસઠ, અગણોસિત્તેર/ઓગણોસિત્તેર
  સિત્તેર, એકોતેર/ઇકોતેર, બોતેર, તોતેર/તોંતેર, ચુમોતેર/ચુંમોતેર, પંચોતેર, છોતેર, સિત્યોતેર, ઇઠ્યોતેર, ઓગણાએંસી/અગણ્યાએંસી
  એંસી/એંશી, એક્યાસી, બ્યાસી, ત્યાસી/ત્યાંસી, ચોર્યાસી, પંચાસી/પંચ્યાસી, છ્યાસી/છયાસી, સિત્યાસી, અઠ્યાસી, નેવ્યાસી
  નેવું, એકાણું, બાણું, ત્રાણું, ચોરાણું, પંચાણું, છન્નું, સત્તાણું, અઠ્ઠાણું, નવ્વાણું
`);
const HUNDRED = ['સો', '{}સો'];
const scaled = indicCardinal({
  numbers: NUMBERS,
  hundred: HUNDRED,
  thousand: ['હજાર'],
  lakh: ['લાખ'],
  crore: ['કરોડ'],
  above: ['અબજ', 'ખરબ'],
});
/** Two hundred is "બસો" as one word. */
const cardinal = (value: bigint): Phrases =>
  scaled(value).map((phrase) => phrase.replace('બેસો', 'બસો'));
const small = (value: number) => NUMBERS[value]![0]!;

/** Ordinals by their stem, to which gender adds its vowel. */
const FIRST = ['', 'પહેલ', 'બીજ', 'ત્રીજ', 'ચોથ', 'પાંચમ', 'છઠ્ઠ'];

function ordinal(value: bigint, ending: string): Phrases {
  if (value === 0n) return [];
  if (value <= 6n) return [FIRST[Number(value)]! + ending];
  return cardinal(value).map((phrase) => `${phrase}મ${ending}`);
}

const MONTHS = numberList(
  'જાન્યુઆરી, ફેબ્રુઆરી, માર્ચ, એપ્રિલ, મે, જૂન, જુલાઈ, ઑગસ્ટ/ઓગસ્ટ, સપ્ટેમ્બર, ઑક્ટોબર/ઓક્ટોબર, નવેમ્બર, ડિસેમ્બર',
);
const WEEKDAYS = numberList('રવિવાર, સોમવાર, મંગળવાર, બુધવાર, ગુરુવાર, શુક્રવાર, શનિવાર');
const PARTS = [
  [0, 'રાત્રે'],
  [4, 'સવારે'],
  [12, 'બપોરે'],
  [16, 'સાંજે'],
  [20, 'રાત્રે'],
] as const;
const QUARTERS = {
  quarterPast: 'સવા',
  halfPast: 'સાડા',
  quarterTo: 'પોણા',
  halfPastOne: 'દોઢ',
  halfPastTwo: 'અઢી',
};

function time(value: ClockTime): Phrases {
  const { hour, minute, second } = value;
  const hour12 = ((hour + 11) % 12) + 1;
  const seconds = second === undefined || second === 0 ? '' : ` ${small(second)} સેકંડ`;
  const after = (minute === 0 ? '' : ` ${small(minute)} મિનિટ`) + seconds;
  const plain = after === '' ? `${small(hour12)} વાગ્યે` : `${small(hour12)} વાગીને${after}`;
  const quarter = seconds === '' ? quarterOf(value, hour12, QUARTERS, small) : null;
  const all = quarter === null ? [plain] : [`${quarter} વાગ્યે`, plain];
  if (value.half === undefined && hour >= 1 && hour <= 12) return all;
  return fillPattern(`${dayPart(hour24(value), PARTS)} {}`, all);
}

const year = (value: number) => indicYear(value, cardinal, ['{}સો', 'સો']);
const SHARES = { ...QUARTERS, quarter: 'પા' };
const RULES = { joins: ['', 'અને'], share: shareRule(SHARES) };

export const gujarati: Language = {
  tag: 'gu',
  cardinal,
  digit: (digit) => NUMBERS[digit]!,
  minus: ['માઇનસ', 'ઓછા'],
  plus: ['પ્લસ'],
  point: ['દશાંશ', 'પોઇન્ટ'],
  scales: {
    5: { one: ['લાખ'], many: ['લાખ'], written: /^લાખ$/ },
    7: { one: ['કરોડ'], many: ['કરોડ'], written: /^કરોડ$/ },
  },
  ordinal: (value, gender) => {
    const ending = gender === 'f' ? 'ી' : gender === 'm' ? 'ો' : 'ું';
    return gender === undefined
      ? ['ું', 'ો', 'ી'].flatMap((each) => ordinal(value, each).slice(0, 2))
      : gender === 'm'
        ? [...ordinal(value, 'ો'), ...ordinal(value, 'ું')]
        : ordinal(value, ending);
  },
  ordinalSuffixes: /^(?:મ|લ|જ|થ|ઠ્ઠ)(?:ો|ી|ું|ા)$/u,
  ordinalSuffix: (value, suffix) => {
    const ending = /(?:ો|ી|ું|ા)$/u.exec(suffix)?.[0];
    if (ending === undefined) return [];
    return ordinal(value, ending).filter((phrase) => phrase.endsWith(suffix));
  },
  fraction: (numerator, denominator) => {
    if (denominator === 2n && numerator === 1n) return ['અડધું', 'અડધો', 'અડધી'];
    if (denominator !== 4n) return [];
    return numerator === 1n ? ['પા'] : numerator === 3n ? ['પોણું', 'પોણો'] : [];
  },
  mixed: (whole, share) => fillPattern('{} અને {}', whole, share),
  percent: (amount) => fillPattern('{} ટકા', amount),
  year,
  yearWords: /^(?:વર્ષ|સન)$/u,
  months: MONTHS,
  weekdays: WEEKDAYS,
  date: (value) =>
    dayMonthYear(value, {
      weekdays: WEEKDAYS,
      months: MONTHS,
      day: (of) => (of === 1 ? ['પહેલી', 'એક'] : NUMBERS[of]!),
      year,
    }),
  time,
  timeNoun: /^(?:વાગ્યે)$/u,
  timeWords: /^(?:સવારે|બપોરે|સાંજે|રાત્રે)$/u,
  currencies: currencyTable({
    INR: 'રૂપિયો|રૂપિયા; પૈસો|પૈસા',
    USD: 'ડૉલર/ડોલર; સેન્ટ',
    EUR: 'યુરો; સેન્ટ',
    GBP: 'પાઉન્ડ; પેની|પેન્સ',
    JPY: 'યેન',
    KES: 'શિલિંગ; સેન્ટ',
  }),
  money: moneyRule(RULES),
  unit: unitTable({
    kilogram: 'કિલોગ્રામ/કિલો',
    gram: 'ગ્રામ',
    milligram: 'મિલિગ્રામ',
    tonne: 'ટન',
    quintal: 'ક્વિન્ટલ',
    pound: 'પાઉન્ડ',
    kilometer: 'કિલોમીટર',
    meter: 'મીટર',
    centimeter: 'સેન્ટિમીટર',
    millimeter: 'મિલિમીટર',
    mile: 'માઇલ',
    foot: 'ફૂટ',
    inch: 'ઇંચ',
    yard: 'વાર',
    'square-meter': 'ચોરસ મીટર',
    'square-kilometer': 'ચોરસ કિલોમીટર',
    hectare: 'હેક્ટર',
    acre: 'એકર',
    liter: 'લિટર',
    milliliter: 'મિલીલિટર',
    celsius: 'ડિગ્રી સેલ્સિયસ',
    'kilometer-per-hour': 'કિલોમીટર પ્રતિ કલાક',
    second: 'સેકંડ',
    minute: 'મિનિટ',
    hour: 'કલાક',
    day: 'દિવસ',
    week: 'અઠવાડિયું|અઠવાડિયા',
    month: 'મહિનો|મહિના',
    year: 'વર્ષ',
  }),
  measure: measureRule(RULES),
  range: (from, to) => fillPattern('{} થી {}', from, to),
};
