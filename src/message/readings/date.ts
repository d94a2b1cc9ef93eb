import { toAsciiDigits } from '../number-literal.ts';
import type { CalendarDate, Language } from './language.ts';
import { languageName } from './language-name.ts';
import { type Outcome, say } from './reading.ts';

/** Orders of day, month and year that a mark may give. */
export const DATE_FORMATS = [
  'dmy',
  'mdy',
  'ymd',
  'ydm',
  'dm',
  'md',
  'my',
  'ym',
  'y',
  'm',
  'd',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

type Parsed = { readonly date: CalendarDate } | { readonly reason: string };

/** Reads a text as a date. @param format the order of its numbers; without one, what has two meanings is refused. */
export function readDate(text: string, language: Language, format: DateFormat | null): Outcome {
  const written = toAsciiDigits(text.trim()).replace(/\s+/g, ' ');
  const decade = /^(?:'(\d0)|(\d\d\d?0))(?:\s?s)$/i.exec(written);
  if (decade !== null && language.decade !== undefined) {
    const phrases = language.decade(Number(decade[1] ?? decade[2]));
    return say('date', phrases, () => notADate(text));
  }
  const parsed = parseDate(written, language, format);
  if ('reason' in parsed) return { class: 'date', reason: parsed.reason };
  const say_ = language.date?.(parsed.date) ?? [];
  return say('date', say_, () => noDateRules(text, language));
}

function noDateRules(text: string, { tag, needsWholeDate }: Language): string {
  if (needsWholeDate === true)
    return `"${text}" has to be a whole date in ${languageName(tag)}, whose months begin on other days; add day, month and year`;
  return `"${text}" is a date, which is not supported in ${languageName(tag)}; write it in words`;
}

/** Parses a date of numbers, or of numbers and a month's name, with or without the day of the week. */
export function parseDate(text: string, language: Language, format: DateFormat | null): Parsed {
  const [, name = '', rest = ''] = /^([\p{L}\p{M}-]+)\.?,? (\d[\d/.-]*)$/u.exec(text) ?? [];
  const weekday = indexOfName(name.toLowerCase(), language.weekdays);
  if (weekday < 0) return parseBare(text, language, format);
  const parsed = parseBare(rest, language, format);
  return 'reason' in parsed ? parsed : checkWeekday(text, { ...parsed.date, weekday });
}

function parseBare(text: string, language: Language, format: DateFormat | null): Parsed {
  const numbers = /^(\d{1,4})(?:\s?[/.-]\s?(\d{1,4}))?(?:\s?[/.-]\s?(\d{1,4}))?\.?$/.exec(text);
  const pieces = numbers?.slice(1).filter((piece) => piece !== undefined);
  if (pieces !== undefined) {
    if (format !== null) return byFormat(text, pieces, format);
    if (pieces.length === 3) return ofThree(text, pieces as [string, string, string]);
    if (pieces.length === 2) return ofTwo(text, pieces as [string, string]);
    if (pieces[0]!.length === 4) return { date: { year: Number(pieces[0]) } };
    return {
      reason: `"${text}" may be a day, a month or a year; write the whole date, or {…:year}`,
    };
  }
  return withMonthName(text, language) ?? { reason: notADate(text) };
}

/** Three numbers without a given order. */
function ofThree(text: string, [a, b, c]: readonly [string, string, string]): Parsed {
  if (a.length >= 3) return valid(text, [{ year: +a, month: +b, day: +c }]);
  if (c.length === 2 && a.length <= 2) {
    const dates = twoDigitYears(+a, +b, +c).filter(isPossible);
    if (dates.length > 0 && dates.every(({ year }) => year! > 2000 + LAST_SHORT_YEAR))
      return refuseShortYear(text, dates[0]!.year! - 2000);
    return ambiguous(text, dates.length > 0 ? dates : twoDigitYears(+a, +b, +c));
  }
  return ambiguous(text, [
    { day: +a, month: +b, year: +c, dayFirst: true },
    { month: +a, day: +b, year: +c, dayFirst: false },
  ]);
}

/** Years of two digits to this one are of our century; later ones may be of the last, as dates of birth are. */
const LAST_SHORT_YEAR = 39;

function twoDigitYears(a: number, b: number, c: number): readonly CalendarDate[] {
  return [
    { day: a, month: b, year: 2000 + c },
    { month: a, day: b, year: 2000 + c },
    { year: 2000 + a, month: b, day: c },
  ];
}

function refuseShortYear(text: string, year: number): Parsed {
  const reason = `the year of "${text}" is ${1900 + year} or ${2000 + year}; write it in four digits`;
  return { reason };
}

/** Two numbers without a given order. */
function ofTwo(text: string, [a, b]: readonly [string, string]): Parsed {
  if (a.length === 4) return valid(text, [{ year: +a, month: +b }]);
  if (b.length === 4) return valid(text, [{ month: +a, year: +b }]);
  return ambiguous(text, [
    { day: +a, month: +b, dayFirst: true },
    { month: +a, day: +b, dayFirst: false },
  ]);
}

/** The one possible date of several; refuses where two differ. */
function ambiguous(text: string, dates: readonly CalendarDate[]): Parsed {
  const possible = dates.filter(isPossible);
  const different = possible.filter((date, i) => possible.findIndex((d) => same(d, date)) === i);
  if (different.length <= 1) return valid(text, dates);
  const [first, second] = different;
  const iso = first!.year === undefined ? '12 March' : isoOf(first!);
  const order = first!.year === undefined ? 'dm' : 'dmy';
  return {
    reason: `"${text}" is ${inEnglish(first!, second!)} or ${inEnglish(second!, first!)}; write ${iso} or {…:date ${order}}`,
  };
}

/** @param dates what the numbers mean, the possible one of which is taken. */
function valid(text: string, dates: readonly CalendarDate[]): Parsed {
  const date = dates.find(isPossible);
  if (date !== undefined) return { date };
  return { reason: `"${text}" is not a date: ${whyImpossible(dates[0]!)}; correct it` };
}

function byFormat(text: string, pieces: readonly string[], format: DateFormat): Parsed {
  if (pieces.length !== format.length)
    return { reason: `"${text}" does not have the order ${format}; write its parts in that order` };
  const date: Mutable<CalendarDate> = {};
  for (const [i, letter] of [...format].entries()) {
    const piece = pieces[i]!;
    if (letter === 'y' && piece.length === 2 && Number(piece) > LAST_SHORT_YEAR)
      return refuseShortYear(text, Number(piece));
    if (letter === 'y') date.year = piece.length === 2 ? 2000 + Number(piece) : Number(piece);
    else if (piece.length > 2)
      return {
        reason: `"${text}" does not have the order ${format}; write its parts in that order`,
      };
    else date[letter === 'd' ? 'day' : 'month'] = Number(piece);
  }
  if (!format.startsWith('y')) date.dayFirst = format.startsWith('d');
  return valid(text, [date]);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** "12 March 2026", "March 12, 2026", "Thursday 12 de marzo del 2026", "12th March". */
function withMonthName(text: string, language: Language): Parsed | null {
  const words = text
    .toLowerCase()
    .split(/[\s,]+|(?<=\p{L}\.?)-(?=\p{Nd})|(?<=\p{Nd})-(?=\p{L})/u)
    .filter(Boolean);
  if (words.length > 8) return null;
  const date: Mutable<CalendarDate> = {};
  for (const word of words) {
    const month = indexOfName(word, language.months);
    const weekday = indexOfName(word, language.weekdays);
    const day = /^(\d{1,2})([\p{L}\p{M}]+|\.|\u00BA|\u00AA)?$/u.exec(word);
    const isDay = day !== null && (day[2] === undefined || isOrdinal(day[1]!, day[2], language));
    if (month >= 0 && date.month === undefined) {
      date.month = month + 1;
      date.dayFirst = date.day !== undefined;
    } else if (weekday >= 0 && date.weekday === undefined) date.weekday = weekday;
    else if (isDay && date.day === undefined) date.day = Number(day[1]);
    else if (/^\d{3,4}$/.test(word) && date.year === undefined) date.year = Number(word);
    else if (!DATE_WORDS.has(word)) return null;
  }
  if (date.month === undefined || (date.day === undefined && date.year === undefined)) return null;
  if (/^\p{L}+\.?-\d{2}$/u.test(text.trim()))
    return {
      reason: `"${text}" is a day or a year of the month; write it as 2026-03 or 2026-03-12`,
    };
  const given = valid(text, [date]);
  return 'reason' in given ? given : checkWeekday(text, given.date);
}

/** Refuses a date whose day of the week is another. */
function checkWeekday(text: string, date: CalendarDate): Parsed {
  const { day, month, year, weekday } = date;
  if (weekday === undefined || day === undefined || month === undefined || year === undefined)
    return { date };
  // Years below 100 would count as of the twentieth century.
  const actual = new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDay();
  if (actual === weekday) return { date };
  const reason = `"${text}" is a ${DAY_NAMES[actual]}, not a ${DAY_NAMES[weekday]}; correct one of them`;
  return { reason };
}

const DAY_NAMES = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Words that stand between the parts of a date in one of the languages. */
const DATE_WORDS = new Set(['the', 'of', 'de', 'del', 'le', 'el', 'a', 'ga', 'watan', 'tarehe']);

function isOrdinal(day: string, suffix: string, language: Language): boolean {
  if (suffix === '.' || language.daySuffixes?.test(suffix) === true) return true;
  return (language.ordinalSuffix?.(BigInt(day), suffix).length ?? 0) > 0;
}

function indexOfName(word: string, names: Language['months']): number {
  const bare = word.replace(/\.$/, '');
  return names?.findIndex((forms) => forms.includes(bare)) ?? -1;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isPossible({ day, month, year }: CalendarDate): boolean {
  if (month !== undefined && (month < 1 || month > 12)) return false;
  if (day === undefined) return true;
  if (day < 1 || day > (month === undefined ? 31 : DAYS[month - 1]!)) return false;
  return !(day === 29 && month === 2 && year !== undefined && !isLeap(year));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function whyImpossible({ day, month, year }: CalendarDate): string {
  if (month !== undefined && (month < 1 || month > 12)) return `there is no month ${month}`;
  const name = month === undefined ? 'a month' : MONTHS[month - 1]!;
  return `there is no day ${day} in ${name}${day === 29 && year !== undefined ? ` ${year}` : ''}`;
}

function same(a: CalendarDate, b: CalendarDate): boolean {
  return a.day === b.day && a.month === b.month && a.year === b.year;
}

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** A date in English, with its year where the other one's differs. */
function inEnglish({ day, month, year }: CalendarDate, other: CalendarDate): string {
  return `${day} ${MONTHS[month! - 1]}${year !== other.year ? ` ${year}` : ''}`;
}

function isoOf({ day, month, year }: CalendarDate): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month!)}-${two(day!)}`;
}

function notADate(text: string): string {
  return `"${text}" is not a date; write it as 2026-03-12`;
}
