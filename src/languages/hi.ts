// Hindi. Sources: CLDR 48 (hi) for names, n2words 4.0.0 (MIT), NeMo-text-processing (Apache-2.0), UniNum and
// num2words for spellings and reading orders.
import type { ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { CURRENCIES, UNITS } from './hi-nouns.ts';
import { dayMonthYear, dayPart, indicCardinal, indicYear, quarterOf, shareRule } from './indic.ts';
import { measureRule, moneyRule } from './nouns.ts';
import { numberList } from './scales.ts';

const NUMBERS = numberList(`
  शून्य, एक, दो, तीन, चार, पाँच/पांच, छह/छः/छे, सात, आठ, नौ
  दस, ग्यारह, बारह, तेरह, चौदह, पंद्रह/पन्द्रह, सोलह, सत्रह, अठारह/अट्ठारह, उन्नीस
  बीस, इक्कीस, बाईस/बाइस, तेईस/तेइस, चौबीस, पच्चीस, छब्बीस, सत्ताईस/सत्ताइस, अट्ठाईस/अट्ठाइस, उनतीस/उन्तीस
  तीस, इकतीस/इकत्तीस, बत्तीस, तैंतीस, चौंतीस, पैंतीस, छत्तीस, सैंतीस, अड़तीस, उनतालीस/उन्तालीस
  चालीस, इकतालीस, बयालीस, तैंतालीस, चौवालीस/चवालीस/चौंतालीस, पैंतालीस, छियालीस, सैंतालीस, अड़तालीस, उनचास
  पचास, इक्यावन, बावन, तिरपन/तिरेपन, चौवन, पचपन, छप्पन, सत्तावन, अट्ठावन/अठावन, उनसठ
  साठ, इकसठ, बासठ, तिरेसठ/तिरसठ, चौंसठ/चौसठ, पैंसठ, छियासठ/छयासठ, सड़सठ/सरसठ, अड़सठ, उनहत्तर
  सत्तर, इकहत्तर, बहत्तर, तिहत्तर, चौहत्तर, पचहत्तर, छिहत्तर, सतहत्तर, अठहत्तर, उनासी/उन्यासी
  अस्सी, इक्यासी, बयासी, तिरासी, चौरासी, पचासी/पिच्चासी, छियासी, सत्तासी/सतासी, अट्ठासी/अठासी, नवासी
  नब्बे, इक्यानबे/इक्यानवे, बानबे/बानवे, तिरानबे/तिरानवे, चौरानबे/चौरानवे, पंचानबे/पचानवे/पंचानवे, छियानबे/छियानवे, सत्तानबे/सत्तानवे, अट्ठानबे/अट्ठानवे, निन्यानबे/निन्यानवे
`);
const HUNDRED = ['सौ'];
const cardinal = indicCardinal({
  numbers: NUMBERS,
  hundred: HUNDRED,
  thousand: ['हज़ार'],
  lakh: ['लाख'],
  crore: ['करोड़'],
  above: ['अरब', 'खरब', 'नील', 'पद्म', 'शंख'],
});

/** First ordinals by their stem, to which gender adds its vowel. */
const FIRST = ['', 'पहल', 'दूसर', 'तीसर', 'चौथ', '', 'छठ'];

/** @param ending of the ordinal: masculine, oblique or plural, feminine. */
function ordinal(value: bigint, ending: 'ा' | 'े' | 'ी'): Phrases {
  const stem = value <= 6n ? FIRST[Number(value)] : undefined;
  if (stem) return value === 6n ? [stem + ending, `छठव${ending}ं`] : [stem + ending];
  const suffixes = { 'ा': ['वाँ', 'वां'], 'े': ['वें'], 'ी': ['वीं'] }[ending];
  return suffixes.flatMap((suffix) => cardinal(value).map((phrase) => phrase + suffix));
}

/** The suffixes of the ordinals, with their ending. */
const SUFFIXES: Readonly<Record<string, 'ा' | 'े' | 'ी'>> = {
  ला: 'ा',
  ले: 'े',
  ली: 'ी',
  रा: 'ा',
  रे: 'े',
  री: 'ी',
  था: 'ा',
  थे: 'े',
  थी: 'ी',
  ठा: 'ा',
  ठे: 'े',
  ठी: 'ी',
  वां: 'ा',
  वाँ: 'ा',
  वें: 'े',
  वे: 'े',
  वीं: 'ी',
  वी: 'ी',
};

const MONTHS = numberList(
  'जनवरी, फ़रवरी/फरवरी, मार्च, अप्रैल, मई, जून, जुलाई, अगस्त, सितंबर/सितम्बर, अक्टूबर/अक्तूबर, नवंबर/नवम्बर, दिसंबर/दिसम्बर',
);
const WEEKDAYS = numberList('रविवार, सोमवार, मंगलवार, बुधवार, गुरुवार, शुक्रवार, शनिवार');
const PARTS = [
  [0, 'रात'],
  [4, 'सुबह'],
  [12, 'दोपहर'],
  [16, 'शाम'],
  [20, 'रात'],
] as const;
const QUARTERS = {
  quarterPast: 'सवा',
  halfPast: 'साढ़े',
  quarterTo: 'पौने',
  halfPastOne: 'डेढ़',
  halfPastTwo: 'ढाई',
};
const small = (value: number) => NUMBERS[value]![0]!;

function time(value: ClockTime): Phrases {
  const { hour, minute, second, half } = value;
  const hour12 = ((hour + 11) % 12) + 1;
  const part = dayPart(hour24(value), PARTS);
  const said = (name: number) => {
    const seconds = second === undefined || second === 0 ? '' : `${small(second)} सेकंड`;
    if (minute === 0 && seconds === '') return `${small(name)} बजे`;
    const minutes = minute === 0 ? '' : `${small(minute)} मिनट`;
    return `${small(name)} बजकर ${minutes} ${seconds}`.trim().replace(/ +/g, ' ');
  };
  const quarter = second === undefined ? quarterOf(value, hour12, QUARTERS, small) : null;
  const plain = [said(hour12), ...(quarter === null ? [] : [`${quarter} बजे`])];
  if (half === undefined && hour >= 1 && hour <= 12) return plain;
  const withPart = fillPattern([`${part} के {}`, `${part} {}`], plain);
  return half === undefined ? [...withPart, said(hour)] : withPart;
}

function fraction(numerator: bigint, denominator: bigint): Phrases {
  const over = combine([cardinal(numerator), 'बटा', cardinal(denominator)]);
  if (denominator === 2n && numerator === 1n) return ['आधा', ...over];
  if (denominator !== 4n) return over;
  return [...combine([numerator === 1n ? 'एक' : cardinal(numerator), 'चौथाई']), ...over];
}

const year = (value: number) => indicYear(value, cardinal, HUNDRED);
const SHARES = { ...QUARTERS, half: 'आधा', quarter: 'चौथाई', threeQuarters: 'तीन चौथाई' };
const RULES = { joins: ['', 'और'], share: shareRule(SHARES) };

/** Half numbers as quantities are counted: one and a half, two and a half, "साढ़े" from three. */
const measure: NonNullable<Language['measure']> = (amount, unit, numbers) => {
  const plain = measureRule(RULES)(amount, unit, numbers);
  const { integer, fraction: digits, negative, scale } = amount;
  if (digits !== '5' || negative || scale !== undefined || integer < 1n) return plain;
  const head =
    integer === 1n ? ['डेढ़'] : integer === 2n ? ['ढाई'] : combine(['साढ़े', cardinal(integer)]);
  const halves = combine([head, unit.many]);
  return integer <= 2n ? [...halves, ...plain] : [...plain.slice(0, 5), ...halves];
};

export const hindi: Language = {
  tag: 'hi',
  cardinal,
  digit: (digit) => NUMBERS[digit]!,
  minus: ['माइनस', 'ऋणात्मक', 'ऋण'],
  plus: ['प्लस'],
  point: ['दशमलव'],
  dot: 'डॉट',
  scales: {
    3: { one: ['हज़ार'], many: ['हज़ार'], written: /^(?:हज़ार|हजार)$/ },
    5: { one: ['लाख'], many: ['लाख'], written: /^लाख$/ },
    7: { one: ['करोड़'], many: ['करोड़'], written: /^(?:करोड़|करोड)$/ },
    9: { one: ['अरब'], many: ['अरब'], written: /^अरब$/ },
  },
  ordinal: (value, gender) => {
    if (gender === 'f') return ordinal(value, 'ी');
    const masculine = [...ordinal(value, 'ा').slice(0, 4), ...ordinal(value, 'े').slice(0, 2)];
    return gender === 'm' ? masculine : [...masculine, ...ordinal(value, 'ी').slice(0, 2)];
  },
  ordinalSuffixes: /^(?:[लरथठ][ािीे]|व(?:ां|ाँ|ें|े|ीं|ी))$/u,
  ordinalSuffix: (value, suffix) => {
    const ending = SUFFIXES[suffix];
    if (ending === undefined) return [];
    const first = value <= 6n ? FIRST[Number(value)] : '';
    const isStem = !suffix.startsWith('व');
    if (isStem ? !first?.endsWith(suffix[0]!) : first !== '' && value !== 6n) return [];
    const all = ordinal(value, ending);
    // "वां" and "वाँ" are spellings of one word: the written one first.
    return [...all.filter((phrase) => phrase.endsWith(suffix)), ...all];
  },
  fraction,
  mixed: (whole, share) => fillPattern('{} और {}', whole, share),
  percent: (amount) => fillPattern('{} प्रतिशत', amount),
  year,
  yearWords: /^(?:सन|सन्|साल|वर्ष)$/u,
  months: MONTHS,
  weekdays: WEEKDAYS,
  date: (value) => {
    const day = (of: number) => (of === 1 ? ['एक', 'पहली'] : NUMBERS[of]!);
    const usual = dayMonthYear(value, { weekdays: WEEKDAYS, months: MONTHS, day, year });
    if (value.day === undefined || value.month === undefined) return usual;
    const monthFirst = combine([
      MONTHS[value.month - 1]![0]!,
      small(value.day),
      value.year === undefined ? '' : year(value.year),
    ]);
    if (value.weekday !== undefined) return usual;
    // The order that was written is said first.
    return value.dayFirst === false
      ? [...monthFirst, ...usual]
      : [...usual.slice(0, 6), ...monthFirst];
  },
  time,
  timeNoun: /^(?:बजे)$/u,
  timeWords: /^(?:सुबह|दोपहर|शाम|रात)(?: के| में)?$/u,
  currencies: CURRENCIES,
  money: moneyRule(RULES),
  unit: UNITS,
  measure,
  range: (from, to) => fillPattern('{} से {}', from, to),
};
