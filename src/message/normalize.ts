import type { Span } from './plan.ts';

/** A text made uniform, and the way back to where its characters came from. */
export interface Normalized {
  readonly text: string;
  /** The stretch of the original that code units [start, end) of `text` came from; start < end. */
  originalSpan(start: number, end: number): Span;
}

const APOSTROPHES = /[\u2018\u2019\u02BC\uFF07]/gu;
const HYPHENS = /[\u2010\u2011\uFE63\uFF0D]/gu;

/**
 * NFKC with one apostrophe and one hyphen, and the way back to the original offsets. Case is left:
 * lower-casing depends on the word (Greek final sigma), so words do it themselves.
 */
export function normalize(original: string): Normalized {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the quick way past the rest.
  if (/^[\x00-\x7f]*$/.test(original)) {
    return { text: original, originalSpan: (start, end) => ({ start, end }) };
  }
  const unified = unify(original);
  if (nfkc(original) === original) {
    return { text: unified, originalSpan: (start, end) => ({ start, end }) };
  }
  let text = '';
  // Of each code unit of `text`, where the grapheme that it came from starts and ends.
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

/** NFKC, but "5²" does not become "52", nor "½" three characters: such numbers stay as they are. */
function nfkc(text: string): string {
  return text.replace(/\P{No}+/gu, (run) => run.normalize('NFKC'));
}

function unify(text: string): string {
  return text
    .replace(APOSTROPHES, "'")
    .replace(HYPHENS, '-')
    .replaceAll('\u066B', '.') // the Arabic decimal separator
    .replaceAll('\u066C', ','); // and the one between thousands
}

/**
 * The form of a word by which clips are found: lower case, NFKC, without the characters that have no
 * sound and often no sight (joiners, soft hyphens, direction marks, variation selectors).
 */
export function normalizeWord(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the quick way past the rest.
  if (/^[\x00-\x7f]*$/.test(word)) return word.toLowerCase();
  return unify(nfkc(nfkc(word).toLowerCase())).replace(/\p{DI}/gu, '');
}

let graphemes: Intl.Segmenter | undefined;

/** The characters of a text as people see them. */
export function graphemesOf(text: string): Intl.Segments {
  // Made when first wanted: it costs more than a message.
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return graphemes.segment(text);
}
