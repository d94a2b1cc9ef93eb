import { normalizeWord } from './normalize.ts';
import { numberAt } from './number-literal.ts';
import type { NumberWords } from './number-words.ts';
import { graphemesOf } from './segment.ts';
import type { WordToken } from './tokenize.ts';

/** One way to say a token: words that clips may say alone or as part of a phrase. */
export type Reading = readonly string[];

/** Scripts that write words without spaces between them, where a recorded phrase may cut anywhere. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** Pattern of words with one reading. */
const PLAIN_WORD = /^[a-z']+$/;

/**
 * Lists all ways to say one token, the token itself first: "well-known" is also "well known", "45" also
 * "forty five", "12kg" also "12 kg" and "twelve kg", and a word of a script without spaces also its
 * characters. At most four, all different.
 */
export function readingsOf(
  token: WordToken,
  language: string,
  numbers: NumberWords | null,
): readonly Reading[] {
  if (PLAIN_WORD.test(token.text)) return [[token.text]];
  const parts = token.isNumber ? [token.text] : splitCompound(token.text, language);
  const spoken = parts.flatMap(
    (part) => (/^-?[\d.]+$/.test(part) && numbers?.cardinal(part)) || [part],
  );
  const readings = [[token.text], parts, spoken];
  if (spoken.some((word) => UNSPACED.test(word))) readings.push(spoken.flatMap(splitCharacters));
  return readings.filter(
    (reading, i) =>
      reading.length > 0 && readings.findIndex((r) => r.join(' ') === reading.join(' ')) === i,
  );
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
