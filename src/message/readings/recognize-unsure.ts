import { getOrCreate, memoizeByObject } from '../../util/memoize.ts';
import { normalizeWord } from '../normalize.ts';
import { numberAt } from '../number-literal.ts';
import { isPlainCurrency } from './currencies.ts';
import type { Language } from './language.ts';
import { languageName } from './language-name.ts';
import { readMoney } from './money.ts';
import { type Outcome, toWords } from './reading.ts';
import { at, type Core, type Found, type Scan } from './scan.ts';
import { readMeasure, readPercent } from './values.ts';

/** Dashes and signs of minus. */
const DASH = '[-\u2010-\u2014\u2212]';
/** Words with a dash that may be a minus, and the digits after it. */
const UNSURE_SIGNS = [
  `^(?:[\u2012-\u2014]|[-\u2212]{2,})\\p{Sc}?(\\p{Nd}[\\p{Nd}.,]*)`,
  `^[-\u2212]?(\\p{Nd}[\\p{Nd}.,]*)${DASH}$`,
  // "Balance:-500", "余额-500", "temp–5"; "9am–5pm" is a range.
  `[:,;=\uFF1A\uFF0C\u060C]${DASH}\\p{Sc}?(\\p{Nd}[\\p{Nd}.,]*)`,
  `^\\P{Nd}*\\p{sc=Han}${DASH}\\p{Sc}?(\\p{Nd}[\\p{Nd}.,]*)`,
  `^\\P{Nd}*\\p{L}[\u2012\u2013\u2212]\\p{Sc}?(\\p{Nd}[\\p{Nd}.,]*)`,
].map((pattern) => new RegExp(pattern, 'u'));
const GLUED_DASH = new RegExp(`[:;=\uFF1A]${DASH}$`, 'u');
const IS_DASH = new RegExp(`^${DASH}$`, 'u');

/** Refuses "–500", "500-", "--5", "-KES 500", "Balance:-500" and "- 500" of a line: they may be less than nothing. */
export function unsureSign(scan: Scan, i: number): Found | null {
  const { words, text, language } = scan;
  const word = words[i]!;
  const before = words[i - 1];
  const isOfCurrency =
    before !== undefined &&
    /^[-\u2212\u2013]/.test(before.text) &&
    isPlainCurrency(before.text.slice(1), language) &&
    isOneSpace(text, before, word);
  const sign = /[-\u2010-\u2014\u2212]/.test(word.text)
    ? UNSURE_SIGNS.map((pattern) => pattern.exec(word.text)).find((found) => found !== null)
    : undefined;
  const from = isOfCurrency ? i - 1 : sign !== undefined ? i : dashBefore(scan, i);
  if (from === null) return null;
  const written = text.slice(words[from]!.start, word.end);
  const digits = (sign?.[1] ?? /\p{Nd}[\p{Nd}.,]*/u.exec(word.text)![0]).replace(/[.,]$/, '');
  const name = isOfCurrency ? `${before.text.slice(1)} ` : '';
  const reason = `"${written}" may be less than nothing; write ${name}-${digits} or ${name}${digits}`;
  return at(i, { class: 'cardinal', reason }, i, from);
}

/** The dash of "- 500" and "- KES 500" at the beginning of a line or after a colon; null without one. */
function dashBefore({ words, text, language }: Scan, i: number): number | null {
  if (GLUED_DASH.test(words[i - 1]?.text ?? '')) return i - 1;
  const isDash = (core: Core | undefined) => core?.text.length === 1 && IS_DASH.test(core.text);
  const first = isDash(words[i - 1]) ? i : isDash(words[i - 2]) ? i - 1 : null;
  if (first === null) return null;
  const isNamed = first === i || isPlainCurrency(words[first]!.text, language);
  const dash = words[first - 1]!;
  const isSign =
    dash.start === 0 ||
    /(?:\n|[:=\uFF1A]\s)$/u.test(text.slice(Math.max(0, dash.start - 2), dash.start));
  return isNamed && isSign && isOneSpace(text, dash, words[first]!) ? first - 1 : null;
}

/** "9:00-17:00", and "9-11" before "am", which would be heard as 9:11. */
const TWO_TIMES = new RegExp(
  `^\\p{Nd}{1,2}(?:(?<clock>[:.]\\p{Nd}{2}))?${DASH}\\p{Nd}{1,2}(?:[:.]\\p{Nd}{2})?(?<half>[ap]m)?$`,
  'iu',
);

/** Refuses two times in one word. */
function twoTimes({ words, text }: Scan, i: number): Found | null {
  const found = TWO_TIMES.exec(words[i]!.text)?.groups;
  if (found === undefined) return null;
  const isHalfNext = /^[ap]\.?m$/i.test(words[i + 1]?.text ?? '');
  if (!isHalfNext && found.half === undefined && found.clock?.startsWith(':') !== true) return null;
  const to = isHalfNext ? i + 1 : i;
  const written = text.slice(words[i]!.start, words[to]!.end);
  return at(i, { class: 'time', reason: `"${written}" is two times; write each by itself` }, to);
}

/** "9:00-17:00"; "1. März" in a language without dates; "2026年" in Chinese, where years are read by digits. */
export function unsureDate(scan: Scan, i: number): Found | null {
  const { words, text, language } = scan;
  const times = twoTimes(scan, i);
  if (times !== null) return times;
  const word = words[i]!;
  const year = /^zh/.test(language.tag) ? /\p{Nd}{4}年/u.exec(word.text)?.[0] : undefined;
  if (year !== undefined) {
    const reason = `"${year}" is read by its digits, for which there are no rules; write it in words`;
    return at(i, { class: 'date', reason });
  }
  const next = words[i + 1];
  // "в 2026 году": an ordinal in the case of its sentence.
  if (
    /^[12]\p{Nd}{3}$/u.test(word.text) &&
    language.yearNoun?.test(next?.text.toLowerCase() ?? '') === true
  ) {
    const reason = `"${text.slice(word.start, next!.end)}" is said by its case, which is not known; write the year in words`;
    return at(i, { class: 'year', reason }, i + 1);
  }
  const isDay =
    language.months === undefined &&
    next !== undefined &&
    /^\p{Nd}{1,2}$/u.test(word.text) &&
    /^\.\s*$/.test(text.slice(word.end, next.start)) &&
    monthNames(language.tag).has(next.text.toLowerCase());
  if (!isDay) return null;
  const written = text.slice(word.start, next.end);
  const reason = `"${written}" is a date, which is not supported in ${languageName(language.tag)}; write it in words`;
  return at(i, { class: 'date', reason }, i + 1);
}

/** Names of the months, alone and in dates, as CLDR has them. */
const monthNames = (tag: string) => getOrCreate(monthsOf, tag, () => namesOfMonths(tag));
const monthsOf = new Map<string, ReadonlySet<string>>();

function namesOfMonths(tag: string): ReadonlySet<string> {
  const formats = (['long', 'short'] as const).flatMap((month) => [
    new Intl.DateTimeFormat(tag, { month }),
    new Intl.DateTimeFormat(tag, { month, day: 'numeric' }),
  ]);
  const names = Array.from({ length: 12 }, (_, month) =>
    formats.flatMap((format) =>
      format
        .formatToParts(new Date(2026, month, 15))
        .filter(({ type }) => type === 'month')
        .map(({ value }) => value.toLowerCase().replace(/\.$/, '')),
    ),
  );
  return new Set(names.flat());
}

/**
 * Refuses an amount that goes on in another number ("KES 12 000"), unless the language groups digits so, or in a word
 * of a scale ("KES 5 elfu").
 */
export function unsureAmount(scan: Scan, found: Found): Found {
  const { words, text, language } = scan;
  const { outcome } = found;
  if (outcome.class !== 'money' && outcome.class !== 'measure' && outcome.class !== 'percent')
    return found;
  const isGroup = (core: Core) => /^\p{Nd}{3}(?:[.,]\p{Nd}+)?$/u.test(core.text);
  let { from, to } = found;
  const endsInDigit = /\p{Nd}$/u.test(words[to]!.text);
  if (endsInDigit)
    while (words[to + 1] && isGroup(words[to + 1]!) && isOneSpace(text, words[to]!, words[to + 1]!))
      to++;
  while (
    words[from - 1] &&
    /^\p{Nd}{3}(?!\p{Nd})/u.test(words[from]!.text) &&
    /^[-\u2212]?\p{Nd}{1,3}$/u.test(words[from - 1]!.text) &&
    isOneSpace(text, words[from - 1]!, words[from]!)
  )
    from--;
  const next = words[to + 1];
  const isScaled =
    outcome.class === 'money' &&
    endsInDigit &&
    next !== undefined &&
    isOneSpace(text, words[to]!, next) &&
    (ANY_SCALE.test(next.text) || scaleWords(language).has(toWords(next.text).join(' ')));
  if (isScaled) to++;
  if (outcome.class === 'money' && next !== undefined && !isScaled) {
    const named = withOwnName(scan, found);
    if (named !== null) return named;
  }
  if (from === found.from && to === found.to) return found;
  const written = text.slice(words[from]!.start, words[to]!.end);
  // "1 500 €" in French.
  const groupsBySpaces = numberAt('1 500', 0, language.tag)?.length === 5;
  if (groupsBySpaces && !isScaled) {
    const whole = readAgain(outcome.class, written, language);
    if ('ways' in whole) return { from, to, outcome: whole };
  }
  const joined = written.replace(/(?<=\p{Nd})\s(?=\p{Nd}{3})/gu, '');
  const remedy = isScaled ? 'write the amount in digits, as in 5000' : `write ${joined}`;
  const reason = `"${written}" may be one amount or more; ${remedy}`;
  return { from, to, outcome: { class: outcome.class, reason } };
}

/** "KES 5 shillings" is said once. */
function withOwnName({ words, text }: Scan, { from, to, outcome }: Found): Found | null {
  const next = words[to + 1]!;
  const name = normalizeWord(next.text);
  const isSaid =
    'ways' in outcome && outcome.ways.some((way) => way.length > 1 && way.at(-1) === name);
  return isSaid && isOneSpace(text, words[to]!, next) ? { from, to: to + 1, outcome } : null;
}

function readAgain(
  name: 'money' | 'measure' | 'percent',
  text: string,
  language: Language,
): Outcome {
  if (name === 'money') return readMoney(text, language, null);
  return name === 'measure'
    ? readMeasure(text, language, null, false)
    : readPercent(text, language);
}

/** Words of scales that people write in any language. */
const ANY_SCALE =
  /^(?:k|m|thousand|lakhs?|lacs?|crores?|cr|millions?|mn|mio|mi|mln|mld|mrd|mil|billions?|bn|trillions?|тыс|млн|млрд)\.?$/iu;

/** Words of thousands, lakhs, millions and more in a language, but for those of small numbers. */
const scaleWords = memoizeByObject((language: Language): ReadonlySet<string> => {
  const wordsOf = (value: bigint) => language.cardinal(value).flatMap((phrase) => toWords(phrase));
  const small = new Set(Array.from({ length: 11 }, (_, n) => wordsOf(BigInt(n))).flat());
  const large = [3n, 5n, 6n, 7n, 9n].flatMap((power) => [
    ...wordsOf(10n ** power),
    ...wordsOf(2n * 10n ** power),
  ]);
  return new Set(large.filter((word) => !small.has(word)));
});

function isOneSpace(text: string, first: Core, second: Core): boolean {
  return /^\s$/u.test(text.slice(first.end, second.start));
}
