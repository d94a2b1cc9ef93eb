/** A text made uniform, and where each of its UTF-16 code units came from. */
export interface Normalized {
  readonly text: string;
  /** The offset in the original text of code unit `offset` of `text`; of its length, the original's length. */
  originalOffset(offset: number): number;
}

const APOSTROPHES = /[\u2018\u2019\u02BC\uFF07]/gu;
const HYPHENS = /[\u2010\u2011\uFE63\uFF0D]/gu;

/** Graphemes do not cross a base letter and its marks, so composing each alone composes the whole. */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * NFKC with one apostrophe and one hyphen, and the way back to the original offsets. Case is left:
 * lower-casing depends on the word (Greek final sigma), so words do it themselves.
 */
export function normalize(original: string): Normalized {
  const same = original.normalize('NFKC') === original;
  const identity = { text: unify(original), originalOffset: (offset: number) => offset };
  if (same && identity.text.length === original.length) return identity;
  let text = '';
  const offsets: number[] = [];
  for (const { segment, index } of graphemes.segment(original)) {
    const piece = unify(segment.normalize('NFKC'));
    for (let i = 0; i < piece.length; i++) offsets.push(index);
    text += piece;
  }
  offsets.push(original.length);
  return { text, originalOffset: (offset) => offsets[offset]! };
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
  return unify(word.normalize('NFKC').toLowerCase().normalize('NFKC')).replace(/\p{DI}/gu, '');
}
