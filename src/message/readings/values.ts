import { toAsciiDigits } from '../number-literal.ts';
import { graphemesOf } from '../segment.ts';
import type { Language } from './language.ts';
import { languageName } from './language-name.ts';
import { notANumber, parseQuantity, quantityPhrases, sayDigits, sayQuantity } from './quantity.ts';
import {
  combine,
  type Gender,
  type Outcome,
  type Phrases,
  type SemioticClass,
  say,
} from './reading.ts';
import { unitNamed, unitOf } from './units.ts';

/** States that the language's rules do not reach. */
export function noRules(name: SemioticClass, text: string, { tag }: Language): string {
  return `"${text}" cannot be read as ${name} in ${languageName(tag)}; write it in words`;
}

/** Reads a number; whole ones and those with a fraction are told apart by class. */
export function readNumber(
  name: 'cardinal' | 'decimal',
  text: string,
  language: Language,
  gender?: Gender,
): Outcome {
  const parsed = parseQuantity(text, language, name === 'decimal');
  if ('reason' in parsed) return { class: name, reason: parsed.reason };
  if (name === 'cardinal' && parsed.quantity.ratio !== undefined)
    return { class: name, reason: notANumber(text, language) };
  const phrases = sayQuantity(parsed.quantity, language, gender);
  return say(name, phrases, () => noRules(name, text, language));
}

/** Reads "21st", "5º", or a whole number that a mark calls an ordinal. */
export function readOrdinal(
  text: string,
  language: Language,
  gender?: Gender,
  isPlural = false,
): Outcome {
  const written = toAsciiDigits(text.trim());
  const none = () => noRules('ordinal', text, language);
  const pluralOf = (value: bigint) => language.pluralOrdinal?.(value, gender) ?? [];
  const suffixed = /^([\d., ]*\d)\s?([^\d\s].*)$/u.exec(written);
  if (suffixed !== null) {
    const number = parseQuantity(suffixed[1]!.replace(/[.,]$/, ''), language);
    if ('reason' in number) return { class: 'ordinal', reason: number.reason };
    const { integer } = number.quantity;
    const phrases = language.ordinalSuffix?.(integer, suffixed[2]!.toLowerCase()) ?? [];
    const isRight = phrases.length > 0;
    return say('ordinal', isPlural && isRight ? pluralOf(integer) : phrases, none);
  }
  const parsed = parseQuantity(written.replace(/(?<=\d)\.$/, ''), language);
  if ('reason' in parsed) return { class: 'ordinal', reason: parsed.reason };
  const { negative, integer, fraction, ratio } = parsed.quantity;
  if (negative || fraction !== '' || ratio !== undefined)
    return { class: 'ordinal', reason: `"${text}" is not a whole number from 0; correct it` };
  const phrases = isPlural ? pluralOf(integer) : (language.ordinal?.(integer, gender) ?? []);
  return say('ordinal', phrases, none);
}

/** Vulgar fractions as NFKC would have them. */
const VULGAR = /[\u00BC-\u00BE\u2150-\u215E]/u;

/** "2½" as "2 1/2". */
function withoutVulgar(text: string): string {
  return text.replace(VULGAR, (sign) => ` ${sign.normalize('NFKC').replace('\u2044', '/')}`).trim();
}

/** Reads "3/4", "2 1/2" and "½". */
export function readFraction(text: string, language: Language): Outcome {
  const written = withoutVulgar(text.trim())
    .replace(/(?<=\/\s?\d+)(?:st|nd|rd|th)s?$/i, '')
    .trim();
  const parsed = parseQuantity(written, language);
  if ('reason' in parsed || parsed.quantity.ratio === undefined)
    return { class: 'fraction', reason: `"${text}" is not a fraction; write it as 3/4 or 2 1/2` };
  const phrases = sayQuantity(parsed.quantity, language);
  return say('fraction', phrases, () => noRules('fraction', text, language));
}

/** Reads "20%", or a number that a mark calls a share. */
export function readPercent(text: string, language: Language): Outcome {
  const written = text
    .trim()
    .replace(/\s?[%\u066A]$/u, '')
    .replace(/^%\s?/u, '');
  const parsed = parseQuantity(written, language, true);
  if ('reason' in parsed) return { class: 'percent', reason: parsed.reason };
  const amount = sayQuantity(parsed.quantity, language);
  const phrases = language.percent?.(amount, parsed.quantity) ?? [];
  return say('percent', phrases, () => noRules('percent', text, language));
}

/** Reads a year, 1 to 9999, or one before our era as a negative number. */
export function readYear(text: string, language: Language): Outcome {
  const written = toAsciiDigits(text.trim());
  if (!/^[-\u2212]?\d{1,5}$/.test(written))
    return { class: 'year', reason: `"${text}" is not a year; write it as 2026` };
  const year = Number(written.replace('\u2212', '-'));
  return say('year', language.year?.(year) ?? [], () => noRules('year', text, language));
}

/** Reads a quantity with its unit. @param name of the unit, for a quantity without one. */
export function readMeasure(
  text: string,
  language: Language,
  name: string | null,
  isMarked: boolean,
): Outcome {
  const refuse = (reason: string): Outcome => ({ class: 'measure', reason });
  const found =
    /^([-\u2212]?[\p{Nd}.,].*?)\s?-?\s?([\p{L}\p{M}°µ℃℉][\p{L}\p{M}\p{No}/°.23]*)?$/u.exec(
      withoutVulgar(text.trim()),
    );
  if (found === null) return refuse(`"${text}" is not a quantity; write it as 5 kg`);
  const [, number, symbol] = found;
  const ofSymbol = symbol === undefined ? name : unitOf(symbol, isMarked);
  const unit = ofSymbol ?? (isMarked && symbol !== undefined ? unitNamed(symbol, language) : null);
  if (unit === null)
    return refuse(
      symbol === undefined
        ? `"${text}" has no unit; write ${text} kg or {…:measure kilogram}`
        : `"${symbol}" is not a known unit; write one such as kg, km or °C`,
    );
  if (name !== null && unit !== name)
    return refuse(`"${text}" is in ${unit}, not in ${name}; correct one of them`);
  if (/^[-\u2212]?\p{Nd}{2}/u.test(number!) && /^[-\u2212]?0/.test(toAsciiDigits(number!)))
    return refuse(`"${text}" begins with a zero; write the number without it, or a time as 09:30`);
  const parsed = parseQuantity(number!.trim(), language, isMarked);
  if ('reason' in parsed) return refuse(parsed.reason);
  const words = language.unit?.(unit) ?? null;
  if (words === null || language.measure === undefined)
    return refuse(`${unit} has no words in ${languageName(language.tag)}; write it in words`);
  return say('measure', language.measure(parsed.quantity, words, quantityPhrases(language)), () =>
    noRules('measure', text, language),
  );
}

/** Whether three numbers may be a date, in whatever order. */
function isLikeDate(text: string): boolean {
  const found = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})$/.exec(text);
  if (found === null) return false;
  const [, a = '', , b = '', c = ''] = found;
  const isDay = (...numbers: readonly string[]) =>
    numbers.every((n) => Number(n) <= 31) && numbers.some((n) => Number(n) <= 12);
  return (a.length === 4 && c.length < 3 && isDay(b, c)) || (c.length === 4 && isDay(a, b));
}

/** Reads a telephone number, digit by digit unless the language reads a group otherwise. */
export function readTelephone(text: string, language: Language): Outcome {
  const written = toAsciiDigits(text.trim()).replace(/[\u2010-\u2015]/g, '-');
  const digits = written.replace(/\D/g, '').length;
  if (/\d\s*\/\s+|\s\/\s*\d|\d{7,}[\s/-]+\+?\d{7,}/.test(written)) {
    return { class: 'telephone', reason: `"${text}" is more than one telephone number; write one` };
  }
  const wrong = /^\d+\.\d{1,2}$|^\d(?:\.\d+)?e\+?\d+$/i.test(written)
    ? 'is written as spreadsheets write numbers; format the column as text, and write all digits'
    : isLikeDate(written)
      ? 'is a date; write the digits of the number'
      : /^\+.*\(0\)/.test(written)
        ? 'has a zero in brackets that is not dialled after the code of a country; leave it out'
        : null;
  if (wrong !== null) return { class: 'telephone', reason: `"${text}" ${wrong}` };
  if (
    !/^\+?[\s(]*\d[\d\s().\-/]*(?:[A-Za-z][A-Za-z\d\s\-.]*)?$/.test(written) ||
    digits < 2 ||
    digits > 30
  )
    return { class: 'telephone', reason: `"${text}" is not a telephone number; write its digits` };
  const isVanity = /^\+?1?[\s-]*8\d\d\b/.test(written);
  if (!isVanity && /\p{L}/u.test(written.replace(/(?<!\p{L})(?:ext(?:ension)?|x)\b/giu, ''))) {
    const reason = `"${text}" has letters, which are not dialled; correct it, or write an extension as "ext. 12"`;
    return { class: 'telephone', reason };
  }
  if (language.dot !== undefined && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(written)) {
    const groups = written.split('.').map((group) => sayDigits(group, language));
    const parts = groups.flatMap((group, i) => (i === 0 ? [group] : [language.dot!, group]));
    return say('telephone', combine(parts), () => noRules('telephone', text, language));
  }
  const groups = written.match(/\d+|[A-Za-z]+/g) ?? [];
  const plus = written.startsWith('+') ? [language.plus[0] ?? ''] : [];
  const variants: string[] = [];
  // A toll-free prefix is a number: "one eight hundred".
  const readers = groupReaders(language);
  const isTollFree = /^\+?(?:1[\s-])?\(?8\d\d\b/.test(written);
  for (const sayGroup of isTollFree ? readers.reverse() : readers) {
    const said = groups.map((group) => (/\d/.test(group) ? sayGroup(group) : group.toLowerCase()));
    if (said.every((phrase) => phrase !== undefined)) variants.push([...plus, ...said].join(' '));
  }
  return say('telephone', variants, () => noRules('telephone', text, language));
}

/** Readers of a group of digits, each of which a speaker uses throughout. */
function groupReaders(language: Language): ((digits: string) => string | undefined)[] {
  const most = Math.max(...Array.from({ length: 10 }, (_, digit) => language.digit(digit).length));
  const singly = Array.from({ length: most }, (_, i) => (digits: string) => {
    const all = sayDigits(digits, language);
    return all[Math.min(i, all.length - 1)];
  });
  const grouped = (digits: string) => language.telephoneGroup?.(digits)[0] ?? singly[0]!(digits);
  return language.telephoneGroup === undefined ? singly : [...singly, grouped];
}

/** Reads digits one by one; spaces and hyphens between them are silent. */
export function readDigits(text: string, language: Language): Outcome {
  const digits = toAsciiDigits(text.trim()).replace(/(?<=\d)[\s-]+(?=\d)/g, '');
  if (!/^\d{1,60}$/.test(digits))
    return { class: 'digits', reason: `"${text}" is not a row of up to 60 digits; correct it` };
  return say('digits', sayDigits(digits, language), () => noRules('digits', text, language));
}

/** Limit of a text that is spelt out. */
const MAX_CHARACTERS = 60;

/** Spells a text: letters and signs as themselves, digits by their words; spaces and hyphens are silent. */
export function readCharacters(text: string, language: Language): Outcome {
  const characters = [...graphemesOf(toAsciiDigits(text.trim()))]
    .map(({ segment }) => segment.toLowerCase())
    .filter((character) => !/^[\s\p{Pd}]$/u.test(character));
  if (characters.length === 0 || characters.length > MAX_CHARACTERS)
    return {
      class: 'characters',
      reason: `"${text.slice(0, 20)}" has ${characters.length} characters to spell, the limits are 1 and ${MAX_CHARACTERS}; shorten it`,
    };
  const parts = characters.map((character): string | Phrases => {
    if (/^\d$/.test(character)) return language.digit(Number(character)).slice(0, 1);
    return language.letters?.[character]?.slice(0, 1) ?? character;
  });
  return say('characters', combine(parts, 1), () => noRules('characters', text, language));
}
