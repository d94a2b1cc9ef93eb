import type { Step } from '../message/plan.ts';
import type { Key } from '../repo/repo.ts';

/**
 * Sides of a clip at which another one says the same value, as "forty" and "five" say 45: 1 the start, 2 the end.
 * There the words follow each other closely.
 */
export type JoinedSides = 0 | 1 | 2 | 3;
export const JOINED_START = 1;
export const JOINED_END = 2;

/**
 * A clip and its joined sides: the clip's key, after "/" and the sides where there are any (no key begins with "/"). A
 * text, as rows of a campaign have a dozen each, and objects would cost a tenth of a row's time.
 */
export type ClipUse = Key & { readonly __use?: never };

/** The use of a clip. */
function useOf(key: Key, joined: JoinedSides): ClipUse {
  return joined === 0 ? key : (`/${joined}${key}` as ClipUse);
}

/** The clip of a use. */
export function keyOf(use: ClipUse): Key {
  return use.startsWith('/') ? (use.slice(2) as Key) : use;
}

/** The joined sides of a use. */
export function sidesOf(use: ClipUse): JoinedSides {
  return use.startsWith('/') ? (Number(use[1]) as JoinedSides) : 0;
}

/** Whether the clip before says the same value. */
export function followsClosely(use: ClipUse): boolean {
  return (sidesOf(use) & JOINED_START) !== 0;
}

/** The use of the clip of step `i`. */
export function useAt(steps: readonly Step[], i: number, key: Key): ClipUse {
  const start = continues(steps[i - 1], steps[i]) ? JOINED_START : 0;
  const end = continues(steps[i], steps[i + 1]) ? JOINED_END : 0;
  return useOf(key, (start | end) as JoinedSides);
}

/** The uses of clips in a plan's steps, one for each clip step. */
export function clipUses(steps: readonly Step[]): readonly ClipUse[] {
  const uses: ClipUse[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === 'clip') uses.push(useAt(steps, i, step.clip as Key));
  }
  return uses;
}

/** Whether a clip goes on with the text of the clip before: then all of its text was begun, and its span is empty. */
function continues(before: Step | undefined, step: Step | undefined): boolean {
  if (before?.kind !== 'clip' || step?.kind !== 'clip') return false;
  return step.span.start === step.span.end && step.span.end > 0;
}
