// Languages whose cardinals are CLDR's, since those of n2words 4.0.0 are wrong or lack what people say.
import type { Language } from '../message/readings/language.ts';
import type { Gender, Phrases } from '../message/readings/reading.ts';
import { parseRules, sayByRules } from './rbnf.ts';
import { aroundScales } from './scales.ts';

/** How a language says CLDR's numbers. */
interface CldrNumbers {
  readonly load: () => Promise<{ readonly rules: string }>;
  /** Sets of rules: of numbers that stand alone, and of those before a noun where they differ. */
  readonly alone: string;
  readonly genders?: Partial<Record<Gender, string>>;
  /** Word of the sign before a telephone number; default: the sign. */
  readonly plus?: string;
  /** Words of the digit 0, where a number said digit by digit has another; default: the number's. */
  readonly zero?: Phrases;
  /** All ways to say a phrase of CLDR; default: as it stands, then its compounds in parts. */
  ways?(phrase: string): Phrases;
}

/** CLDR parts compounds by soft hyphens; clips may say them whole or in parts. */
const SOFT_HYPHEN = '\u00AD';
const compounds = (phrase: string): Phrases => [
  phrase.replaceAll(SOFT_HYPHEN, ''),
  phrase.replaceAll(SOFT_HYPHEN, ' '),
];

/** The same, and with what is below a hundred whole: "vier hundert einundzwanzig". @param scales words of hundreds and more. */
const compoundsBy =
  (scales: RegExp) =>
  (phrase: string): Phrases => {
    const [whole, parts] = compounds(phrase) as [string, string];
    return [whole, aroundScales(whole, scales), parts];
  };

const NORWEGIAN: CldrNumbers = {
  load: () => import('./cldr/no.ts'),
  plus: 'pluss',
  alone: '%%spellout-cardinal-reale',
  genders: { f: '%spellout-cardinal-feminine', n: '%spellout-cardinal-neuter' },
  // "en" without its accent, "syv" as well as "sju", and "ett hundre" as well as "hundre" at the beginning
  ways: (phrase) => {
    const plain = phrase.replaceAll('én', 'en');
    const all = [plain, plain.replace(/^(?=(?:hundre|tusen)\b)/, 'ett ')];
    return [...all, ...all.map((one) => one.replaceAll('sju', 'syv'))].flatMap(compounds);
  },
};

const CLDR: Readonly<Record<string, CldrNumbers>> = {
  da: {
    load: () => import('./cldr/da.ts'),
    plus: 'plus',
    alone: '%spellout-cardinal-neuter',
    genders: { f: '%spellout-cardinal-common', m: '%spellout-cardinal-common' },
    // "et hundrede" and "et tusind" as well as "hundrede" and "tusind"
    ways: (phrase) =>
      [phrase, phrase.replace(/(?<=^|tusind |og )(?=hundrede|tusind)/g, 'et ')].flatMap(
        compoundsBy(/hundrede|tusind/g),
      ),
  },
  de: {
    load: () => import('./cldr/de.ts'),
    plus: 'plus',
    alone: '%spellout-numbering',
    genders: {
      f: '%spellout-cardinal-feminine',
      m: '%spellout-cardinal-masculine',
      n: '%spellout-cardinal-neuter',
    },
    // "hundert" and "tausend" at the beginning as well as "einhundert" and "eintausend"
    ways: (phrase) =>
      [phrase, phrase.replace(/^ein\u00AD(?=hundert|tausend)/, '')].flatMap(
        compoundsBy(/hundert|tausend/g),
      ),
  },
  el: {
    load: () => import('./cldr/el.ts'),
    plus: 'συν',
    alone: '%spellout-cardinal-neuter',
    genders: { f: '%spellout-cardinal-feminine', m: '%spellout-cardinal-masculine' },
    // CLDR has two accents on one word, and an old spelling of ninety.
    ways: (phrase) => [
      phrase
        .replaceAll(SOFT_HYPHEN, '')
        .replaceAll('χίλιάδες', 'χιλιάδες')
        .replaceAll('εννενήντα', 'ενενήντα'),
    ],
  },
  fa: {
    load: () => import('./cldr/fa.ts'),
    alone: '%spellout-cardinal',
    ways: (phrase) => [phrase.replace(/^یک هزار/u, 'هزار'), phrase],
  },
  fi: {
    load: () => import('./cldr/fi.ts'),
    plus: 'plus',
    alone: '%spellout-cardinal',
    ways: compoundsBy(/sataa?|tuhat(?:ta)?/g),
  },
  he: {
    load: () => import('./cldr/he.ts'),
    plus: 'פלוס',
    // Without a noun numbers are feminine.
    alone: '%spellout-numbering',
    genders: { m: '%%spellout-numbering-m' },
  },
  ko: {
    load: () => import('./cldr/ko.ts'),
    plus: '플러스',
    alone: '%spellout-cardinal-sinokorean',
    zero: ['공', '영'],
    // By ten thousands, as the orthography has it; in one word; by syllables, each of which is a number.
    ways: (phrase) => [
      phrase,
      phrase.replaceAll(' ', ''),
      [...phrase.replaceAll(' ', '')].join(' '),
    ],
  },
  nb: NORWEGIAN,
  no: NORWEGIAN,
  sv: {
    load: () => import('./cldr/sv.ts'),
    plus: 'plus',
    alone: '%spellout-numbering',
    genders: { f: '%spellout-cardinal-reale', m: '%spellout-cardinal-reale' },
    // "Hundra" and "tusen" as well as "etthundra" and "ettusen", which in parts is "ett tusen".
    ways: (phrase) => {
      const short = phrase.replace(/(?<=^| )ett?\u00AD?(?=hundra|tusen)/g, '');
      const whole = [phrase, short].map((one) => one.replaceAll(SOFT_HYPHEN, ''));
      const parts = [short, phrase].map((one) =>
        one.replace(/\bet(?=\u00AD?tusen)/g, 'ett ').replaceAll(SOFT_HYPHEN, ' '),
      );
      const tens = aroundScales(whole[1]!.replace(/et(?=tusen)/g, 'ett'), /hundra|tusen/g);
      return [...whole, tens, ...parts];
    },
  },
  vi: {
    load: () => import('./cldr/vi.ts'),
    alone: '%spellout-cardinal',
    ways: vietnamese,
  },
};

/** Words of north and south: lẻ and linh, nghìn and ngàn; tư and bốn after tens; "nghìn lẻ một" for 1,001. */
function vietnamese(phrase: string): Phrases {
  const all = [
    phrase,
    phrase.replaceAll('lẻ', 'linh'),
    phrase.replaceAll('mươi tư', 'mươi bốn'),
    phrase.replaceAll('mươi tư', 'mươi bốn').replaceAll('lẻ', 'linh'),
    phrase.replaceAll('không trăm lẻ', 'lẻ'),
  ];
  return [...all, ...all.map((one) => one.replaceAll('nghìn', 'ngàn'))];
}

/** Primary subtags of the languages with numbers of CLDR. */
export const CLDR_LANGUAGES: readonly string[] = Object.keys(CLDR);

/** Loads the rules of a language of `CLDR_LANGUAGES`. */
export async function loadCldrNumbers(tag: string): Promise<Language> {
  const {
    load,
    alone,
    genders = {},
    zero,
    plus = '+',
    ways = compounds,
  } = CLDR[tag.split('-')[0]!]!;
  const sets = parseRules((await load()).rules);
  const { minus, point } = sets.get(alone)!;
  const cardinal = (value: bigint, gender?: Gender): Phrases => {
    const phrase = sayByRules(sets, (gender && genders[gender]) ?? alone, value, tag);
    return phrase === null ? [] : [...new Set(ways(phrase))];
  };
  return {
    tag,
    cardinal,
    digit: (digit) => (digit === 0 && zero) || cardinal(BigInt(digit)),
    minus: minus === null ? [] : [minus],
    plus: [plus],
    point: point === null ? [] : [point],
    // In Hebrew one stands after its noun, and two before it has another form.
    ...(/^he\b/.test(tag) && { counted: () => [] }),
  };
}
