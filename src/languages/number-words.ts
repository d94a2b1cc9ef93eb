import { normalizeWord } from '../message/normalize.ts';
import type { Gender } from '../message/readings/reading.ts';

/** Number rules of one locale of n2words. */
export interface NumberWords {
  /**
   * Words of a number in canonical form (`-?digits[.digits]`); null where the rules do not reach. An
   * integer with a leading zero is not a quantity and is said digit by digit.
   */
  cardinal(canonical: string, gender?: Gender): readonly string[] | null;
}

/** A module of n2words, with the numbers of one locale. */
interface LocaleModule {
  /** @param options of the locale: some take a gender, others ignore it. */
  toCardinal(value: bigint | string, options?: object): string;
}

/**
 * Locales of n2words 4.0.0, each loaded when it is needed; a test compares the list with the package.
 * Written out so that a bundler finds them.
 */
const LOCALES: Readonly<Record<string, () => Promise<LocaleModule>>> = {
  'am-ET': () => import('n2words/am-ET'),
  'am-Latn-ET': () => import('n2words/am-Latn-ET'),
  'ar-SA': () => import('n2words/ar-SA'),
  'az-AZ': () => import('n2words/az-AZ'),
  'bn-BD': () => import('n2words/bn-BD'),
  'cs-CZ': () => import('n2words/cs-CZ'),
  'da-DK': () => import('n2words/da-DK'),
  'de-DE': () => import('n2words/de-DE'),
  'el-GR': () => import('n2words/el-GR'),
  'en-AU': () => import('n2words/en-AU'),
  'en-BD': () => import('n2words/en-BD'),
  'en-CA': () => import('n2words/en-CA'),
  'en-GB': () => import('n2words/en-GB'),
  'en-GH': () => import('n2words/en-GH'),
  'en-IE': () => import('n2words/en-IE'),
  'en-IN': () => import('n2words/en-IN'),
  'en-KE': () => import('n2words/en-KE'),
  'en-MY': () => import('n2words/en-MY'),
  'en-NG': () => import('n2words/en-NG'),
  'en-NZ': () => import('n2words/en-NZ'),
  'en-PH': () => import('n2words/en-PH'),
  'en-PK': () => import('n2words/en-PK'),
  'en-SG': () => import('n2words/en-SG'),
  'en-US': () => import('n2words/en-US'),
  'en-ZA': () => import('n2words/en-ZA'),
  'es-ES': () => import('n2words/es-ES'),
  'es-MX': () => import('n2words/es-MX'),
  'es-US': () => import('n2words/es-US'),
  'fa-IR': () => import('n2words/fa-IR'),
  'fi-FI': () => import('n2words/fi-FI'),
  'fil-PH': () => import('n2words/fil-PH'),
  'fr-BE': () => import('n2words/fr-BE'),
  'fr-FR': () => import('n2words/fr-FR'),
  'gu-IN': () => import('n2words/gu-IN'),
  'ha-NG': () => import('n2words/ha-NG'),
  'hbo-IL': () => import('n2words/hbo-IL'),
  'he-IL': () => import('n2words/he-IL'),
  'hi-IN': () => import('n2words/hi-IN'),
  'hr-HR': () => import('n2words/hr-HR'),
  'hu-HU': () => import('n2words/hu-HU'),
  'id-ID': () => import('n2words/id-ID'),
  'it-IT': () => import('n2words/it-IT'),
  'ja-JP': () => import('n2words/ja-JP'),
  'ka-GE': () => import('n2words/ka-GE'),
  'kn-IN': () => import('n2words/kn-IN'),
  'ko-KR': () => import('n2words/ko-KR'),
  'lt-LT': () => import('n2words/lt-LT'),
  'lv-LV': () => import('n2words/lv-LV'),
  'mr-IN': () => import('n2words/mr-IN'),
  'ms-MY': () => import('n2words/ms-MY'),
  'nb-NO': () => import('n2words/nb-NO'),
  'nl-NL': () => import('n2words/nl-NL'),
  'pa-IN': () => import('n2words/pa-IN'),
  'pl-PL': () => import('n2words/pl-PL'),
  'pt-PT': () => import('n2words/pt-PT'),
  'ro-RO': () => import('n2words/ro-RO'),
  'ru-RU': () => import('n2words/ru-RU'),
  'sr-Cyrl-RS': () => import('n2words/sr-Cyrl-RS'),
  'sr-Latn-RS': () => import('n2words/sr-Latn-RS'),
  'sv-SE': () => import('n2words/sv-SE'),
  'sw-KE': () => import('n2words/sw-KE'),
  'ta-IN': () => import('n2words/ta-IN'),
  'te-IN': () => import('n2words/te-IN'),
  'th-TH': () => import('n2words/th-TH'),
  'tr-TR': () => import('n2words/tr-TR'),
  'uk-UA': () => import('n2words/uk-UA'),
  'ur-PK': () => import('n2words/ur-PK'),
  'vi-VN': () => import('n2words/vi-VN'),
  'yo-NG': () => import('n2words/yo-NG'),
  'zh-Hans-CN': () => import('n2words/zh-Hans-CN'),
  'zh-Hant-TW': () => import('n2words/zh-Hant-TW'),
};

/** Locales with number rules. */
export const NUMBER_LOCALES: readonly string[] = Object.keys(LOCALES);

/** Default locale of a language with several, by CLDR's likely subtags. */
const DEFAULT_LOCALES: Readonly<Record<string, string>> = {
  am: 'am-ET',
  en: 'en-US',
  es: 'es-ES',
  fr: 'fr-FR',
  no: 'nb-NO',
  sr: 'sr-Cyrl-RS',
  zh: 'zh-Hans-CN',
};

/**
 * Finds the n2words locale for a language tag: an exact match, else the one of its region and likely
 * script ("zh-TW" is zh-Hant-TW), else the language's default ("en" is en-US), else its only one; null
 * without any.
 */
export function numberLocale(language: string): string | null {
  if (Object.hasOwn(LOCALES, language)) return language;
  const [name = ''] = language.split('-');
  if (name !== language) {
    const { script, region } = new Intl.Locale(language).maximize();
    const full = [`${name}-${script}-${region}`, `${name}-${region}`];
    const exact = full.find((tag) => Object.hasOwn(LOCALES, tag));
    if (exact !== undefined) return exact;
  }
  return DEFAULT_LOCALES[name] ?? NUMBER_LOCALES.find((tag) => tag.startsWith(`${name}-`)) ?? null;
}

type Cardinal = (value: bigint) => string;

/**
 * Loads the number rules of one language, and only that one.
 * @returns null for a language that n2words does not have.
 */
export async function loadNumberWords(language: string): Promise<NumberWords | null> {
  const locale = numberLocale(language);
  if (locale === null) return null;
  const { toCardinal } = await LOCALES[locale]!();
  const bySingleDigits = SAY_FRACTION_BY_DIGIT.has(new Intl.Locale(language).language);
  return {
    cardinal: (canonical, gender) =>
      cardinal(
        (value) => toCardinal(value, gender === 'f' ? { gender: 'feminine' } : undefined),
        canonical,
        bySingleDigits,
      ),
  };
}

/** Languages where n2words 4.0.0 groups a fraction's digits ("three point fourteen"), which nobody says. */
const SAY_FRACTION_BY_DIGIT = new Set(['bn', 'de', 'en', 'hi', 'pa', 'sw', 'ur']);

/** Past 15 digits n2words drops scale words in many locales without an error ("ten" for 10^40). */
const MAX_DIGITS = 15;
/** Limit for numbers said digit by digit: the longest that people write have about 30. */
const MAX_DIGITS_SPOKEN_SINGLY = 60;

function cardinal(
  toCardinal: (value: bigint | string) => string,
  canonical: string,
  fractionByDigit: boolean,
): readonly string[] | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical);
  if (parts === null) return null;
  const [, sign = '', integer = '', fraction = ''] = parts;
  const digitByDigit = integer.length > 1 && integer.startsWith('0');
  const maxDigits = digitByDigit ? MAX_DIGITS_SPOKEN_SINGLY : MAX_DIGITS;
  if (integer.length > maxDigits || fraction.length > MAX_DIGITS) return null;
  const say: Cardinal = (value) => toCardinal(value);
  const digits = (text: string) => [...text].map((digit) => say(BigInt(digit)));
  const phrases: (string | null)[] = [];
  if (sign) phrases.push(without(say(-5n), say(5n)));
  phrases.push(...(digitByDigit ? digits(integer) : [say(BigInt(integer))]));
  if (fraction) {
    const point = without(without(toCardinal('0.5'), say(0n)), say(5n));
    const whole = without(
      toCardinal(`${BigInt(integer) % 10n}.${fraction}`),
      say(BigInt(integer) % 10n),
    );
    phrases.push(...(fractionByDigit ? [point, ...digits(fraction)] : [whole]));
  }
  return phrases.every((words) => words !== null && isComplete(words))
    ? phrases.flatMap((w) => toWords(w!))
    : null;
}

/** Removes `word` from the end or the beginning of `phrase`; null if it is at neither. */
function without(phrase: string | null, word: string): string | null {
  if (phrase === null) return null;
  if (phrase.endsWith(word)) return phrase.slice(0, -word.length).trim();
  if (phrase.startsWith(word)) return phrase.slice(word.length).trim();
  return null;
}

/** False for a phrase with a hole, which shows as a double space or as JavaScript's own words. */
function isComplete(words: string): boolean {
  return words !== '' && words.trim() === words && !/\s\s|undefined|NaN/.test(words);
}

/** Splits a phrase into the lexicon's words: "thirty-four" is two. */
function toWords(phrase: string): string[] {
  return phrase
    .split(/[\s\-\u2010,]+/u)
    .map(normalizeWord)
    .filter((word) => word !== '');
}
