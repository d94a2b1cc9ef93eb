import { getOrCreateShort } from '../util/memoize.ts';
import type { Language } from './readings/language.ts';
import { tokenize } from './tokenize.ts';

/** A value of a slot without a mark, and the text before it. */
export interface PlacedValue {
  readonly name: string;
  readonly value: string;
  /** The value of the slot before it, and where that ends in the text; null for the first. */
  readonly last: { readonly name: string; readonly value: string; readonly end: number } | null;
  /** The text before the value. */
  readonly text: string;
}

/** Tells whether two values, and what stands between them, are said as one. */
export type IsJoined = (first: string, between: string, second: string) => boolean;

/** Minus as accounts write it: "- 45", "(45)", "- KES 500", "KES (500)", "(5%)", "KES 500 -". */
const ACCOUNTED =
  /^(?:[-\u2010-\u2013\u2212]\s+|\()\s*(?:\p{Sc}|[\p{L}.]{1,4}\s)?\s?(\p{Nd}[\p{Nd}.,]*)\s?(?:[%\p{Sc}]|\p{L}{1,3})?\s*\)?$|^(?:\p{Sc}|[A-Z]{3}|[A-Z]\p{L}{1,2}\.?)?\s?(?:[-\u2010-\u2013\u2212]\s+|\(\s*)(\p{Nd}[\p{Nd}.,]*)\s*\)?$|^(?:\p{Sc}|\p{L}{1,4}\s)?\s?(\p{Nd}[\p{Nd}.,]*)\s+[-\u2010-\u2013\u2212]$/u;
/** Code units of an amount at most; of a long run of spaces the pattern would try many. */
const MAX_AMOUNT = 40;
const MAY_BE_ACCOUNTED = /[-(\u2010-\u2013\u2212]/;
/** A number, or that of a day. */
const BARE = /^\p{Nd}[\p{Nd}.,']*\p{L}{0,2}$/u;
/** Spaces and separators inside a number or a date. */
const LINK = /^[\s.,']*$/u;
const MAX_LINK = 2;

/** Why a value cannot be said where its slot stands; null where it can. */
export function placeFault(
  { name, value, last, text }: PlacedValue,
  isJoined: IsJoined,
): string | null {
  const isAmount = value.length <= MAX_AMOUNT && MAY_BE_ACCOUNTED.test(value);
  const accounted = isAmount ? ACCOUNTED.exec(value.trim()) : null;
  if (accounted !== null) {
    const digits = accounted.slice(1).find((group) => group !== undefined);
    return `${JSON.stringify(value)} may be less than nothing; write -${digits} or ${digits}`;
  }
  if (last === null || text.length - last.end > MAX_LINK || !BARE.test(value)) return null;
  const between = text.slice(last.end);
  if (!LINK.test(between) || !isJoined(last.value, between, value)) return null;
  const both = JSON.stringify(last.value + between + value);
  return `${both} would be said as one value; mark the second, as in {${name}:cardinal} or {${name}:year}, or put a word between {${last.name}} and {${name}}`;
}

/** Pairs that are remembered: a campaign's names and days recur. */
const MAX_PAIRS = 5000;

/** Whether two values become one number, or one date of a name: "June" and "12". */
export function joiner(language: string, rules: Language | null): IsJoined {
  const known = new Map<string, boolean>();
  return (first, between, second) => {
    const text = first + between + second;
    const find = () =>
      tokenize(text, language, rules).some((token) => {
        if (token.kind !== 'word') return false;
        const isOver =
          token.span.start < first.length && token.span.end > first.length + between.length;
        const isNamedDate = token.value?.class === 'date' && /\p{L}/u.test(token.text);
        return isOver && (token.isNumber || isNamedDate);
      });
    return getOrCreateShort(known, `${first}\n${between}\n${second}`, find, MAX_PAIRS);
  };
}
