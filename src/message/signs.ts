/** Punctuation that asks for a comma's pause. */
export const COMMA = /^[\p{Term}\u00B7\u2013-\u2015\u2022\u2023\u2043]$/u;
/** Punctuation that ends a sentence. */
export const STOP = /^[\p{STerm}\u2026\u0E2F\u0E5A]$/u;
/** Punctuation between words, and no pause. */
export const ETHIOPIC_WORD_SPACE = '\u1361';
/**
 * Other punctuation (Po) without a sound: quotes, marks before a question (\u00A1 \u00BF), Hebrew gershayim, signs of abbreviation, and what parts syllables or words (Tibetan, \u2027, Katakana).
 */
const SILENT = /^[\p{QMark}\u00A1\u00BF\u05F4\u0970\u0AF0\u0F0B\u0F0C\u2027\u30FB\uFF65]$/u;
/** Signs that are read aloud as words, and punctuation that stands for a word. */
const SPOKEN_SIGN = /[\p{S}\p{Co}\p{Cn}\p{Cs}\p{L}\p{N}\p{Po}]/u;

/** True for what is read aloud: a sign, and punctuation that neither pauses nor is silent. */
export function isSpoken(segment: string): boolean {
  if (!SPOKEN_SIGN.test(segment)) return false;
  return !STOP.test(segment) && !COMMA.test(segment) && !SILENT.test(segment);
}

/** Scripts that write words without spaces between them, where a recorded phrase may cut anywhere. */
export const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
