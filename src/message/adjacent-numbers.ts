import type { Language } from './readings/language.ts';
import { numberWays } from './token-readings.ts';
import type { Token } from './tokenize.ts';

/**
 * Adds a pause between numbers whose words would be those of a third one: "20 5 kg bags" is not 25. Refuses those that
 * a hyphen joins.
 */
export function parted(tokens: readonly Token[], rules: Language | null): readonly Token[] {
  if (rules === null) return tokens;
  const all: Token[] = [];
  let last: Token | undefined;
  for (const token of tokens) {
    const [first, second] = [last && numberAlone(last), numberFirst(token)];
    if (first && second && areSaidAsOne(first, second, rules)) {
      const span = { start: last!.span.end, end: token.span.start };
      all.push({ kind: 'pause', pause: 'comma', span });
    }
    const alone = withoutRange(token, rules);
    all.push(alone);
    last = alone;
  }
  return all;
}

/** Refuses "2-10" where it would be heard as 20: "二 十". */
function withoutRange(token: Token, rules: Language): Token {
  if (token.kind !== 'word' || token.value !== undefined) return token;
  const [, first, second] = RANGE.exec(token.text) ?? [];
  if (first === undefined || !areSaidAsOne(first, second!, rules)) return token;
  const reason = `"${token.text}" would be heard as one number; write it in words, or mark it, as in {…:range}`;
  return { ...token, value: { class: 'range', reason }, written: [token.text] };
}

/** Digits of a whole number that is said by itself. */
function numberAlone(token: Token): string | undefined {
  if (token.kind !== 'word') return undefined;
  const isNumber = token.isNumber || token.value?.class === 'cardinal';
  return isNumber && WHOLE.test(token.text) ? token.text : undefined;
}

/** Digits that a word or a value begins with: "5" of "5 kg". */
function numberFirst(token: Token): string | undefined {
  if (token.kind !== 'word' || (!token.isNumber && token.value === undefined)) return undefined;
  return LEADING.exec(token.text)?.[0];
}

/** Longer ones are told apart by whoever hears them. */
const WHOLE = /^[1-9]\d{0,8}$/;
const RANGE = /^([1-9]\d{0,8})[-\u2013]([1-9]\d{0,8})(?!\d)/u;
const LEADING = /^[1-9]\d{0,8}(?![\d,'])/;

/** Whether two numbers in a row sound like their sum ("twenty five") or their product ("five thousand"). */
function areSaidAsOne(first: string, second: string, rules: Language): boolean {
  const [a, b] = [Number(first), Number(second)];
  // Only round numbers go on in another: most pairs need no look at their words.
  const [mayAdd, mayMultiply] = [a % 10 === 0 && b < a, b % 10 === 0 && a < b];
  if (!mayAdd && !mayMultiply) return false;
  const said = (n: number) => numberWays(String(n), rules).map((way) => way.join(''));
  const both = new Set(said(a).flatMap((way) => said(b).map((next) => way + next)));
  return said(mayAdd ? a + b : a * b).some((way) => both.has(way));
}
