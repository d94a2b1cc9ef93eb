import { type Normalized, normalize, normalizeWord } from './normalize.ts';
import { type NumberLiteral, numberAt, toAsciiDigits } from './number-literal.ts';
import type { PauseKind, Span } from './plan.ts';
import type { Language } from './readings/language.ts';
import type { Outcome, Value } from './readings/reading.ts';
import { findValues } from './readings/recognize.ts';
import { type Segment, segmentsOf } from './segment.ts';
import { COMMA, ETHIOPIC_WORD_SPACE, isSpoken, STOP } from './signs.ts';

/** A word, number or spoken sign of the message. */
export interface WordToken {
  readonly kind: 'word';
  /** Folded form by which clips are found; a number in canonical form (`-?digits[.digits]`). */
  readonly text: string;
  readonly isNumber: boolean;
  readonly span: Span;
  /** How a value is said, or why it is not; absent for words and plain numbers. */
  readonly value?: Outcome;
  /** The words of a value as they stand, which one clip may say. */
  readonly written?: readonly string[];
}

/** Punctuation that asks for a pause. */
export interface PauseToken {
  readonly kind: 'pause';
  readonly pause: PauseKind;
  /** Its length, where SSML gives it. */
  readonly seconds?: number;
  readonly span: Span;
}

export type Token = WordToken | PauseToken;

const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/u;

/**
 * Splits a text into words and pauses, in order, after UAX #29 as `Intl.Segmenter` has it for the
 * language. Numbers come out whole; apostrophes and hyphens inside a word stay; "_" is a space. Signs
 * that are read aloud ("%", "+", "€", an emoji) are words; quotes and brackets are neither.
 * @param language a well-formed BCP 47 tag.
 * @param rules finds values, each of which is then one word; null leaves them to their parts.
 */
export function tokenize(
  original: string,
  language: string,
  rules: Language | null = null,
): readonly Token[] {
  const normalized = normalize(original);
  const values =
    rules !== null && HAS_VALUE.test(original) ? findValues(spaced(normalized), rules) : [];
  return new Tokenizer(normalized, language, values).run();
}

/** Every value holds a digit or a fraction. */
const HAS_VALUE = /[\p{Nd}\p{No}]/u;

function spaced({ text }: Normalized): string {
  return text.replaceAll('_', ' ');
}

class Tokenizer {
  private tokens: Token[] = [];
  private readonly text: string;
  private readonly segments: readonly Segment[];
  private readonly language: string;
  private readonly normalized: Normalized;
  /** Index of the next segment; tokens consume whole segments, so that none is lost. */
  private next = 0;
  /** End of the last token in the original: a ligature may become two tokens. */
  private originalEnd = 0;
  private readonly values: readonly Value[];
  private nextValue = 0;

  constructor(normalized: Normalized, language: string, values: readonly Value[]) {
    this.text = spaced(normalized);
    this.values = values;
    this.segments = [...segmentsOf(this.text, language)];
    this.normalized = normalized;
    this.language = language;
  }

  run(): readonly Token[] {
    while (this.next < this.segments.length) {
      if (!this.takeValue()) this.takeSegment();
    }
    return this.tokens;
  }

  private takeSegment(): void {
    const { segment, index, isWordLike } = this.segments[this.next]!;
    if (this.takeNumber(index)) return;
    if (isWordLike || /\p{M}/u.test(segment)) this.takeWord();
    else {
      this.next++;
      this.takeSigns(segment, index);
    }
  }

  /** Takes a value that begins here and ends where a segment does, as one word. */
  private takeValue(): boolean {
    const { index } = this.segments[this.next]!;
    while (this.nextValue < this.values.length && this.values[this.nextValue]!.start < index)
      this.nextValue++;
    const value = this.values[this.nextValue];
    if (value === undefined || value.start !== index) return false;
    let last = this.next;
    while (last < this.segments.length - 1 && this.endOf(last) < value.end) last++;
    if (this.endOf(last) !== value.end) return false;
    this.nextValue++;
    const { originalEnd, tokens, next } = this;
    this.tokens = [];
    while (this.next <= last) this.takeSegment();
    if (this.next > last + 1) {
      // A number of the language goes on past it: "KES 500 720%" in French. Then it is not sure what it is.
      Object.assign(this, { originalEnd, tokens, next });
      return false;
    }
    const written = this.tokens.flatMap((token) => (token.kind === 'word' ? [token.text] : []));
    this.tokens = tokens;
    this.originalEnd = originalEnd;
    const { start, end, ...outcome } = value;
    const text = normalizeWord(this.text.slice(start, end));
    const span = this.span(start, end);
    this.tokens.push({ kind: 'word', text, isNumber: false, span, value: outcome, written });
    return true;
  }

  /** Takes a number at `at` that ends where a segment does, with its sign where that begins a word. */
  private takeNumber(at: number): boolean {
    const first = this.text[at]!;
    if (/[A-Za-z ]/.test(first)) return false; // the common case, before the slow patterns
    const isSign = /[-\u2212.,]/.test(first);
    if (isSign) {
      if (at > 0 && !/[\s\p{Ps}\p{Pi}"']/u.test(this.text[at - 1]!)) return false;
    } else if (!/\p{Nd}/u.test(String.fromCodePoint(this.text.codePointAt(at)!))) {
      return false;
    }
    const bare = /^[-\u2212]?[.,]/.test(this.text.slice(at, at + 2));
    const number = bare ? this.bareFractionAt(at) : numberAt(this.text, at, this.language);
    if (number === null) return false;
    const end = at + number.length;
    let last = this.next;
    while (last < this.segments.length && this.endOf(last) < end) last++;
    if (last === this.segments.length || this.endOf(last) > end) return false; // "5;6", "12kg"
    // "10-minute" and "1,000-1,500" are compounds, left to takeWord.
    if (!isSign && last === this.next && this.isHyphenated(last)) return false;
    this.next = last + 1;
    this.addWord(number.canonical, true, at, end);
    return true;
  }

  private endOf(segment: number): number {
    const { segment: text, index } = this.segments[segment]!;
    return index + text.length;
  }

  /** True where a hyphen joins the next word to this one. */
  private isHyphenated(segment: number): boolean {
    return (
      this.segments[segment + 1]?.segment === '-' && this.segments[segment + 2]?.isWordLike === true
    );
  }

  /** Parses a fraction without an integer: ".5" is 0.5 where "." is the language's decimal mark. */
  private bareFractionAt(at: number): NumberLiteral | null {
    const [sign, fraction] = /[-\u2212]/.test(this.text[at]!) ? [this.text[at]!, at + 1] : ['', at];
    const written = /^[.,]\p{Nd}+/u.exec(this.text.slice(fraction))?.[0] ?? '';
    // The two characters after it decide too whether it is a number.
    const whole = `${sign}0${this.text.slice(fraction, fraction + written.length + 2)}`;
    const number = numberAt(whole, 0, this.language);
    const takesAll = number?.length === sign.length + 1 + written.length;
    return takesAll && number.canonical.includes('.')
      ? { ...number, length: number.length - 1 }
      : null;
  }

  /** Takes a segment that holds letters or digits, with all that hyphens join to it. */
  private takeWord(): void {
    const { segment, index: at } = this.segments[this.next]!;
    const hyphenated = this.isHyphenated(this.next);
    while (this.isHyphenated(this.next)) this.next += 2;
    const end = this.endOf(this.next);
    this.next++;
    if (!hyphenated && /^[\p{Nd}.,;']+$/u.test(segment) && /[.,;']/u.test(segment)) {
      this.takeDigitList(segment, at);
      return;
    }
    const text = normalizeWord(this.text.slice(at, end));
    const isNumber = /^\p{Nd}+$/u.test(text);
    if (text !== '') this.addWord(isNumber ? toAsciiDigits(text) : text, isNumber, at, end);
  }

  /** Takes the numbers of "4,5,6" or "3.4.5", which is not one number in this language, one by one. */
  private takeDigitList(segment: string, at: number): void {
    for (const piece of segment.matchAll(/\p{Nd}+|[.,;']/gu)) {
      const start = at + piece.index;
      const end = start + piece[0].length;
      if (/\p{Nd}/u.test(piece[0])) this.addWord(toAsciiDigits(piece[0]), true, start, end);
      else if (piece[0] !== "'") this.addPause('comma', start, end);
    }
  }

  /** Takes a segment without letters or digits: white space, punctuation, signs. */
  private takeSigns(segment: string, at: number): void {
    if (/^ +$/.test(segment)) return; // the common case, before the slow patterns
    if (isSpoken(segment)) {
      const text = normalizeWord(segment);
      if (text !== '') this.addWord(text, false, at, at + segment.length);
      return;
    }
    const end = at + segment.length;
    const before = this.text.slice(0, at).at(-1) ?? ' ';
    const after = this.text[end] ?? ' ';
    if (LINE_BREAK.test(segment)) this.addPause('line', at, end);
    else if (STOP.test(segment)) this.addPause('stop', at, end);
    else if (segment === '-' && /\s/u.test(before) && /\s/u.test(after))
      this.addPause('comma', at, end);
    // "10:30" and "10–20" have no pause inside.
    else if (/\p{Nd}/u.test(before) && /\p{Nd}/u.test(after)) return;
    else if (COMMA.test(segment) && segment !== ETHIOPIC_WORD_SPACE)
      this.addPause('comma', at, end);
  }

  private addWord(text: string, isNumber: boolean, start: number, end: number): void {
    this.tokens.push({ kind: 'word', text, isNumber, span: this.span(start, end) });
  }

  /** Adds a pause; pauses that touch become one, the longest of them. */
  private addPause(pause: PauseKind, start: number, end: number): void {
    const last = this.tokens.at(-1);
    if (last?.kind === 'pause') {
      const longer = PAUSES.indexOf(pause) > PAUSES.indexOf(last.pause) ? pause : last.pause;
      this.tokens.pop();
      const span = { start: last.span.start, end: this.span(start, end).end };
      this.tokens.push({ kind: 'pause', pause: longer, span });
    } else {
      this.tokens.push({ kind: 'pause', pause, span: this.span(start, end) });
    }
  }

  private span(start: number, end: number): Span {
    const span = this.normalized.originalSpan(start, end);
    const from = Math.max(span.start, this.originalEnd);
    this.originalEnd = Math.max(span.end, from);
    return { start: from, end: this.originalEnd };
  }
}

const PAUSES: readonly PauseKind[] = ['comma', 'stop', 'line'];
