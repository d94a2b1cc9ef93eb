import type { Gender, Phrases, SemioticClass } from './reading.ts';

/** A day, month or year, with or without the others. */
export interface CalendarDate {
  /** 1 to 31. */
  readonly day?: number | undefined;
  /** 1 to 12. */
  readonly month?: number | undefined;
  /** Gregorian. */
  readonly year?: number | undefined;
  /** 0 for Sunday to 6. */
  readonly weekday?: number | undefined;
  /** Whether the day was written before the month; absent where the order says nothing, as in 2026-03-12. */
  readonly dayFirst?: boolean | undefined;
}

/** A time of day. */
export interface ClockTime {
  /** 0 to 24; with `half` 1 to 12. */
  readonly hour: number;
  readonly minute: number;
  readonly second?: number | undefined;
  /** Written "am" or "pm"; absent for the 24-hour clock. */
  readonly half?: 'am' | 'pm' | undefined;
  /** True for hours counted from midnight in a language that counts them from six o'clock. */
  readonly western: boolean;
}

/** An amount or quantity. */
export interface Quantity {
  readonly negative: boolean;
  readonly integer: bigint;
  /** Digits after the decimal mark; "" for a whole number. */
  readonly fraction: string;
  /** Scale word as in "2.5 million": a power of ten; absent without one. */
  readonly scale?: number | undefined;
  /** Fraction after the whole number, as in "2 1/2"; the whole number may be 0. */
  /** Whether nothing was written before the decimal mark. */
  readonly isBare?: boolean | undefined;
  readonly ratio?: { readonly numerator: bigint; readonly denominator: bigint } | undefined;
}

/** Number rules that every language has. */
export interface NumberRules {
  /** Whole numbers from 0; none where the rules end. */
  cardinal(value: bigint, gender?: Gender): Phrases;
  /** Digits 0 to 9, one by one as in telephone numbers. */
  digit(digit: number): Phrases;
  readonly minus: Phrases;
  readonly plus: Phrases;
  /** The word between whole number and fraction, with all that it needs. */
  readonly point: Phrases;
  /** The digits after the mark; default: one by one. */
  decimals?(digits: string, gender?: Gender): Phrases;
  /** Whether a zero before the mark may be left out: "point five". */
  readonly mayDropZero?: boolean | undefined;
  /** Whether spaces may group a marked number's digits, besides what CLDR has. */
  readonly spaceGroups?: boolean | undefined;
  /** Whether the last word alone agrees where there is a fraction: Spanish "uno coma cero uno cero un segundos". */
  readonly agreesAtEnd?: boolean;
  /** Whether the word of a scale stands before its count: Swahili "milioni mbili". */
  readonly scaleFirst?: boolean;
  /** Whether everything under two is singular: French "1,5 million". */
  readonly singularBelowTwo?: boolean | undefined;
  /** Reads a whole number in canonical form (`-?digits[.digits]`); default: by the rules here. */
  number?(canonical: string, gender?: Gender): Phrases;
  /** Scale words by power of ten, as in "2.5 million". */
  readonly scales?: Readonly<Record<number, ScaleWord>> | undefined;
}

/** A scale word: forms after one and after more; how it is written. */
export interface ScaleWord {
  readonly one: Phrases;
  readonly many: Phrases;
  readonly written: RegExp;
}

/** Words of a unit or a currency in CLDR's sense: forms by plural category, all that are correct first to last. */
export interface NounForms {
  readonly gender?: Gender | undefined;
  readonly one: Phrases;
  readonly many: Phrases;
  /** After two, three and four in Slavic languages. */
  readonly few?: Phrases | undefined;
}

/** A currency's unit, and its hundredth where it has one. */
export interface CurrencyWords {
  readonly unit: NounForms;
  readonly minor?: NounForms | undefined;
  /** Digits of the smaller unit after the decimal mark; default: 2. */
  readonly minorDigits?: number | undefined;
}

/** Words around numbers, in lower case. */
export interface Counting {
  /** Words that a number before them does not count: articles, prepositions, conjunctions, frequent verbs. */
  readonly uncounted: RegExp;
  /** Words whose number is a name: "marque 1", "página 21". */
  readonly labels: RegExp;
  /** Articles of feminine numbers: "a la 1". */
  readonly feminine?: RegExp;
  /** Genders of frequent nouns. */
  readonly nouns: ReadonlyMap<string, Gender>;
  /** How nouns end after two and more; what ends otherwise is not counted. */
  readonly plural?: RegExp;
}

/**
 * What one language needs to read values. Only number rules are required; a class whose rules are absent
 * is refused. Each implementation is one file that a native speaker can check.
 */
export interface Language extends NumberRules {
  /** Canonical BCP 47 tag. */
  readonly tag: string;
  ordinal?(value: bigint, gender?: Gender): Phrases;
  /** Ordinals in the plural: "segundos", "deuxièmes". */
  pluralOrdinal?(value: bigint, gender?: Gender): Phrases;
  /** Reads a number with its suffix, such as "st" or "º"; none where the suffix is not right for the number. */
  ordinalSuffix?(value: bigint, suffix: string): Phrases;
  /** Suffixes that may mark an ordinal, for recognition without a mark. */
  readonly ordinalSuffixes?: RegExp | undefined;
  fraction?(numerator: bigint, denominator: bigint): Phrases;
  /** Between a whole number and a fraction: "and" of "two and a half". */
  mixed?(whole: Phrases, fraction: Phrases): Phrases;
  /** A share, given how its number is said, and the number. */
  percent?(amount: Phrases, quantity: Quantity): Phrases;
  year?(year: number): Phrases;
  date?(date: CalendarDate): Phrases;
  /** Endings of a day's number in a date, besides those of ordinals: Bengali "১২ই". */
  readonly daySuffixes?: RegExp | undefined;
  /** Whether only whole dates can be said, as in a calendar with other months. */
  readonly needsWholeDate?: boolean | undefined;
  /** Words that make a year of the four digits after them: "year", "साल". */
  readonly yearWords?: RegExp | undefined;
  /** months[m - 1] and weekdays[d], 0 for Sunday: names as written, the first one as said; lower case. */
  readonly months?: readonly Phrases[] | undefined;
  readonly weekdays?: readonly Phrases[] | undefined;
  /** Decades such as the 1980s: its first year, of four digits or two. */
  decade?(year: number): Phrases;
  time?(time: ClockTime): Phrases;
  /** The word beside a written time that its reading brings along: "saa 15:00", "21:05 बजे". */
  readonly timeNoun?: RegExp | undefined;
  /** A written time with a word after it that its reading brings along; "2:30 hours" is a while. */
  readonly timeWithNoun?: RegExp | undefined;
  /** The word before a date or a percentage that its reading brings along: Swahili "tarehe". */
  readonly leadWord?: RegExp | undefined;
  /** The noun after a year that needs an ordinal in its case: Russian "году". */
  readonly yearNoun?: RegExp | undefined;
  /** The word after a date with a year that its reading brings along: Russian "года". */
  readonly dateNoun?: RegExp | undefined;
  /** Words of the part of the day, where the reading of a time has them. */
  readonly dayParts?: RegExp | undefined;
  /** Whether hours are counted from morning and evening. */
  readonly localClock?: boolean;
  /** Words of the part of the day that may be written before or after a time, and are said there. */
  readonly timeWords?: RegExp | undefined;
  /** Words around numbers; where it is given, a number whose form depends on a gender that is not known is refused. */
  readonly counting?: Counting | undefined;
  /** Currencies by ISO 4217 code. */
  readonly currencies?: Readonly<Record<string, CurrencyWords>> | undefined;
  /** Words of any currency; default: those of `currencies` alone. */
  currency?(code: string): CurrencyWords | null;
  money?(amount: Quantity, currency: CurrencyWords, numbers: QuantityPhrases): Phrases;
  /** By CLDR's name of the unit. */
  unit?(name: string): NounForms | null;
  measure?(amount: Quantity, unit: NounForms, numbers: QuantityPhrases): Phrases;
  /** A number with a noun; none where that needs more than its gender; default: the number, then the noun. */
  counted?(number: Phrases, noun: string): Phrases;
  range?(from: Phrases, to: Phrases): Phrases;
  /** Reads whole groups of a telephone number other than digit by digit; default: digit by digit. */
  telephoneGroup?(digits: string): Phrases;
  /** Currency that a sign means here, where the sign has several: "$", "¥", "Rs". */
  readonly signs?: Readonly<Record<string, string>> | undefined;
  /** The point of an address such as 192.168.1.1. */
  readonly dot?: string | undefined;
  /** Letter names by letter, where a letter is not said as itself. */
  readonly letters?: Readonly<Record<string, Phrases>> | undefined;
  /** Whether "." may be the decimal mark besides ",", where it cannot be a group's. */
  readonly pointIsDecimal?: boolean | undefined;
}

/** Ready-made number phrases of a quantity, agreeing with a noun. */
export interface QuantityPhrases {
  /** The whole quantity, sign and fraction included. */
  quantity(amount: Quantity, gender?: Gender): Phrases;
  cardinal(value: bigint, gender?: Gender): Phrases;
  /** True where the noun stands in its singular form. */
  isOne(amount: Quantity): boolean;
}

/** Classes that a language has rules for. */
export function classesOf(language: Language): readonly SemioticClass[] {
  const has: Readonly<Record<SemioticClass, boolean>> = {
    cardinal: true,
    ordinal: language.ordinal !== undefined,
    decimal: true,
    fraction: language.fraction !== undefined,
    percent: language.percent !== undefined,
    date: language.date !== undefined,
    year: language.year !== undefined,
    time: language.time !== undefined,
    money: language.money !== undefined,
    measure: language.measure !== undefined,
    telephone: true,
    digits: true,
    characters: true,
    range: language.range !== undefined,
    plural: language.counted?.(['1'], 'x').length !== 0,
  };
  return (Object.keys(has) as SemioticClass[]).filter((name) => has[name]);
}
