import { getOrCreateShort, memoizeByObject } from '../util/memoize.ts';
import { normalizeWord } from './normalize.ts';
import { numberAt } from './number-literal.ts';
import type { Language } from './readings/language.ts';
import { sayNumber } from './readings/quantity.ts';
import { type Said, toWords } from './readings/reading.ts';
import { graphemesOf } from './segment.ts';
import { UNSPACED } from './signs.ts';
import type { WordToken } from './tokenize.ts';

/** One way to say a token: words that clips may say alone or as part of a phrase. */
export type Reading = readonly string[];

/** Pattern of words with one reading. */
const PLAIN_WORD = /^[a-z']+$/;

/**
 * Lists all ways to say one token, the token itself first: "well-known" is also "well known", "45" also
 * "forty five", "12kg" also "12 kg" and "twelve kg", and a word of a script without spaces also its
 * characters. A value has its ways alone; none where it is refused. At most twelve, all different.
 */
export function readingsOf(
  token: WordToken,
  language: string,
  rules: Language | null,
): readonly Reading[] {
  if (token.value !== undefined) return valueReadings(token, language, rules);
  if (PLAIN_WORD.test(token.text)) return [[token.text]];
  if (token.isNumber) return numberReadings(token.text, rules);
  return wordReadings(token.text, language, rules);
}

/**
 * The reading by which a number or a value is recorded: its first way, in the most words in which a way says the
 * same, so that few clips say many numbers: "viertausend" by "vier" and "tausend". Undefined where it has none.
 */
export function recordedReading(token: WordToken, rules: Language | null): Reading | undefined {
  const { value, text } = token;
  const ways = value === undefined ? numberWays(text, rules) : 'reason' in value ? [] : value.ways;
  const [first] = ways;
  if (first === undefined) return undefined;
  const same = ways.filter((way) => soundOf(way) === soundOf(first));
  return same.reduce((most, way) => (way.length > most.length ? way : most));
}

/** A way as one word; of three letters at a joint one is not written: Swedish "ettusen" is "ett tusen". */
function soundOf(way: Reading): string {
  return way.join('').replace(/(.)\1+/gu, '$1');
}

/** Words of a language whose readings are kept: a campaign's rows share most of theirs. */
const MAX_WORDS = 5000;
const readingsOfWord = memoizeByObject((_rules: object) => new Map<string, readonly Reading[]>());
/** Stands for the rules of languages without any. */
const NO_RULES = {};

/** A word as it stands, by its parts, and by what they are said as. */
function wordReadings(word: string, language: string, rules: Language | null): readonly Reading[] {
  const make = () => {
    const parts = splitCompound(word, language);
    const spoken = parts.flatMap((part) => spokenPart(part, rules));
    return withCharacters([[word], parts, spoken], [spoken]);
  };
  const known = readingsOfWord(rules ?? NO_RULES);
  return getOrCreateShort(known, `${language} ${word}`, make, MAX_WORDS);
}

/** Adds the spoken ways in characters where their script has no spaces; drops ways that repeat. */
function withCharacters(
  readings: readonly Reading[],
  spoken: readonly Reading[],
): readonly Reading[] {
  const unspaced = spoken.filter((words) => words.some((word) => UNSPACED.test(word)));
  const all = [...readings, ...unspaced.map((words) => words.flatMap(splitCharacters))];
  const different = new Map(all.map((reading) => [reading.join(' '), reading]));
  return [...different.values()].filter((reading) => reading.length > 0);
}

function spokenPart(part: string, rules: Language | null): Reading {
  return (/^-?[\d.]+$/.test(part) && numberWays(part, rules)[0]) || [part];
}

/** Numbers of a language whose words are kept: amounts and dates recur. */
const MAX_NUMBERS = 5000;
const waysOf = memoizeByObject((_rules: Language) => new Map<string, readonly Reading[]>());

/** Ways to say a number in canonical form; none without rules. */
export function numberWays(canonical: string, rules: Language | null): readonly Reading[] {
  if (rules === null) return [];
  const make = () => sayNumber(canonical, rules).map(toWords);
  return getOrCreateShort(waysOf(rules), canonical, make, MAX_NUMBERS);
}

const readingsOfNumber = memoizeByObject(
  (_rules: Language) => new Map<string, readonly Reading[]>(),
);

/** A number as it stands, then as it is said. */
function numberReadings(text: string, rules: Language | null): readonly Reading[] {
  if (rules === null) return [[text]];
  const make = () => {
    const ways = numberWays(text, rules);
    return withCharacters([[text], ...ways], ways);
  };
  return getOrCreateShort(readingsOfNumber(rules), text, make, MAX_NUMBERS);
}

/** Classes whose sign, said as it stands after the number, is right too: "%", "kg". */
const SIGN_AFTER = new Set(['percent', 'measure', 'money']);

/** The ways of a value; where a sign follows its number, also the number with the sign, for a clip that says it. */
function valueReadings(
  token: WordToken,
  language: string,
  rules: Language | null,
): readonly Reading[] {
  const { value } = token;
  if (value === undefined || 'reason' in value) return NO_READINGS;
  let readings = readingsOfValue.get(value);
  if (readings === undefined) {
    readings = makeValueReadings(token, value, language, rules);
    readingsOfValue.set(value, readings);
  }
  return readings;
}

/** Of a refused value. */
const NO_READINGS: readonly Reading[] = [];
/** Readings of values that are kept elsewhere, as those of marked ones are. */
const readingsOfValue = new WeakMap<Said, readonly Reading[]>();

function makeValueReadings(
  token: WordToken,
  value: Said,
  language: string,
  rules: Language | null,
): readonly Reading[] {
  const { written = [] } = token;
  const isUnspaced = UNSPACED.test(value.ways[0]?.[0] ?? '');
  const ways = isUnspaced ? withCharacters(value.ways, value.ways) : value.ways;
  if (!SIGN_AFTER.has(value.class)) return ways;
  const parts = written.length > 1 ? written : splitCompound(token.text, language);
  const [number, ...signs] = parts;
  if (number === undefined || !/^-?[\d.]+$/.test(number) || signs.length === 0) return ways;
  return [...ways, [...spokenPart(number, rules), ...signs]];
}

/** Splits at hyphens, inner stops and colons, and between letters and numbers. */
function splitCompound(word: string, language: string): string[] {
  return (word.match(/\p{Nd}+(?:[.,']\p{Nd}+)*|[^\p{Nd}\-.:·]+/gu) ?? [])
    .map((part) => {
      const number = numberAt(part, 0, language);
      return number?.length === part.length ? number.canonical : normalizeWord(part);
    })
    .filter((part) => part !== '');
}

function splitCharacters(word: string): string[] {
  if (!UNSPACED.test(word)) return [word];
  return [...graphemesOf(word)].map(({ segment }) => segment);
}
