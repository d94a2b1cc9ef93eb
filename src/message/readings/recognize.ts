import { numberAt, toAsciiDigits } from '../number-literal.ts';
import { parseDate, readDate } from './date.ts';
import type { Language } from './language.ts';
import { notANumber } from './quantity.ts';
import type { Value } from './reading.ts';
import { amountRange, measure, money, percent, sharedMeasure } from './recognize-amounts.ts';
import { withDayPart } from './recognize-day-part.ts';
import { isGrade } from './recognize-grade.ts';
import { counted } from './recognize-nouns.ts';
import { telephone } from './recognize-telephone.ts';
import { unsureAmount, unsureDate, unsureSign } from './recognize-unsure.ts';
import { at, type Core, type Found, ifSaid, isNextTo, type Scan } from './scan.ts';
import { readTime } from './time.ts';
import { unitOf } from './units.ts';
import { readFraction, readOrdinal, readYear } from './values.ts';

/**
 * Finds the values of a text that have no other meaning: dates, times, amounts and so on, as well as digits
 * that look like a value and cannot be read. In order, without overlap. Takes time proportional to the text.
 * @param text normalised, letters in the case that they are written.
 */
export function findValues(text: string, language: Language): readonly Value[] {
  const words = coresOf(text);
  const scan: Scan = { text, words, language };
  const values: Value[] = [];
  let end = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.start < end || !/[\p{Nd}\p{No}]/u.test(word.text)) continue;
    const first = recognize(scan, i);
    if (first === null) continue;
    const wider = withLeadWord(scan, withDayPart(scan, unsureAmount(scan, first)));
    // "March 12 500 KES": what stands before is another value's.
    const found = words[wider.from]!.start < end ? first : wider;
    if (words[found.from]!.start < end) continue;
    const start = words[found.from]!.start;
    end = words[found.to]!.end;
    values.push({ ...found.outcome, start, end });
  }
  return values;
}

/** "tarehe 12 Machi", where the reading of the date has "tarehe": it is said once. */
function withLeadWord({ words, text, language }: Scan, found: Found): Found {
  const before = words[found.from - 1];
  const name = before?.text.toLowerCase() ?? '';
  const isLead =
    language.leadWord?.test(name) === true &&
    'ways' in found.outcome &&
    found.outcome.ways[0]?.[0] === name &&
    isNextTo(text, before, words[found.from]);
  return isLead ? { ...found, from: found.from - 1 } : found;
}

function coresOf(text: string): readonly Core[] {
  const cores: Core[] = [];
  for (const { 0: raw, index } of text.matchAll(/\S+/gu)) {
    const before = /^[\p{Ps}\p{Pi}"'\u00A1\u00BF]*/u.exec(raw)![0].length;
    const core = raw.slice(before).replace(/[\p{Pe}\p{Pf}"',;:!?.\p{STerm}\p{Term}\u2026]+$/u, '');
    // A comma or stop after a sign is no sentence's: "500/=".
    const end = index + before + core.length;
    if (core !== '') cores.push({ text: core, start: index + before, end });
  }
  return cores;
}

function recognize(scan: Scan, i: number): Found | null {
  const word = scan.words[i]!.text;
  // The grade of a fertiliser is no time and no date.
  if (isGrade(scan, i)) return null;
  return (
    unsureSign(scan, i) ??
    unsureDate(scan, i) ??
    amountRange(scan, i) ??
    telephone(scan, i) ??
    yearAfterWord(scan, i, word) ??
    dateWithName(scan, i) ??
    numericDate(scan, i, word) ??
    time(scan, i, word) ??
    money(scan, i) ??
    percent(scan, i) ??
    sharedMeasure(scan, i) ??
    measure(scan, i, word) ??
    counted(scan, i) ??
    suffixed(scan, i, word) ??
    glued(i, word) ??
    misplaced(scan, i, word)
  );
}

/** "year 1999": four digits after a word that makes them a year. */
function yearAfterWord({ words, text, language }: Scan, i: number, word: string): Found | null {
  if (language.yearWords === undefined || !/^[12]\p{Nd}{3}$/u.test(toAsciiDigits(word)))
    return null;
  const before = words[i - 1];
  if (before === undefined || !language.yearWords.test(before.text.toLowerCase())) return null;
  return isNextTo(text, before, words[i]) ? at(i, ifSaid(readYear(word, language))) : null;
}

/** Months and days of the week that are words or names of another meaning where they stand in lower case. */
const AMBIGUOUS_MONTHS = new Set('may march mar set sat sun dom mai mei jan juin mars'.split(' '));

/** "12 March 2026", "March 12, 2026", "March 2026", "Thursday 12 March", "12 de marzo de 2026". */
function dateWithName({ words, text, language }: Scan, i: number): Found | null {
  const { months, weekdays } = language;
  if (months === undefined || !/^\p{Nd}/u.test(words[i]!.text)) return null;
  const isName = (core: Core | undefined, names = months) =>
    core !== undefined && names.some((forms) => forms.includes(core.text.toLowerCase()));
  const isYear = (core: Core | undefined) => core !== undefined && /^\p{Nd}{4}$/u.test(core.text);
  const isLink = (core: Core | undefined) =>
    core !== undefined && /^(?:of|de|del|ga|watan)$/i.test(core.text);
  let [from, to] = [i, i];
  if (isName(words[i - 1])) {
    from = i - 1;
    if (!isYear(words[i]) && isYear(words[i + 1])) to = i + 1;
    // "Dear June, 12 bags".
    const hasComma = text.slice(words[from]!.end, words[i]!.start).includes(',');
    if (hasComma && !isYear(words[to])) return null;
  } else {
    const month = isLink(words[i + 1]) ? (isLink(words[i + 2]) ? i + 3 : i + 2) : i + 1;
    if (!isName(words[month])) return null;
    to = month;
    const year = isLink(words[month + 1]) ? month + 2 : month + 1;
    if (isYear(words[year])) to = year;
    if (words[from - 1]?.text.toLowerCase() === 'the') from--;
  }
  const hasYear = isYear(words[to]);
  // "March 10 km every day".
  if (!hasYear && to === i && unitOf(words[to + 1]?.text ?? '', false) !== null) return null;
  const name = words.slice(from, to + 1).find((core) => isName(core))!.text;
  if (!hasYear && AMBIGUOUS_MONTHS.has(name) && /^en/.test(language.tag)) return null;
  if (weekdays !== undefined && isName(words[from - 1], weekdays)) from--;
  // A sentence may end between them: only commas and stops of abbreviations are the date's.
  const written = text.slice(words[from]!.start, words[to]!.end);
  if (/[;:!?()]/.test(written) || /\p{L}{4,}\.\s/u.test(written)) return null;
  const shown = written.replace(/\.(?=\s)/g, '');
  if ('reason' in parseDate(toAsciiDigits(shown), language, null) && !/\p{Nd}/u.test(shown))
    return null;
  return at(i, readDate(shown, language, null), withYearNoun(words, to, language), from);
}

/** The word after a date that its reading brings along: Russian "2026 года". */
function withYearNoun(words: readonly Core[], to: number, { dateNoun }: Language): number {
  return dateNoun?.test(words[to + 1]?.text.toLowerCase() ?? '') === true ? to + 1 : to;
}

/** "2026-03-12", "Thursday 12/03/2026": three numbers of a date's shape, and decades. */
function numericDate({ words, text, language }: Scan, i: number, word: string): Found | null {
  if (/^(?:'\p{Nd}0s|\p{Nd}{3}0s)$/u.test(word))
    return at(i, language.decade === undefined ? null : ifSaid(readDate(word, language, null)));
  const isDate =
    /^\p{Nd}{4}([-/.])\p{Nd}{1,2}\1\p{Nd}{1,2}$/u.test(word) ||
    /^\p{Nd}{1,2}([-/.])\p{Nd}{1,2}\1\p{Nd}{4}$/u.test(word) ||
    /^\p{Nd}{2}([-/.])\p{Nd}{2}\1\p{Nd}{2}$/u.test(word);
  if (!isDate) return null;
  const before = words[i - 1];
  const isWeekday =
    before !== undefined &&
    language.weekdays?.some((forms) => forms.includes(before.text.toLowerCase())) === true &&
    /^,? $/.test(text.slice(before.end, words[i]!.start));
  const from = isWeekday ? i - 1 : i;
  return at(
    i,
    readDate(text.slice(words[from]!.start, words[i]!.end), language, null),
    withYearNoun(words, i, language),
    from,
  );
}

/** "9:05", "9:05 pm", "9 pm", "22h30". */
function time({ words, text, language }: Scan, i: number, word: string): Found | null {
  const isClock = /^\p{Nd}{1,2}:\p{Nd}{2}(?::\p{Nd}{2})?(?:[ap]m)?$/iu.test(word);
  // In English "5h" is a while.
  const hours = /^en/.test(language.tag)
    ? /^\p{Nd}{1,2}h\p{Nd}{2}$/u
    : /^\p{Nd}{1,2}h(?:\p{Nd}{2})?$/u;
  const isHours = language.time !== undefined && hours.test(word);
  const hasHalf = /^\p{Nd}{1,2}(?:\.\p{Nd}{2})?[ap]m$/iu.test(word);
  const half = /^[ap]\.?m$/i.test(words[i + 1]?.text ?? '');
  const isNumber = /^\p{Nd}{1,2}(?:\.\p{Nd}{2})?$/u.test(word);
  if (!isClock && !isHours && !hasHalf && !(isNumber && half)) return null;
  const to = half && (isClock || isNumber) && language.time !== undefined ? i + 1 : i;
  if (to === i && isNumber) return null;
  const written = text.slice(words[i]!.start, words[to]!.end);
  const outcome = readTime(written, language, false);
  const isNoun = (core: Core | undefined) =>
    core !== undefined && language.timeNoun?.test(core.text.toLowerCase()) === true;
  const from = isNoun(words[i - 1]) && isNextTo(text, words[i - 1], words[i]) ? i - 1 : i;
  const next = words[to + 1];
  const isNounNext =
    isNoun(next) ||
    (next !== undefined &&
      language.timeWithNoun?.test(text.slice(words[i]!.start, next.end)) === true);
  const last = from === i && isNounNext && isNextTo(text, words[to], next) ? to + 1 : to;
  return at(i, isClock ? outcome : ifSaid(outcome), last, from);
}

/** "21st", "½", "2½", "2 ½". */
function suffixed({ words, text, language }: Scan, i: number, word: string): Found | null {
  const next = words[i + 1];
  const isSplit =
    /^[-\u2212]?\p{Nd}{1,3}$/u.test(word) && isVulgar(next) && isNextTo(text, words[i], next);
  if (isSplit && language.fraction !== undefined)
    return at(i, readFraction(text.slice(words[i]!.start, next!.end), language), i + 1);
  if (/^[-\u2212]?\p{Nd}*[\u00BC-\u00BE\u2150-\u215E]$/u.test(word))
    return at(i, language.fraction === undefined ? null : ifSaid(readFraction(word, language)));
  const suffix = /^\p{Nd}[\p{Nd},]*(\D.*)$/u.exec(word)?.[1];
  if (suffix === undefined || language.ordinalSuffixes?.test(suffix.toLowerCase()) !== true)
    return null;
  return at(i, ifSaid(readOrdinal(word, language)));
}

function isVulgar(core: Core | undefined): boolean {
  return core !== undefined && /^[\u00BC-\u00BE\u2150-\u215E]$/u.test(core.text);
}

/** A date that letters touch would be said as three numbers. */
function glued(i: number, word: string): Found | null {
  if (word.length > 40) return null;
  const isGlued = /\p{L}.*\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}|\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}.*\p{L}/u.test(
    word,
  );
  if (!isGlued) return null;
  const reason = `"${word}" holds a date that letters touch; put a space between them`;
  return at(i, { class: 'date', reason });
}

/** "1.500,50" in English: digits with separators that are no number, no list and no address. */
function misplaced({ language }: Scan, i: number, word: string): Found | null {
  const written = toAsciiDigits(word);
  if (!/^[-\u2212]?\d+(?:[.,']\d+)+$/.test(written)) return null;
  if (numberAt(written, 0, language.tag)?.length === written.length) return null;
  const pieces = written.split(/[.,']/);
  const isOneKind = new Set(written.match(/[.,']/g)).size === 1;
  // "4,5,6", "3.4.5", "192.168.1.1".
  const isList = isOneKind && pieces.length > 2 && pieces.every((piece) => piece.length < 3);
  const isAddress = pieces.length > 3 && written.split('.').length === pieces.length;
  if (isList || isAddress) return null;
  return at(i, { class: 'cardinal', reason: notANumber(word, language) });
}
