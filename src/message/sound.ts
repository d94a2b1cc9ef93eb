// The one file that imports double-metaphone.
import { doubleMetaphone } from 'double-metaphone';

const LATIN = /^[a-z' -]+$/;
/** Shorter codes are those of words that have little in common. */
const MIN_CODE = 2;

/**
 * Codes of how a word sounds, the likelier first: words with one in common sound alike ("kathryn" and "catherine").
 * Source: Lawrence Philips, "The Double Metaphone Search Algorithm", 2000. None for words with other than the letters of
 * English, which it was made for.
 */
export function soundCodes(word: string): readonly string[] {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
  if (!LATIN.test(plain)) return [];
  return [...new Set(doubleMetaphone(plain))].filter((code) => code.length >= MIN_CODE);
}
