import type { Language } from './language.ts';
import type { Outcome } from './reading.ts';

/** A stretch between spaces without the punctuation around it: code units [start, end). */
export interface Core {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text's words, and what is known of their language. */
export interface Scan {
  readonly text: string;
  readonly words: readonly Core[];
  readonly language: Language;
}

/** Words [from, to] with what was made of them. */
export type Found = { readonly from: number; readonly to: number; readonly outcome: Outcome };

/** Found at a word, or from one word to another; null for nothing. */
export function at(i: number, outcome: Outcome | null, to = i, from = i): Found | null {
  return outcome === null ? null : { from, to, outcome };
}

/** Leaves what has no rules or words to the words as they stand. */
export function ifSaid(outcome: Outcome): Outcome | null {
  return 'ways' in outcome ? outcome : null;
}

/** Whether only spaces stand between two words. */
export function isNextTo(text: string, first: Core | undefined, second: Core | undefined): boolean {
  if (first === undefined || second === undefined) return false;
  return /^[\s.]*$/u.test(text.slice(first.end, second.start));
}
