import { getOrCreate, getOrCreateShort, memoizeByObject } from '../util/memoize.ts';
import { normalizeWord } from './normalize.ts';
import type { Span } from './plan.ts';
import type { Language } from './readings/language.ts';
import { languageName } from './readings/language-name.ts';
import type { Mark } from './readings/mark.ts';
import { readValue } from './readings/read-value.ts';
import type { Outcome } from './readings/reading.ts';
import { tokenize, type WordToken } from './tokenize.ts';

/** A marked value as it was read. */
interface Read {
  readonly outcome: Outcome;
  /** Folded, and its words as they stand. */
  readonly text: string;
  readonly written: readonly string[];
}

/** Values of a language whose readings are kept: a campaign's recur. */
const MAX_VALUES = 10_000;
/** By mark, so that telephone numbers, which hardly recur, do not evict amounts. */
const valuesRead = memoizeByObject((_rules: object) => new Map<string, Map<string, Read>>());
/** Stands for a language without rules. */
const NO_RULES = {};

/** Reads a marked value; the reading of a recurring one is kept. */
export function readMarked(
  value: string,
  mark: Mark,
  language: string,
  rules: Language | null,
): Outcome {
  return read(value, mark, language, rules).outcome;
}

function read(value: string, mark: Mark, language: string, rules: Language | null): Read {
  const make = (): Read => ({
    outcome: rules === null ? withoutRules(mark, language) : readValue(clean(value), mark, rules),
    text: normalizeWord(value),
    written: saidAsWritten(wordsOf(value, language), mark),
  });
  const makeMap = () => new Map<string, Read>();
  const ofMark = getOrCreate(valuesRead(rules ?? NO_RULES), `${language} ${mark.text}`, makeMap);
  return getOrCreateShort(ofMark, value, make, MAX_VALUES);
}

function wordsOf(value: string, language: string): readonly string[] {
  return tokenize(value, language).flatMap((token) => (token.kind === 'word' ? [token.text] : []));
}

/**
 * The words of a value as they stand, where a clip of them says the value: that of "5" says no amount of money, no
 * ordinal and no gender, and that of "at" no letters.
 */
function saidAsWritten(words: readonly string[], mark: Mark): readonly string[] {
  if (mark.class === 'characters') return [];
  const isNumber = words.length === 1 && /^-?[\d.]+$/.test(words[0]!);
  const isPlain = (mark.class === 'cardinal' || mark.class === 'decimal') && !mark.gender;
  return isNumber && !isPlain ? [] : words;
}

function withoutRules(mark: Mark, language: string): Outcome {
  const reason = `${languageName(language)} has no rules for ${mark.class}; write it in words`;
  return { class: mark.class, reason };
}

/** NFKC of all but fractions, superscripts and the signs of ordinals, which it would make digits and letters. */
function clean(value: string): string {
  return value
    .replace(/[^\p{No}\u00AA\u00BA\u1D43-\u1D6A\u02B3\u2070-\u209C]+/gu, (run) =>
      run.normalize('NFKC'),
    )
    .replace(/[\u2018\u2019\u02BC\uFF07]/gu, "'")
    .replaceAll('\u066B', '.')
    .replaceAll('\u066C', ',')
    .replace(/\p{DI}/gu, '');
}

/** The word of a marked value at a span of the text. */
export function tokenOfValue(
  text: string,
  span: Span,
  mark: Mark,
  language: string,
  rules: Language | null,
): WordToken {
  const value = text.slice(span.start, span.end);
  const { outcome, text: folded, written } = read(value, mark, language, rules);
  return { kind: 'word', text: folded, isNumber: false, span, value: outcome, written };
}
