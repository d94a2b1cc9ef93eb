import { isAscii } from '../util/ascii.ts';
import { getOrCreate } from '../util/memoize.ts';
import { UNSPACED } from './signs.ts';

/** A number found in a text. */
export interface NumberLiteral {
  /** `-?digits[.digits]` in ASCII digits, without grouping. */
  readonly canonical: string;
  /** Length in UTF-16 code units, the sign included. */
  readonly length: number;
}

/** One language's notation of numbers. */
interface NumberStyle {
  readonly pattern: RegExp;
  readonly group: RegExp;
  readonly decimal: string;
}

/** Letters that may follow a number without a space: "37.5度", "37.5도". */
const MAY_FOLLOW = `${UNSPACED.source}|\\p{sc=Hangul}`;

const styles = new Map<string, NumberStyle>();

function numberStyle(language: string): NumberStyle {
  return getOrCreate(styles, language, () => {
    const parts = new Intl.NumberFormat(language).formatToParts(1234567.5);
    const find = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    const decimal = find('decimal') === ',' ? ',' : '.';
    // NFKC has made every no-break space an ordinary one by now.
    const group = /\s/u.test(find('group')) ? '[ ]' : decimal === '.' ? "[,']" : "[.']";
    return {
      decimal,
      group: new RegExp(group, 'gu'),
      // Groups of two as well as three, as in 12,34,567; the last is always three.
      pattern: new RegExp(
        `[-\u2212]?(?:\\p{Nd}{1,3}(?:${group}\\p{Nd}{2,3})*${group}\\p{Nd}{3}|\\p{Nd}+)(?:[${decimal}]\\p{Nd}+)?` +
          `(?!(?!${MAY_FOLLOW})[\\p{L}\\p{M}\\p{N}]|[.,]\\p{Nd})`,
        'uy',
      ),
    };
  });
}

/** Digits with a separator inside: only these need the language's notation, which takes 10 ms to look up. */
const SEPARATED = /[-\u2212]?\p{Nd}+(?:[.,']\p{Nd}| \p{Nd}{3})/uy;
const PLAIN: NumberStyle = {
  pattern: /[-\u2212]?\p{Nd}+(?![\p{L}\p{M}\p{N}])/uy,
  group: /(?!)/g,
  decimal: '.',
};

/**
 * Parses the number that begins at `at` in a normalised text, in the notation of `language` ("1,234.5"
 * in en, "1.234,5" in de, "1 234,5" in fr), with any script's digits.
 * @returns null without a number, or where it goes on as something else ("4th", "3.4.5").
 */
export function numberAt(text: string, at: number, language: string): NumberLiteral | null {
  SEPARATED.lastIndex = at;
  const style = SEPARATED.test(text) ? numberStyle(language) : PLAIN;
  style.pattern.lastIndex = at;
  const found = style.pattern.exec(text)?.[0];
  if (found === undefined) return null;
  const plain = toAsciiDigits(found.replace(style.group, ''));
  return {
    canonical: plain.replace(style.decimal, '.').replace('\u2212', '-'),
    length: found.length,
  };
}

/**
 * Replaces decimal digits of any script by 0 to 9. Unicode keeps each script's digits in a run of ten
 * from zero, and where two runs touch each is ten long, so the place in the run is the value.
 */
export function toAsciiDigits(text: string): string {
  if (isAscii(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    return String(before % 10);
  });
}
