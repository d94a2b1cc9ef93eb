import { getOrCreateShort } from '../../util/memoize.ts';
import { normalizeWord } from '../normalize.ts';

/** Semiotic classes: the kinds of value that are read in words of their own. The names are SSML's where it has one. */
export const SEMIOTIC_CLASSES = [
  'cardinal',
  'ordinal',
  'decimal',
  'fraction',
  'percent',
  'date',
  'year',
  'time',
  'money',
  'measure',
  'telephone',
  'digits',
  'characters',
  'range',
  'plural',
] as const;

export type SemioticClass = (typeof SEMIOTIC_CLASSES)[number];

/** Grammatical gender, or for Bantu and other noun classes the language's own default where none is given. */
export type Gender = 'f' | 'm' | 'n';

/** Ways to say one thing, each a phrase of space-separated words, in order of preference; none where rules end. */
export type Phrases = readonly string[];

/** A value that can be said: up to 8 ways, all correct, in order of preference. */
export interface Said {
  readonly class: SemioticClass;
  readonly ways: readonly (readonly string[])[];
}

/** A value that is not said, since it would be a guess or wrong; `reason` states why and the remedy. */
export interface Refused {
  readonly class: SemioticClass;
  readonly reason: string;
}

export type Outcome = Said | Refused;

/** A value of a text: code units [start, end) of the normalised text. */
export type Value = Outcome & { readonly start: number; readonly end: number };

/** Limit of the ways of one value. */
export const MAX_WAYS = 8;

/** Words whose folded form is kept: a language's values are made of few. */
const MAX_FOLDED = 10_000;
const folded = new Map<string, string>();

/** Splits a phrase into the lexicon's words: "thirty-four" is two. */
export function toWords(phrase: string): string[] {
  const words: string[] = [];
  for (const piece of phrase.split(/[\s\-\u2010,]+/u)) {
    const word = getOrCreateShort(folded, piece, () => normalizeWord(piece), MAX_FOLDED);
    if (word !== '') words.push(word);
  }
  return words;
}

/** Makes an outcome of phrases: the first 8 that differ; refused where there are none. */
export function say(name: SemioticClass, phrases: Phrases, reason: () => string): Outcome {
  const ways = new Map<string, readonly string[]>();
  for (const phrase of phrases) {
    const words = toWords(phrase);
    const key = words.join(' ');
    if (words.length > 0 && !ways.has(key)) ways.set(key, words);
    if (ways.size === MAX_WAYS) break;
  }
  return ways.size === 0
    ? { class: name, reason: reason() }
    : { class: name, ways: [...ways.values()] };
}

/**
 * Joins parts that each may be said in several ways, the likeliest whole first: the sum of the parts'
 * places in their lists decides. At most `limit` phrases; none where a part has none.
 */
export function combine(parts: readonly (string | Phrases)[], limit = MAX_WAYS): Phrases {
  const lists = parts.map((part) => (typeof part === 'string' ? [part] : part));
  if (lists.some((list) => list.length === 0)) return [];
  const most = lists.reduce((sum, list) => sum + list.length - 1, 0);
  const phrases: string[] = [];
  for (let total = 0; total <= most && phrases.length < limit; total++) {
    extend(lists, 0, total, '', phrases, limit);
  }
  return phrases;
}

/** Adds every phrase whose parts' places add up to `left`. */
function extend(
  lists: readonly Phrases[],
  at: number,
  left: number,
  before: string,
  phrases: string[],
  limit: number,
): void {
  if (phrases.length >= limit) return;
  if (at === lists.length) {
    if (left === 0) phrases.push(before);
    return;
  }
  const list = lists[at]!;
  let room = 0;
  for (let i = at + 1; i < lists.length; i++) room += lists[i]!.length - 1;
  for (let place = Math.min(left, list.length - 1); place >= Math.max(0, left - room); place--) {
    const word = list[place]!;
    const joined = before === '' || word === '' ? before + word : `${before} ${word}`;
    extend(lists, at + 1, left - place, joined, phrases, limit);
  }
}

/** Fills the `{}` of patterns, each with every phrase. */
export function fillPattern(patterns: string | Phrases, ...values: readonly Phrases[]): Phrases {
  const filled: string[] = [];
  for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
    const parts: (string | Phrases)[] = [];
    let next = 0;
    for (const [i, text] of pattern.split('{}').entries()) {
      if (i > 0) parts.push(values[next++] ?? []);
      if (text.trim() !== '') parts.push(text.trim());
    }
    filled.push(...combine(parts));
  }
  return filled;
}
