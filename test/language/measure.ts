import { readText } from '../../src/languages/read-text.ts';
import { type Case, fold, requestOf } from './cases.ts';

/** What was said of a case: in the first way, in another, otherwise, or why nothing. */
export type Result = 'first' | 'any' | 'other' | 'refused';

/** A case with what was made of it. */
export interface Measured extends Case {
  readonly result: Result;
  /** What is said, or the reason of a refusal. */
  readonly said: string;
}

/** Reads a case as its class; a sentence that is not one value is read as it stands. */
export async function measure(given: Case): Promise<Measured> {
  const { text, as } = requestOf(given);
  let ways: readonly (readonly string[])[];
  try {
    ways = (await readText(text, given.lang, as)).readings;
  } catch (error) {
    const plain = isSentence(text) ? await read(text, given.lang) : null;
    if (plain === null) return { ...given, result: 'refused', said: (error as Error).message };
    ways = plain;
  }
  const wanted = fold(given.spoken, given.lang);
  const said = ways.map((way) => fold(way.join(' '), given.lang));
  const place = said.indexOf(wanted);
  return {
    ...given,
    result: place === 0 ? 'first' : place > 0 ? 'any' : 'other',
    said: said.join(' | '),
  };
}

/** Whether words stand beside a number, which scripts without spaces join to it. */
function isSentence(text: string): boolean {
  return /[\p{L}\p{M}]{2,}\s+\S*\p{Nd}|\p{Nd}\S*\s+[\p{L}\p{M}]{2,}|[\p{scx=Han}\p{scx=Kana}\p{scx=Hira}]\p{Nd}/u.test(
    text,
  );
}

async function read(text: string, lang: string): Promise<readonly (readonly string[])[] | null> {
  try {
    return (await readText(text, lang)).readings;
  } catch {
    return null;
  }
}
