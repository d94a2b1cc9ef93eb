import { numberAt } from '../message/number-literal.ts';
import type { Recipient } from './recipients.ts';

/** A sign that a value is not meant to be said as it stands. */
interface Sign {
  readonly pattern: RegExp;
  readonly what: string;
}

const SIGNS: readonly Sign[] = [
  { pattern: /\(\d+\)\s*$/, what: 'ends in a number in brackets, as of a duplicate' },
  { pattern: /\S@\S+\.\S/, what: 'looks like an e-mail address' },
  { pattern: /https?:\/\/|www\./i, what: 'looks like a web address' },
  {
    pattern: /^\s*(?:null|nan|none|undefined|#?n\/a|#(?:ref|value|name|div\/0|num|null)!?\??)\s*$/i,
    what: 'looks like an empty or a broken cell',
  },
  { pattern: /[^\P{Cc}\n\r]/u, what: 'has a tab or another control character' },
];
const SUSPICIOUS = /[()@#\p{Cc}:]|www\.|\d \d{3}|^\s*(?:null|nan|none|undefined|n\/a)\s*$/iu;
/** Digits in groups that may be one number, as "1 500". Telephone numbers begin with 0 or "+" and are left alone. */
const GROUPED = /(?<!\d ?|\+)[1-9]\d{0,2}(?: \d{3})+(?![\d ])/gu;
const TWO_NUMBERS =
  'has numbers side by side, which are said one after the other; write one number as 1500';

/** Values with a sign of dirt, in one column. */
export interface DirtyValues {
  readonly column: string;
  readonly what: string;
  readonly rows: number;
  readonly example: string;
  /** Line of the first. */
  readonly line: number;
}

/** Finds values that would be said, though nobody would say them: "Mariamu (2)". */
export class DirtyValueFinder {
  private readonly columns: readonly string[];
  private readonly found = new Map<
    string,
    { -readonly [K in keyof DirtyValues]: DirtyValues[K] }
  >();

  /** @param columns those that are said. */
  constructor(columns: readonly string[]) {
    this.columns = columns;
  }

  add({ values, line, lang }: Recipient): void {
    for (const column of this.columns) {
      const value = values[column];
      if (value === undefined || !SUSPICIOUS.test(value)) continue;
      for (const { pattern, what } of SIGNS) {
        if (pattern.test(value)) this.count(column, what, value, line);
      }
      if (hasNumbersApart(value, lang ?? 'en')) this.count(column, TWO_NUMBERS, value, line);
    }
  }

  /** The findings, those of most rows first. */
  report(): readonly DirtyValues[] {
    return [...this.found.values()].sort((a, b) => b.rows - a.rows);
  }

  private count(column: string, what: string, example: string, line: number): void {
    const key = `${column}\n${what}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { column, what, rows: 1, example, line });
    else known.rows++;
  }
}

/** Whether a value has digits in groups that are not one number in the language. */
function hasNumbersApart(value: string, language: string): boolean {
  return [...value.matchAll(GROUPED)].some(
    ({ 0: found, index }) => numberAt(value, index, language)?.length !== found.length,
  );
}
