import type { CalendarDate, ClockTime } from '../message/readings/language.ts';
import { combine, type Phrases } from '../message/readings/reading.ts';
import type { ShareRule } from './nouns.ts';
import { scaleCardinal } from './scales.ts';

/** Number words of a language that counts in lakhs and crores. */
export interface IndicNumbers {
  /** Spellings of 0 to 99. */
  readonly numbers: readonly Phrases[];
  /** Words after a count, `{}` for the count where they are one word with it. */
  readonly hundred: readonly string[];
  readonly thousand: readonly string[];
  readonly lakh: readonly string[];
  readonly crore: readonly string[];
  /** Words for 10^9, 10^11, … where the language counts on; else it counts crores of crores. */
  readonly above?: readonly string[];
}

/** Makes the cardinals up to 10^19; one hundred, one thousand and so on are also said without "one". */
export function indicCardinal(words: IndicNumbers): (value: bigint) => Phrases {
  const one = words.numbers[1]![0]!;
  const scale = (value: bigint, names: readonly string[]) => ({
    value,
    words: names,
    single: [
      ...names.map((name) => (name.includes('{}') ? name.replace('{}', one) : `${one} ${name}`)),
      ...names.filter((name) => !name.includes('{}')),
    ],
    inner: names.length,
  });
  const above = (words.above ?? []).map((name, i) => scale(10n ** BigInt(9 + 2 * i), [name]));
  return scaleCardinal({
    small: (value) => words.numbers[value]!,
    scales: [
      ...above.reverse(),
      scale(10_000_000n, words.crore),
      scale(100_000n, words.lakh),
      scale(1000n, words.thousand),
      scale(100n, words.hundred),
    ],
    limit: 10n ** 19n,
  });
}

/** Years of the second millennium by hundreds, then as a number: "nineteen hundred forty seven". */
export function indicYear(
  year: number,
  cardinal: (value: bigint) => Phrases,
  hundred: readonly string[],
): Phrases {
  const whole = cardinal(BigInt(Math.max(0, year)));
  if (year < 1100 || year > 1999) return year < 0 ? [] : whole;
  const rest = year % 100;
  const century = cardinal(BigInt(Math.floor(year / 100)));
  const head = hundred.flatMap((word) =>
    word.includes('{}') ? [word.replace('{}', century[0]!)] : combine([century, word]),
  );
  const hundreds = rest === 0 ? head : combine([head, cardinal(BigInt(rest))]);
  return [...hundreds.slice(0, 5), ...whole.slice(0, 3)];
}

/** The part of the day of an hour from 0 to 23, by the first hour of each part in order. */
export function dayPart(hour: number, parts: readonly (readonly [number, string])[]): string {
  let name = parts.at(-1)![1];
  for (const [from, part] of parts) if (hour >= from) name = part;
  return name;
}

/** Words for telling the time in quarters, as most languages of South Asia do. */
export interface QuarterWords {
  /** "a quarter past", "half past" and "a quarter to", before the hour. */
  readonly quarterPast: string;
  readonly halfPast: string;
  readonly quarterTo: string;
  /** Half past one and half past two, instead of the hour. */
  readonly halfPastOne: string;
  readonly halfPastTwo: string;
}

/** The hour of a 12-hour clock with its quarter, `null` where the minutes are no quarter. */
export function quarterOf(
  { minute }: ClockTime,
  hour12: number,
  words: QuarterWords,
  small: (value: number) => string,
): string | null {
  if (minute === 15) return `${words.quarterPast} ${small(hour12)}`;
  if (minute === 45) return `${words.quarterTo} ${small((hour12 % 12) + 1)}`;
  return minute === 30 ? withHalf(hour12, words, small(hour12)) : null;
}

function withHalf(whole: number, words: QuarterWords, said: string): string {
  if (whole === 1) return words.halfPastOne;
  return whole === 2 ? words.halfPastTwo : `${words.halfPast} ${said}`;
}

/** Shares of one unit, for those that a language says without a number. */
export interface ShareWords extends QuarterWords {
  readonly half?: string;
  readonly quarter?: string;
  readonly threeQuarters?: string;
}

/** Says halves and quarters of units as they are counted: "आधा किलोग्राम", "डेढ़ घंटा", "साढ़े तीन", "पौने दो". */
export function shareRule(words: ShareWords): ShareRule {
  return ({ whole, ratio }, { one, many }, numbers) => {
    const quarters = Number((ratio.numerator * 4n) / ratio.denominator);
    if (BigInt(quarters) * ratio.denominator !== ratio.numerator * 4n) return [];
    if (quarters < 1 || quarters > 3) return [];
    if (whole === 0n) {
      const share = ['', words.quarter, words.half, words.threeQuarters][quarters];
      return share ? combine([share, one]) : [];
    }
    const said = numbers.cardinal(quarters === 3 ? whole + 1n : whole)[0];
    if (said === undefined) return [];
    if (quarters === 2) {
      const half = withHalf(Number(whole), words, said);
      return combine([half, whole === 1n ? [...new Set([...one, ...many])] : many]);
    }
    if (quarters === 3) return combine([`${words.quarterTo} ${said}`, many]);
    // "सवा" by itself is one and a quarter.
    return whole === 1n
      ? combine([[words.quarterPast, `${words.quarterPast} ${said}`], one])
      : combine([`${words.quarterPast} ${said}`, many]);
  };
}

/** A date in the order day, month, year, after its weekday. */
export function dayMonthYear(
  { day, month, year, weekday }: CalendarDate,
  words: {
    readonly weekdays: readonly Phrases[];
    readonly months: readonly Phrases[];
    day(day: number): Phrases;
    year(year: number): Phrases;
  },
): Phrases {
  return combine([
    weekday === undefined ? '' : words.weekdays[weekday]![0]!,
    day === undefined ? '' : words.day(day),
    month === undefined ? '' : words.months[month - 1]![0]!,
    year === undefined ? '' : words.year(year),
  ]);
}
