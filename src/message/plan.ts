import type { Alternative } from './template.ts';

/** A stretch of the message's text: UTF-16 code units [start, end), as `text.slice` takes them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Kind of pause that punctuation asks for; the profile gives its length in seconds. */
export type PauseKind = 'comma' | 'stop' | 'line';

/** A clip suggested for a word without one. */
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
  /** Its length, where SSML gives it. */
  readonly seconds?: number;
  readonly span: Span;
}

/** A word that no clip says. */
export interface MissingStep {
  readonly kind: 'missing';
  /** The word as written in the message. */
  readonly word: string;
  readonly span: Span;
  /** Words to record: the word itself, or those of a value's first way that have no clip; none with a reason. */
  readonly needs: readonly string[];
  /** Why a value is not said, and the remedy: there is nothing to record then. */
  readonly reason?: string;
  /** A file that may be a recording of one of them, in a format that is not supported. */
  readonly unread?: string;
  /**
   * Up to three clips that say something like it, nearest first; only for a message's first 20 such words.
   * Searched when first read.
   */
  readonly nearest: readonly NearClip[];
}

export type Step = ClipStep | PauseStep | MissingStep;

/**
 * A resolved message: steps in the order of the text, their spans in order and without overlap. Where
 * one word of the text takes several clips (a number), the first has the word's span and the others an
 * empty one at its end.
 */
export interface Plan {
  /** The message's text. */
  readonly text: string;
  readonly steps: readonly Step[];
  /** Alternatives spoken instead of a template's values. */
  readonly alternatives: readonly Alternative[];
}

/** Missing words of a plan, in the order of the text. */
export function missingSteps(plan: Plan): readonly MissingStep[] {
  return plan.steps.filter((step) => step.kind === 'missing');
}

/** Words that a plan's clips say, in order. */
export function spokenWords(plan: Plan): readonly string[] {
  const words: string[] = [];
  for (const step of plan.steps) if (step.kind === 'clip') words.push(...step.words);
  return words;
}

/** A plan that plays clips one after another, without a text; each says its file's name. */
export function planOfClips(keys: readonly string[]): Plan {
  const steps = keys.map((clip): Step => {
    const words = [clip.slice(clip.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')];
    return { kind: 'clip', clip, words, span: { start: 0, end: 0 } };
  });
  return { text: '', steps, alternatives: [] };
}
