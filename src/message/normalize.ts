import { isAscii } from '../util/ascii.ts';
import type { Span } from './plan.ts';
import { graphemesOf } from './segment.ts';

/** Normalised text, with a map back to the original. */
export interface Normalized {
  readonly text: string;
  /** Span of the original that code units [start, end) of `text` came from; start < end. */
  originalSpan(start: number, end: number): Span;
}

const APOSTROPHES = /[\u2018\u2019\u02BC\uFF07]/gu;
const HYPHENS = /[\u2010\u2011\uFE63\uFF0D]/gu;

/**
 * Normalises to NFKC with one apostrophe and one hyphen, keeping the original offsets. Case is left:
 * lower-casing depends on the word (Greek final sigma), so words are lower-cased one by one.
 */
export function normalize(original: string): Normalized {
  if (isAscii(original)) {
    return { text: original, originalSpan: (start, end) => ({ start, end }) };
  }
  const unified = unify(original);
  if (nfkc(original) === original) {
    return { text: unified, originalSpan: (start, end) => ({ start, end }) };
  }
  let text = '';
  // starts[i], ends[i]: the original grapheme [start, end) that code unit i of `text` came from.
  const starts: number[] = [];
  const ends: number[] = [];
  // Graphemes do not cross a base letter and its marks, so composing each alone composes the whole.
  for (const { segment, index } of graphemesOf(original)) {
    const piece = unify(nfkc(segment));
    for (let i = 0; i < piece.length; i++) {
      starts.push(index);
      ends.push(index + segment.length);
    }
    text += piece;
  }
  return {
    text,
    originalSpan: (start, end) => ({ start: starts[start]!, end: ends[end - 1]! }),
  };
}

/**
 * NFKC of all but other numbers (category No) and ordinal signs: "5²" does not become "52", nor "½" three
 * characters, nor "2ª" the two words "2 a".
 */
function nfkc(text: string): string {
  return text.replace(/[^\p{No}\u00AA\u00BA]+/gu, (run) => run.normalize('NFKC'));
}

function unify(text: string): string {
  return text
    .replace(APOSTROPHES, "'")
    .replace(HYPHENS, '-')
    .replaceAll('\u066B', '.') // the Arabic decimal separator
    .replaceAll('\u066C', ','); // and the one between thousands
}

/**
 * Folds a word to the form by which clips are found: lower case, NFKC, without default-ignorable
 * characters (joiners, soft hyphens, direction marks, variation selectors).
 */
export function normalizeWord(word: string): string {
  if (isAscii(word)) return word.toLowerCase();
  const composed = nfkc(word);
  const lower = composed.toLowerCase();
  return unify(lower === composed ? lower : nfkc(lower)).replace(/\p{DI}/gu, '');
}
