import { bestPath, type Edge } from './best-path.ts';
import { foldOf } from './fold.ts';
import { buildLattice, type Lattice } from './lattice.ts';
import type { Lexicon, Takes } from './lexicon.ts';
import { type MarkedText, tokenizeMarked } from './marked-text.ts';
import { nearestClips } from './nearest.ts';
import type { NearClip, Plan, Step } from './plan.ts';
import type { Language } from './readings/language.ts';
import { type Reading, readingsOf, recordedReading } from './token-readings.ts';
import type { Token, WordToken } from './tokenize.ts';

/** A language and the lexicon that its messages are resolved with. */
export interface ResolveContext {
  readonly lexicon: Lexicon;
  /** A well-formed BCP 47 tag. */
  readonly language: string;
  /** Null for a language without number rules: there a number needs a clip of its own. */
  readonly rules: Language | null;
  /** Names of recordings in formats that are not read, by the text that each would say. */
  readonly unread?: ReadonlyMap<string, string>;
}

/**
 * Finds the clips that say `text`: of all ways to cover it, the one with the fewest missing words, then
 * the fewest clips, then the longest clip first. A value is said whole or not at all. A phrase brings
 * its own pauses: punctuation inside it adds none. Never throws; words without a clip are steps of the
 * plan. Time is linear in the message for a bounded phrase length.
 */
export function resolve(message: string | MarkedText, context: ResolveContext): Plan {
  const text = typeof message === 'string' ? message : message.text;
  const tokens = tokenizeMarked(message, context.language, context.rules);
  const words = tokens.filter((token) => token.kind === 'word');
  const { language, lexicon, rules } = context;
  const lattice = buildLattice(words, language, rules, lexicon.isMixed);
  const edges = bestPath(lattice, lexicon);
  return { text, steps: toSteps(text, tokens, words, lattice, edges, context), alternatives: [] };
}

/** Converts the path to steps, with the pauses between them and the span of text that each came from. */
function toSteps(
  text: string,
  tokens: readonly Token[],
  words: readonly WordToken[],
  lattice: Lattice,
  edges: readonly Edge[],
  context: ResolveContext,
): Step[] {
  const steps: Step[] = [];
  let takes: Map<number, Takes> | undefined;
  // The same word is often missing many times.
  const hints = new Map<string, RecordingHint>();
  const pauses = tokens.filter((token) => token.kind === 'pause');
  let cursor = 0;
  let nextPause = 0;
  const addPausesBefore = (offset: number) => {
    for (; nextPause < pauses.length && pauses[nextPause]!.span.end <= offset; nextPause++) {
      // A pause inside the last phrase is part of its recording.
      const pause = pauses[nextPause]!;
      if (pause.span.start >= cursor) steps.push(pause);
    }
  };
  for (const edge of edges) {
    const first = lattice.tokenAt[edge.from]!;
    const firstWord = words[first]!;
    // A node inside a word belongs to that word; a boundary ends the word before.
    const ending = lattice.tokenAt[edge.to]!;
    const last = lattice.boundaries[ending] === edge.to ? ending - 1 : ending;
    addPausesBefore(firstWord.span.start);
    // A clip may start inside a word which an earlier clip has begun: its text is then the rest.
    const begun = firstWord.span.start < cursor;
    const start = !begun
      ? firstWord.span.start
      : first === last
        ? cursor
        : words[first + 1]!.span.start;
    const span = { start, end: Math.max(start, words[last]!.span.end) };
    cursor = span.end;
    if (edge.entry !== null) {
      if (edge.takes) {
        takes ??= new Map();
        takes.set(steps.length, edge.takes);
      }
      steps.push({ kind: 'clip', clip: edge.entry.clip, words: edge.entry.words, span });
      continue;
    }
    const { value } = firstWord;
    const key = value === undefined ? firstWord.text : `${firstWord.text}\n${value.class}`;
    const hint = hints.get(key) ?? recordingHint(firstWord, context, hints.size < MAX_SUGGESTED);
    hints.set(key, hint);
    const reason = value !== undefined && 'reason' in value ? value.reason : undefined;
    const unread = hint.needs.map((word) => context.unread?.get(word)).find(Boolean);
    steps.push({
      kind: 'missing',
      ...(unread !== undefined && { unread }),
      ...(reason !== undefined && { reason }),
      word: text.slice(span.start, span.end) || firstWord.text,
      span,
      needs: hint.needs,
      get nearest() {
        return hint.nearest();
      },
    });
  }
  addPausesBefore(text.length);
  return takes === undefined ? steps : withTakes(steps, takes);
}

/** The steps with the takes that were recorded for their places: before a stop and at the end, or at the beginning. */
function withTakes(steps: readonly Step[], takes: ReadonlyMap<number, Takes>): Step[] {
  const isBreak = (step: Step | undefined) =>
    step === undefined || (step.kind === 'pause' && step.pause !== 'comma');
  return steps.map((step, i) => {
    const { start, end } = takes.get(i) ?? {};
    if (step.kind !== 'clip') return step;
    const take = (isBreak(steps[i + 1]) && end) || (isBreak(steps[i - 1]) && start);
    return take ? { ...step, clip: take.clip } : step;
  });
}

/** Missing words of a message for which near clips are searched: the search is slow. */
const MAX_SUGGESTED = 20;

interface RecordingHint {
  readonly needs: readonly string[];
  /** Searched when first asked for: a campaign's rows never ask. */
  readonly nearest: () => readonly NearClip[];
}

/** Finds the words to record for a missing word, and the clips nearest to it. */
function recordingHint(
  token: WordToken,
  context: ResolveContext,
  withNearest: boolean,
): RecordingHint {
  let found: readonly NearClip[] | undefined = withNearest ? undefined : [];
  return {
    needs: neededWords(token, context),
    nearest: () => (found ??= nearestClips(context.lexicon, token.text)),
  };
}

/**
 * Lists the words to record so that the token can be said: of a number's words those without a clip; of
 * a compound's parts likewise, where some of them have one; else the token itself.
 */
function neededWords(token: WordToken, context: ResolveContext): readonly string[] {
  if (token.value !== undefined || token.isNumber) {
    const reading = recordedReading(token, context.rules);
    // A refused value is not to be recorded.
    if (reading === undefined) return token.value === undefined ? [token.text] : [];
    return missingWordsOf(reading, context, token.value?.class === 'characters');
  }
  const [, ...others] = readingsOf(token, context.language, context.rules);
  const { next } = context.lexicon.root;
  const fold = foldOf(context.language);
  const partial = others
    .filter((reading) => reading.some((word) => next.has(fold(word))))
    .map((reading) => ({ reading, missing: missingWordsOf(reading, context) }))
    .filter(({ reading, missing }) => missing.length < new Set(reading).size)
    .map(({ missing }) => missing);
  return partial.sort((a, b) => a.length - b.length)[0] ?? [token.text];
}

/** Words of a reading that no clip says, each once. @param isSpelled whether they are characters. */
function missingWordsOf(
  reading: Reading,
  { language, lexicon }: ResolveContext,
  isSpelled = false,
): readonly string[] {
  const words = reading.map((text): WordToken => {
    const word: WordToken = { kind: 'word', text, isNumber: false, span: NO_SPAN };
    return isSpelled ? { ...word, value: { class: 'characters', ways: [[text]] } } : word;
  });
  const lattice = buildLattice(words, language, null);
  const missingIn = (of: Lattice) => bestPath(of, lexicon).filter((edge) => edge.entry === null);
  const anywhere = missingIn(lattice);
  // Where the clips for any language have the rest, the language's own lack it.
  const own = { ...lattice, origins: new Map(lattice.arcs.map((_, node) => [node, false])) };
  const missing = anywhere.length === 0 && lexicon.isMixed ? missingIn(own) : anywhere;
  return [...new Set(missing.map((edge) => words[lattice.tokenAt[edge.from]!]!.text))];
}

const NO_SPAN = { start: 0, end: 0 };
