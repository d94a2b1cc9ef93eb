import type { Alternative } from './template.ts';

/** A stretch of the message's text: UTF-16 code units [start, end), as `text.slice` takes them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How long a silence the punctuation asks for; the profile says how many seconds each is. */
export type PauseKind = 'comma' | 'stop' | 'line';

/** A clip that comes near a word that has none. */
export interface NearClip {
  readonly clip: string;
  readonly says: string;
}

/** Says `words`, the lexicon's spelling, by playing `clip`, a key of the library. */
export interface ClipStep {
  readonly kind: 'clip';
  readonly clip: string;
  readonly words: readonly string[];
  readonly span: Span;
}

/** Punctuation of the message. */
export interface PauseStep {
  readonly kind: 'pause';
  readonly pause: PauseKind;
  readonly span: Span;
}

/** A word that no clip says. */
export interface MissingStep {
  readonly kind: 'missing';
  /** As it stands in the message. */
  readonly word: string;
  readonly span: Span;
  /** The words that would have to be recorded: the word itself, or what a number lacks of its words. */
  readonly needs: readonly string[];
  /** Up to three clips that say something like it, nearest first; of a message's first 20 such words. */
  readonly nearest: readonly NearClip[];
}

export type Step = ClipStep | PauseStep | MissingStep;

/**
 * The message resolved: steps in the order of the text, their spans in order and without overlap.
 * Where one word of the text takes several clips (a number), the first has the word's span and the
 * others an empty one at its end.
 */
export interface Plan {
  /** The message. */
  readonly text: string;
  readonly steps: readonly Step[];
  /** Of a template: what was said instead of values. */
  readonly alternatives: readonly Alternative[];
}

/** The missing words of a plan, in the order of the text. */
export function missingSteps(plan: Plan): readonly MissingStep[] {
  return plan.steps.filter((step) => step.kind === 'missing');
}

/** All words that the plan says, in order. */
export function spokenWords(plan: Plan): readonly string[] {
  const words: string[] = [];
  for (const step of plan.steps) if (step.kind === 'clip') words.push(...step.words);
  return words;
}
