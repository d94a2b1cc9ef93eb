import { numberAt, toAsciiDigits } from '../number-literal.ts';
import type { Language, Quantity, QuantityPhrases } from './language.ts';
import { languageName } from './language-name.ts';
import { combine, type Gender, type Phrases } from './reading.ts';

/** Longest number that is said in words or digit by digit; people write about 30 digits. */
const MAX_DIGITS = 60;

/** A parsed quantity, or why the text is not one. */
export type ParsedQuantity = { readonly quantity: Quantity } | { readonly reason: string };

/**
 * Parses a quantity in the notation of the language: "1,234.5" in en, "2.5 million", ".5", "-3".
 * @param lenient takes "1.50" also where the comma is the decimal mark and the point could not group.
 */
export function parseQuantity(text: string, language: Language, lenient = false): ParsedQuantity {
  const written = toAsciiDigits(text.trim());
  const ratio = /^(?:(.+?)\s+|([-\u2212]))?(\d{1,18})\s?\/\s?(\d{1,18})$/.exec(written);
  if (ratio !== null) return withRatio(ratio, language);
  const scaled = scaleOf(written, language);
  const number = scaled?.rest ?? written;
  const canonical = canonicalNumber(number, language, lenient);
  if (canonical === null) return { reason: notANumber(text.trim(), language) };
  const [, sign, integer, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical)!;
  if (integer!.length > MAX_DIGITS || fraction.length > MAX_DIGITS)
    return { reason: `"${text.slice(0, 20)}…" has more than ${MAX_DIGITS} digits; shorten it` };
  return {
    quantity: {
      negative: sign === '-',
      integer: BigInt(integer!),
      fraction,
      ...(scaled && { scale: scaled.power }),
      ...(/^[-\u2212]?[.,]/.test(number) && { isBare: true }),
    },
  };
}

/** "2 1/2", "-1/3", "- 1/3". */
function withRatio(found: RegExpExecArray, language: Language): ParsedQuantity {
  const [, before, sign, numerator, denominator] = found;
  const ratio = { numerator: BigInt(numerator!), denominator: BigInt(denominator!) };
  const negative = sign !== undefined || /^[-\u2212]$/.test(before ?? '');
  if (before === undefined || negative)
    return { quantity: { negative, integer: 0n, fraction: '', ratio } };
  const whole = parseQuantity(before, language);
  return 'reason' in whole ? whole : { quantity: { ...whole.quantity, ratio } };
}

/** Splits "2.5 million" into number and power of ten. */
function scaleOf(text: string, { scales = {} }: Language): { rest: string; power: number } | null {
  const found = /^(.*\p{Nd})\s*([\p{L}\p{M}.]+)$/u.exec(text);
  if (found === null) return null;
  for (const [power, { written }] of Object.entries(scales)) {
    if (written.test(found[2]!.toLowerCase())) return { rest: found[1]!, power: Number(power) };
  }
  return null;
}

/** Canonical form of a number as the language writes it, also ".5"; null for anything else. */
function canonicalNumber(text: string, language: Language, lenient: boolean): string | null {
  const bare = /^([-\u2212+]?)([.,]\d+)$/.exec(text);
  const whole = bare === null ? text.replace(/^\+/, '') : `${bare[1]!.replace('+', '')}0${bare[2]}`;
  if (language.spaceGroups === true && /^[-\u2212]?\d{1,3}(?: \d{3})+(?:,\d+)?$/.test(whole))
    return canonicalNumber(whole.replaceAll(' ', ''), language, lenient);
  const number = numberAt(whole, 0, language.tag);
  if (number?.length === whole.length) return number.canonical;
  const isPoint = /^[-\u2212]?\d+\.(?:\d{1,2}|\d{4,})$/.test(whole);
  return isPoint && (lenient || language.pointIsDecimal === true)
    ? whole.replace('\u2212', '-')
    : null;
}

/** States that a text is not a number, and what may have been meant. */
export function notANumber(text: string, language: Language): string {
  const meant = meanings(toAsciiDigits(text), language.tag);
  const remedy = meant.length === 0 ? 'write digits only' : `write ${meant.join(' or ')}`;
  return `"${text}" is not a number in ${languageName(language.tag)}; ${remedy}`;
}

/** Numbers that digits with misplaced separators may mean, in the language's notation. */
function meanings(text: string, tag: string): readonly string[] {
  if (!/^[-\u2212]?\d+(?:[.,' ]+\d+)+$/.test(text) || text.length > 30) return [];
  const pieces = text.split(/[.,' ]+/);
  const decimal = new Intl.NumberFormat(tag).format(0.5).includes(',') ? ',' : '.';
  const last = pieces.at(-1)!;
  const joined = pieces.slice(0, -1).join('');
  const separators = new Set(text.match(/[.,' ]/g));
  const asDecimal = /[.,]\d+$/.test(text) ? [`${joined}${decimal}${last}`] : [];
  // Two kinds of separator: the last one is the decimal mark.
  const isSure = separators.size > 1 && asDecimal.length > 0;
  return isSure ? asDecimal : [...asDecimal, `${joined}${last}`];
}

/** The number phrases of a language. */
export function quantityPhrases(language: Language): QuantityPhrases {
  return {
    cardinal: (value, gender) => language.cardinal(value, gender),
    quantity: (amount, gender) => sayQuantity(amount, language, gender),
    isOne: ({ integer, fraction, scale, ratio }) =>
      integer === 1n && fraction === '' && scale === undefined && ratio === undefined,
  };
}

/** Says a quantity, its sign, fraction and scale word included. */
export function sayQuantity(amount: Quantity, language: Language, gender?: Gender): Phrases {
  const { negative, integer, fraction, scale, ratio } = amount;
  if (scale !== undefined && language.scaleFirst === true && fraction.length <= scale) {
    const digits = BigInt(`${integer}${fraction.padEnd(scale, '0')}`);
    return sayQuantity({ negative, integer: digits, fraction: '' }, language, gender);
  }
  const parts: (string | Phrases)[] = negative ? [language.minus] : [];
  if (ratio !== undefined) {
    const share = language.fraction?.(ratio.numerator, ratio.denominator) ?? [];
    const whole = language.cardinal(integer, gender);
    return combine([...parts, integer === 0n ? share : (language.mixed?.(whole, share) ?? [])]);
  }
  if (language.number !== undefined && scale === undefined) {
    const canonical = `${negative ? '-' : ''}${integer}${fraction && `.${fraction}`}`;
    return language.number(canonical, gender);
  }
  const agreeing = scale === undefined ? gender : 'm';
  const agreed = language.cardinal(integer, agreeing);
  const isApart = fraction !== '' && language.agreesAtEnd === true;
  const whole = isApart ? [...new Set([...language.cardinal(integer), ...agreed])] : agreed;
  const mayDrop = language.mayDropZero === true && integer === 0n && fraction !== '';
  parts.push(!mayDrop ? whole : amount.isBare === true ? ['', ...whole] : [...whole, '']);
  if (fraction !== '') {
    const decimals = language.decimals?.(fraction, agreeing) ?? sayDigits(fraction, language);
    parts.push(combine([language.point, decimals]));
  }
  if (scale !== undefined) {
    const { one, many } = language.scales![scale]!;
    const isOne =
      language.singularBelowTwo === true ? integer < 2n : integer === 1n && fraction === '';
    parts.push(isOne ? one : many);
  }
  return combine(parts);
}

/** Says digits one by one, each in its first way: telephone numbers have thousands of mixtures. */
export function sayDigits(digits: string, language: Language): Phrases {
  const lists = [...digits].map((digit) => language.digit(Number(digit)));
  if (lists.some((list) => list.length === 0)) return [];
  const most = Math.max(0, ...lists.map((list) => list.length));
  // A speaker who says "oh" says it throughout.
  return Array.from({ length: most }, (_, i) =>
    lists.map((list) => list[Math.min(i, list.length - 1)]!).join(' '),
  );
}

/** Says a number in canonical form; an integer with a leading zero is said digit by digit. */
export function sayNumber(canonical: string, language: Language): Phrases {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical);
  if (found === null) return [];
  const [, sign, integer, fraction = ''] = found;
  if (language.number !== undefined) return language.number(canonical);
  if (integer!.length > MAX_DIGITS || fraction.length > MAX_DIGITS) return [];
  if (integer!.length > 1 && integer!.startsWith('0')) {
    const parts: (string | Phrases)[] = sign ? [language.minus] : [];
    parts.push(sayDigits(integer!, language));
    if (fraction) parts.push(language.point, sayDigits(fraction, language));
    return combine(parts);
  }
  return sayQuantity({ negative: sign === '-', integer: BigInt(integer!), fraction }, language);
}
