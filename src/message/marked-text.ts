import { getOrCreateShort, memoizeByObject } from '../util/memoize.ts';
import { parted } from './adjacent-numbers.ts';
import { tokenOfValue } from './marked-value.ts';
import type { PauseKind, Span } from './plan.ts';
import type { Language } from './readings/language.ts';
import type { Mark } from './readings/mark.ts';
import { type Token, tokenize } from './tokenize.ts';

/** A value with its mark, or with why it is refused: code units [start, end) of the text. */
export type MarkedSpan = Span & ({ readonly mark: Mark } | { readonly reason: string });

/** A pause that SSML asks for, before code unit `at`. */
export interface Break {
  readonly at: number;
  readonly pause: PauseKind;
  /** Its length, where it is given. */
  readonly seconds?: number;
}

/** A text, parts of which are marked; spans and breaks in order, without overlap. */
export interface MarkedText {
  readonly text: string;
  readonly marked: readonly MarkedSpan[];
  readonly breaks?: readonly Break[];
}

/**
 * Tokens of a text: a marked value is one word, whatever it looks like; the rest as `tokenize` has it, numbers side by
 * side parted where they would be heard as one.
 */
export function tokenizeMarked(
  message: string | MarkedText,
  language: string,
  rules: Language | null,
): readonly Token[] {
  return parted(tokensOf(message, language, rules), rules);
}

function tokensOf(
  message: string | MarkedText,
  language: string,
  rules: Language | null,
): readonly Token[] {
  if (typeof message === 'string') return tokenize(message, language, rules);
  const { text, marked, breaks = [] } = message;
  if (marked.length + breaks.length === 0) return tokenize(text, language, rules);
  const tokens: Token[] = [];
  let at = 0;
  let nextBreak = 0;
  const addPlain = (end: number) => {
    if (end === at) return;
    for (const token of plainTokens(text.slice(at, end), language, rules))
      tokens.push(moved(token, at));
    at = end;
  };
  const addBreaks = (until: number) => {
    for (; nextBreak < breaks.length && breaks[nextBreak]!.at <= until; nextBreak++) {
      const { at: place, ...pause } = breaks[nextBreak]!;
      addPlain(Math.max(at, place));
      tokens.push({ kind: 'pause', ...pause, span: { start: at, end: at } });
    }
  };
  for (const span of marked) {
    const { start, end } = span;
    addBreaks(start);
    addPlain(start);
    if ('reason' in span) tokens.push(refused(text, span));
    else if (text.slice(start, end).trim() !== '')
      tokens.push(tokenOfValue(text, { start, end }, span.mark, language, rules));
    at = end;
  }
  addBreaks(text.length);
  addPlain(text.length);
  return withoutRepeats(tokens, rules);
}

/** Classes whose readings have words besides their numbers. */
const WITH_WORDS: ReadonlySet<string> = new Set(
  'date time money percent measure ordinal'.split(' '),
);

/** Says once what a value's reading has and the text has beside it: "tarehe {due:date}", "{sum:money KES} shillings". */
function withoutRepeats(tokens: Token[], rules: Language | null): readonly Token[] {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    const value = token.kind === 'word' ? token.value : undefined;
    if (value === undefined || 'reason' in value || !WITH_WORDS.has(value.class)) continue;
    const way = value.ways[0]!;
    const [before, after] = [plainWord(tokens[i - 1]), plainWord(tokens[i + 1])];
    const isTimeNoun = value.class === 'time' && rules?.timeNoun?.test(after ?? '') === true;
    const first = before === way[0] ? i - 1 : i;
    const last = after === way.at(-1) || isTimeNoun ? i + 1 : i;
    if (first === last) continue;
    const span = { start: tokens[first]!.span.start, end: tokens[last]!.span.end };
    tokens.splice(first, last - first + 1, { ...token, span });
    i = first;
  }
  return tokens;
}

function plainWord(token: Token | undefined): string | undefined {
  return token?.kind === 'word' && token.value === undefined ? token.text : undefined;
}

function refused(text: string, { start, end, reason }: Span & { readonly reason: string }): Token {
  const value = { class: 'cardinal', reason } as const;
  return {
    kind: 'word',
    text: text.slice(start, end),
    isNumber: false,
    span: { start, end },
    value,
  };
}

/** Texts between values are kept, as a template repeats them for every row. */
const MAX_KEPT = 2000;
const keptTokens = memoizeByObject((_rules: object) => new Map<string, readonly Token[]>());

function plainTokens(text: string, language: string, rules: Language | null): readonly Token[] {
  if (rules === null) return tokenize(text, language, rules);
  const make = () => tokenize(text, language, rules);
  return getOrCreateShort(keptTokens(rules), text, make, MAX_KEPT);
}

function moved<T extends Token>(token: T, by: number): T {
  const { start, end } = token.span;
  return by === 0 ? token : { ...token, span: { start: start + by, end: end + by } };
}
