// Spelling variants that a language does not hear: a clip in one spelling says the word in the other, too.

import { getOrCreate } from '../util/memoize.ts';

/** Folds a normalised word to the spelling that clips are found by. */
export type Fold = (word: string) => string;

/** Hindi's letters for Persian and English sounds; ड़ and ढ़ are sounds of their own. */
const HINDI_NUKTA = /(?<=[कखगजझफय])\u093C+/gu;
/** A nasal before a stop of its own place: हिन्दी is हिंदी. */
const NASALS_BEFORE_STOPS = /ङ्(?=[कखगघ])|ञ्(?=[चछजझ])|ण्(?=[टठडढ])|न्(?=[तथदध])|म्(?=[पफबभ])|\u0901/gu;
const ANUSVARA = '\u0902';
/** The same in Gujarati. */
const GUJARATI_NASALS = /ઙ્(?=[કખગઘ])|ઞ્(?=[ચછજઝ])|ણ્(?=[ટઠડઢ])|ન્(?=[તથદધ])|મ્(?=[પફબભ])|\u0A81/gu;
const GUJARATI_ANUSVARA = '\u0A82';

/** Amharic's series of letters that sound alike: the first code point of each, and of the usual one. */
const ETHIOPIC_SERIES: readonly (readonly [from: number, to: number])[] = [
  [0x1210, 0x1200], // ሐ ሀ
  [0x1280, 0x1200], // ኀ ሀ
  [0x1220, 0x1230], // ሠ ሰ
  [0x12d0, 0x12a0], // ዐ አ
  [0x1340, 0x1338], // ፀ ጸ
];
const ETHIOPIC = /[\u1200-\u135A]/gu;
/** Orders of a letter, by its vowel. */
const ORDERS = 8;
/** Fourth orders that sound like the first: ሃ ሀ, ኣ አ. */
const SAME_AS_FIRST = new Map([
  ['ሃ', 'ሀ'],
  ['ኣ', 'አ'],
]);

/** Vowel signs and the stretched line, which are seldom written. */
const ARABIC_SIGNS = /[\u064B-\u0652\u0670\u0640]/gu;
/** Arabic letters for those that Urdu has of its own. */
const URDU_LETTERS: Readonly<Record<string, string>> = {
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ه: 'ہ',
  ۀ: 'ۂ',
  ة: 'ۃ',
};
/** Alif with a sign that is often left out, and the final ya without its dots. */
const ARABIC_LETTERS: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
};
/** "مائة" as well as "مئة" for hundred, whose alif is silent. */
const ARABIC_HUNDRED = /مائ(?=[ةت])/g;
/** Arabic letters for Persian ones. */
const PERSIAN_LETTERS: Readonly<Record<string, string>> = { ي: 'ی', ى: 'ی', ك: 'ک' };

/**
 * Plurals of French number words and of what they count, whose s is not heard: "quatre-vingts", "deux heures". "Cents"
 * may be coins, which sound otherwise.
 */
const FRENCH_PLURALS = /^(vingt|million|milliard|heure|minute|seconde|dollar|euro|centime)s$/;

const FOLDS: Readonly<Record<string, Fold>> = {
  hi: (word) => word.replace(HINDI_NUKTA, '').replace(NASALS_BEFORE_STOPS, ANUSVARA),
  gu: (word) => word.replace(GUJARATI_NASALS, GUJARATI_ANUSVARA),
  am: foldAmharic,
  ur: (word) => replaceLetters(word.replace(ARABIC_SIGNS, ''), URDU_LETTERS),
  ar: (word) =>
    replaceLetters(word.replace(ARABIC_SIGNS, '').replace(ARABIC_HUNDRED, 'مئ'), ARABIC_LETTERS),
  fa: (word) => replaceLetters(word.replace(ARABIC_SIGNS, ''), PERSIAN_LETTERS),
  fil: (word) =>
    word
      .normalize('NFD')
      .replace(/[\u0300-\u0302]/g, '')
      .normalize('NFC'), // accents of dictionaries
  fr: (word) => word.replace(FRENCH_PLURALS, '$1'),
  ru: (word) => word.replaceAll('ё', 'е'), // as most people write it
  ha: (word) => word.replaceAll('ƴ', "'y"),
};

const same: Fold = (word) => word;

/** The fold of a language: the words themselves where all its spellings are heard. */
export function foldOf(language: string): Fold {
  return getOrCreate(known, language, () => {
    const [name = ''] = language.split('-');
    return Object.hasOwn(FOLDS, name) ? FOLDS[name]! : same;
  });
}

const known = new Map<string, Fold>();

function foldAmharic(word: string): string {
  return word.replace(ETHIOPIC, (letter) => {
    const code = letter.codePointAt(0)!;
    const series = ETHIOPIC_SERIES.find(([from]) => code >= from && code < from + ORDERS);
    const usual =
      series === undefined ? letter : String.fromCodePoint(code - series[0] + series[1]);
    return SAME_AS_FIRST.get(usual) ?? usual;
  });
}

function replaceLetters(word: string, letters: Readonly<Record<string, string>>): string {
  return word.replace(/[^\p{ASCII}]/gu, (letter) => letters[letter] ?? letter);
}
