import type { Step } from '../message/plan.ts';
import type { Key } from '../repo/repo.ts';

/**
 * Sides of a clip at which another one says the same value, as "forty" and "five" say 45: 1 the start, 2 the end.
 * There the words follow each other closely.
 */
export type JoinedSides = 0 | 1 | 2 | 3;
export const JOINED_START = 1;
export const JOINED_END = 2;

/** A clip in its place in a plan. */
export interface ClipUse {
  readonly key: Key;
  readonly joined: JoinedSides;
  /** Names the clip and its joined sides. */
  readonly id: string;
}

/** The uses of clips in a plan's steps, one for each clip step. */
export function clipUses(steps: readonly Step[]): readonly ClipUse[] {
  const uses: ClipUse[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.kind !== 'clip') continue;
    const start = continues(steps[i - 1], step) ? JOINED_START : 0;
    const end = continues(step, steps[i + 1]) ? JOINED_END : 0;
    const joined = (start | end) as JoinedSides;
    const key = step.clip as Key;
    uses.push({ key, joined, id: joined === 0 ? key : `${joined} ${key}` });
  }
  return uses;
}

/** Whether a clip goes on with the text of the clip before: then all of its text was begun, and its span is empty. */
function continues(before: Step | undefined, step: Step | undefined): boolean {
  if (before?.kind !== 'clip' || step?.kind !== 'clip') return false;
  return step.span.start === step.span.end && step.span.end > 0;
}
