import { isPlainCurrency } from './currencies.ts';
import type { Language } from './language.ts';
import { readMoney } from './money.ts';
import { parseQuantity } from './quantity.ts';
import { readRange } from './range.ts';
import { at, type Core, type Found, ifSaid, isNextTo, type Scan } from './scan.ts';
import { unitOf } from './units.ts';
import { readMeasure, readPercent } from './values.ts';

/** "$5", "KES 500", "500 KES", "$2.5 million", "500/=". */
export function money({ words, text, language }: Scan, i: number): Found | null {
  if (language.money === undefined) return null;
  const word = words[i]!.text;
  const isCurrency = (core: Core | undefined) =>
    core !== undefined && isPlainCurrency(core.text, language);
  let [from, to] = [i, i];
  // "Ksh500", "Rs.500".
  const abbreviation = /^(\p{L}{2,4}\.?)\p{Nd}/u.exec(word)?.[1];
  const isAbbreviated =
    abbreviation !== undefined &&
    !/^[A-Z]{3}$/.test(abbreviation) &&
    isPlainCurrency(abbreviation, language);
  const isOwn =
    /\p{Sc}/u.test(word) ||
    /^[A-Z]{3}\p{Nd}/u.test(word) ||
    /\p{Nd}[A-Z]{3}$/u.test(word) ||
    isAbbreviated;
  if (!isOwn && isCurrency(words[i - 1]) && isNextTo(text, words[i - 1], words[i])) from = i - 1;
  const isScaled = (core: Core | undefined) =>
    core !== undefined &&
    Object.values(language.scales ?? {}).some(({ written }) =>
      written.test(core.text.toLowerCase()),
    );
  if ((isOwn || from < i) && isScaled(words[i + 1])) to = i + 1;
  if (!isOwn && from === i && isCurrency(words[i + 1]) && isNextTo(text, words[i], words[i + 1]))
    to = i + 1;
  if (!isOwn && from === to) return null;
  const written = text.slice(words[from]!.start, words[to]!.end);
  if (isOwn && !isAbbreviated && /^[A-Za-z]|[A-Za-z]$/.test(word) && !/\p{Sc}/u.test(word)) {
    const code = /[A-Z]{3}/.exec(word)?.[0] ?? '';
    if (!isPlainCurrency(code, language)) return null;
  }
  // A range of amounts is left to a mark.
  if (/\p{Nd}\s?[-\u2013]\s?\p{Sc}?\p{Nd}/u.test(written)) return null;
  const outcome = readMoney(written, language, null);
  const isMisplaced = 'reason' in outcome && /is not a number|may be \d/.test(outcome.reason);
  return at(i, isMisplaced ? outcome : ifSaid(outcome), to, from);
}

/** "20%", "20 %". */
export function percent({ words, text, language }: Scan, i: number): Found | null {
  if (language.percent === undefined) return null;
  const word = words[i]!.text;
  const isOwn = /^[-\u2212]?[\p{Nd}.,]+[%\u066A]$/u.test(word);
  const isNext =
    /^[-\u2212]?[\p{Nd}.,]+$/u.test(word) && /^[%\u066A]$/u.test(words[i + 1]?.text ?? '');
  if (!isOwn && !isNext) return null;
  const to = isOwn ? i : i + 1;
  return at(i, readPercent(text.slice(words[i]!.start, words[to]!.end), language), to);
}

/** A share, or a number with one: "1/2", "2½". */
const SHARE = /^[-\u2212]?(?:\p{Nd}{1,2}\/\p{Nd}{1,2}|\p{Nd}{0,3}[\u00BC-\u00BE\u2150-\u215E])$/u;

/** "1/2 kg", "2½ kg", "1 1/2 kg". */
export function sharedMeasure({ words, text, language }: Scan, i: number): Found | null {
  if (language.measure === undefined) return null;
  const isSplit =
    /^[-\u2212]?\p{Nd}{1,3}$/u.test(words[i]!.text) &&
    /^\P{Nd}$|\//u.test(words[i + 1]?.text ?? '');
  const share = isSplit ? i + 1 : i;
  const unit = words[share + 1];
  if (unit === undefined || !SHARE.test(words[share]!.text)) return null;
  if (unitOf(unit.text, false) === null || !isNextTo(text, words[share], unit)) return null;
  if (isSplit && !isNextTo(text, words[i], words[share])) return null;
  const written = text.slice(words[i]!.start, unit.end);
  return at(i, readMeasure(written, language, null, false), share + 1);
}

/** "5 kg", "12km": symbols that are no words. */
export function measure({ words, text, language }: Scan, i: number, word: string): Found | null {
  if (language.measure === undefined) return null;
  const own = /^[-\u2212]?[\p{Nd}.,]*\p{Nd}([\p{L}°µ℃℉][\p{L}\p{No}/°23]*)$/u.exec(word)?.[1];
  const next = words[i + 1];
  const isNext =
    own === undefined &&
    /^[-\u2212]?[\p{Nd}.,]+$/u.test(word) &&
    next !== undefined &&
    unitOf(next.text, false) !== null &&
    isNextTo(text, words[i], next);
  if (!isNext && (own === undefined || unitOf(own, false) === null)) return null;
  const to = isNext ? i + 1 : i;
  const outcome = readMeasure(text.slice(words[i]!.start, words[to]!.end), language, null, false);
  const isMisplaced =
    'reason' in outcome && /is not a number|begins with a zero/.test(outcome.reason);
  return at(i, isMisplaced ? outcome : ifSaid(outcome), to);
}

/** Two numbers of a range, with a currency before them or a sign or unit after them. */
const RANGE =
  /^(\p{Sc}|\p{L}{2,4}\.?)?(\p{Nd}[\p{Nd}.,]*)[-\u2010-\u2013](?:\p{Sc})?(\p{Nd}[\p{Nd}.,]*)([%\u066A]|[\p{L}°µ℃℉][\p{L}\p{No}/°23]*)?$/u;

/** "10-15 cm", "60–70%", "KES 100-200": the lesser first, in one unit; without a unit it may be a score or a date. */
export function amountRange({ words, text, language }: Scan, i: number): Found | null {
  const found = RANGE.exec(words[i]!.text);
  if (found === null || language.range === undefined) return null;
  const [, before, first, last, after] = found;
  if (!isLess(first!, last!, language)) return null;
  const isCurrency = (name: string) => isPlainCurrency(name, language);
  const isUnit = (name: string) =>
    /^[%\u066A]$/u.test(name) || unitOf(name, false) !== null || isCurrency(name);
  let [from, to] = [i, i];
  if (before !== undefined || after !== undefined) {
    const isOwn = before === undefined ? isUnit(after!) : isCurrency(before);
    if (!isOwn) return null;
  } else if (isNextTo(text, words[i], words[i + 1]) && isUnit(words[i + 1]!.text)) to = i + 1;
  else if (isNextTo(text, words[i - 1], words[i]) && isCurrency(words[i - 1]!.text)) from = i - 1;
  else return null;
  const written = text.slice(words[from]!.start, words[to]!.end);
  return at(i, ifSaid(readRange(written, language)), to, from);
}

function isLess(first: string, second: string, language: Language): boolean {
  const [a, b] = [first, second].map((text) => {
    const parsed = parseQuantity(text, language);
    return 'reason' in parsed
      ? Number.NaN
      : Number(`${parsed.quantity.integer}.${parsed.quantity.fraction}`);
  });
  return a! < b!;
}
