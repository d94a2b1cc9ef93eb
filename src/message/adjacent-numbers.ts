import type { Language } from './readings/language.ts';
import { numberWays } from './token-readings.ts';
import type { Token } from './tokenize.ts';

/**
 * Adds a pause between numbers, and values that hold some, which would be heard as one: "20 5 kg bags" is not 25, and
 * "2 50 kg bags" are not 250. Digits side by side, as of a code, are said in a row. Refuses numbers that a hyphen joins
 * where they would be heard as a third one.
 */
export function parted(tokens: readonly Token[], rules: Language | null): readonly Token[] {
  let all: Token[] | null = null;
  let wasNumber = false;
  for (const [i, token] of tokens.entries()) {
    const isNumber = holdsNumber(token);
    const last = tokens[i - 1];
    const isApart = isNumber && wasNumber && !areDigits(last!, token);
    const said = rules === null ? token : withoutRange(token, rules);
    wasNumber = isNumber;
    if (all === null && !isApart && said === token) continue;
    all ??= tokens.slice(0, i);
    if (isApart) {
      const span = { start: last!.span.end, end: token.span.start };
      all.push({ kind: 'pause', pause: 'comma', span });
    }
    all.push(said);
  }
  return all ?? tokens;
}

function holdsNumber(token: Token): boolean {
  if (token.kind !== 'word') return false;
  return token.isNumber || (token.value !== undefined && /\p{Nd}/u.test(token.text));
}

function areDigits(...tokens: readonly Token[]): boolean {
  return tokens.every((token) => token.kind === 'word' && /^\d$/.test(token.text));
}

const RANGE = /^([1-9]\d{0,8})[-\u2013]([1-9]\d{0,8})(?!\d)/u;

/** Refuses "2-10" where it would be heard as 20: "二 十", and "500-1000": "five hundred one thousand". */
function withoutRange(token: Token, rules: Language): Token {
  if (token.kind !== 'word' || token.isNumber || token.value !== undefined) return token;
  if (!/^[1-9]/.test(token.text)) return token;
  const [, first, second] = RANGE.exec(token.text) ?? [];
  if (first === undefined || !areSaidAsOne(Number(first), Number(second), rules)) return token;
  const reason = `"${token.text}" would be heard as one number; write it in words, or mark it, as in {…:range}`;
  return { ...token, value: { class: 'range', reason }, written: [token.text] };
}

const SCALES = [100, 1000, 1e5, 1e6, 1e7, 1e9];

/**
 * Whether two numbers in a row sound like another: 20 and 5, 2 and 1000 ("dos mil"), 20 and 5000 ("twenty five
 * thousand"), 50 and 100 ("fifty one hundred").
 */
function areSaidAsOne(a: number, b: number, rules: Language): boolean {
  // Only a round number goes on in another, and only a round one multiplies.
  const isRound = a % 10 === 0;
  if (!isRound && b % 10 !== 0) return false;
  const said = (n: number) => numberWays(String(n), rules).map((way) => way.join(''));
  const isOf = (sum: number, second: readonly string[]) =>
    said(a).some((way) => second.some((next) => said(sum).includes(way + next)));
  const counts = SCALES.flatMap((scale) => {
    const n = Math.floor(b / scale);
    return isRound && n > 0 && a + n < scale ? [n] : [];
  });
  const second = said(b);
  return (
    isOf(a + b, second) ||
    isOf(a * b, second) ||
    counts.some((n) =>
      isOf(
        a + n,
        said(n).filter((way) => second.some((of) => of.startsWith(way))),
      ),
    )
  );
}
