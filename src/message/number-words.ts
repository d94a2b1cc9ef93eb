import { normalizeWord } from './normalize.ts';

/** Says numbers in one language. */
export interface NumberWords {
  /**
   * The words of a number in canonical form (`-?digits[.digits]`), or null where the language's rules
   * do not reach. An integer with a leading zero is no quantity and is said digit by digit.
   */
  cardinal(canonical: string): readonly string[] | null;
}

/** The locales of n2words 4.0.0; a test compares the list with the package. */
export const NUMBER_LOCALES: readonly string[] =
  `am-ET am-Latn-ET ar-SA az-AZ bn-BD cs-CZ da-DK de-DE el-GR en-AU en-BD en-CA en-GB en-GH en-IE
  en-IN en-KE en-MY en-NG en-NZ en-PH en-PK en-SG en-US en-ZA es-ES es-MX es-US fa-IR fi-FI fil-PH
  fr-BE fr-FR gu-IN ha-NG hbo-IL he-IL hi-IN hr-HR hu-HU id-ID it-IT ja-JP ka-GE kn-IN ko-KR lt-LT
  lv-LV mr-IN ms-MY nb-NO nl-NL pa-IN pl-PL pt-PT ro-RO ru-RU sr-Cyrl-RS sr-Latn-RS sv-SE sw-KE ta-IN
  te-IN th-TH tr-TR uk-UA ur-PK vi-VN yo-NG zh-Hans-CN zh-Hant-TW`.split(/\s+/);

/**
 * The n2words locale for a language tag: the very one, else that of the language's own script and
 * region ("zh-TW" is zh-Hant-TW, "en" is en-US), else the first of the language; null without any.
 */
export function numberLocale(language: string): string | null {
  const asked = new Intl.Locale(language === 'no' ? 'nb' : language);
  const full = asked.maximize();
  const home = new Intl.Locale(asked.language).maximize();
  const candidates = [
    asked.toString(),
    `${full.language}-${full.script}-${full.region}`,
    `${full.language}-${full.region}`,
    `${home.language}-${home.script}-${home.region}`,
    `${home.language}-${home.region}`,
  ];
  const exact = candidates.find((tag) => NUMBER_LOCALES.includes(tag));
  return exact ?? NUMBER_LOCALES.find((tag) => tag.startsWith(`${asked.language}-`)) ?? null;
}

type Cardinal = (value: bigint) => string;

/**
 * Loads the rules of one language, and only that one.
 * @returns null for a language that n2words does not have.
 */
export async function loadNumberWords(language: string): Promise<NumberWords | null> {
  const locale = numberLocale(language);
  if (locale === null) return null;
  const { toCardinal } = (await import(`n2words/${locale}`)) as {
    toCardinal(value: bigint | string): string;
  };
  const bySingleDigits = SAY_FRACTION_BY_DIGIT.has(new Intl.Locale(language).language);
  return { cardinal: (canonical) => cardinal(toCardinal, canonical, bySingleDigits) };
}

/** n2words 4.0.0 groups a fraction's digits in these ("three point fourteen"), which nobody says. */
const SAY_FRACTION_BY_DIGIT = new Set(['bn', 'de', 'en', 'hi', 'pa', 'sw', 'ur']);

/** Past 15 digits n2words drops scale words in many locales without an error ("ten" for 10^40). */
const MOST_DIGITS = 15;

function cardinal(
  toCardinal: (value: bigint | string) => string,
  canonical: string,
  fractionByDigit: boolean,
): readonly string[] | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical);
  if (parts === null) return null;
  const [, sign = '', integer = '', fraction = ''] = parts;
  const digitByDigit = integer.length > 1 && integer.startsWith('0');
  if (!digitByDigit && integer.length > MOST_DIGITS) return null;
  const say: Cardinal = (value) => toCardinal(value);
  const digits = (text: string) => [...text].map((digit) => say(BigInt(digit)));
  const said: (string | null)[] = [];
  if (sign) said.push(without(say(-5n), say(5n)));
  said.push(...(digitByDigit ? digits(integer) : [say(BigInt(integer))]));
  if (fraction) {
    const point = without(without(toCardinal('0.5'), say(0n)), say(5n));
    const whole = without(
      toCardinal(`${BigInt(integer) % 10n}.${fraction}`),
      say(BigInt(integer) % 10n),
    );
    said.push(...(fractionByDigit ? [point, ...digits(fraction)] : [whole]));
  }
  return said.every((words) => words !== null && isSound(words))
    ? said.flatMap((w) => toWords(w!))
    : null;
}

/** What is left of `phrase` when `word` is taken from its end or its beginning; null if it is at neither. */
function without(phrase: string | null, word: string): string | null {
  if (phrase === null) return null;
  if (phrase.endsWith(word)) return phrase.slice(0, -word.length).trim();
  if (phrase.startsWith(word)) return phrase.slice(word.length).trim();
  return null;
}

/** A hole where a scale word should be shows as a double space or as JavaScript's own words. */
function isSound(words: string): boolean {
  return words !== '' && words.trim() === words && !/\s\s|undefined|NaN/.test(words);
}

/** "thirty-four" is two words to a lexicon. */
function toWords(phrase: string): string[] {
  return phrase
    .split(/[\s\-\u2010,]+/u)
    .map(normalizeWord)
    .filter((word) => word !== '');
}
