import type { Step } from '../message/plan.ts';
import type { Key } from '../repo/repo.ts';
import { getOrCreate } from '../util/memoize.ts';

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

/** The uses of clips in a plan's steps, one for each clip step; equal ones are the same object. */
export function clipUses(steps: readonly Step[]): readonly ClipUse[] {
  const uses: ClipUse[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind !== 'clip') continue;
    const start = continues(steps[i - 1], step) ? JOINED_START : 0;
    const end = continues(step, steps[i + 1]) ? JOINED_END : 0;
    const ways = getOrCreate(known, step.clip, () => waysToUse(step.clip as Key), MAX_KNOWN);
    uses.push(ways[start | end]!);
  }
  return uses;
}

/** Clips whose uses are kept: a campaign's rows have the same few, and new objects for each would cost a row's time. */
const MAX_KNOWN = 100_000;
const known = new Map<string, readonly ClipUse[]>();

/** Uses of a clip, by `JoinedSides`. */
function waysToUse(key: Key): readonly ClipUse[] {
  const sides: readonly JoinedSides[] = [0, JOINED_START, JOINED_END, 3];
  return sides.map((joined) => ({ key, joined, id: joined === 0 ? key : `${joined} ${key}` }));
}

/** Whether a clip goes on with the text of the clip before: then all of its text was begun, and its span is empty. */
function continues(before: Step | undefined, step: Step | undefined): boolean {
  if (before?.kind !== 'clip' || step?.kind !== 'clip') return false;
  return step.span.start === step.span.end && step.span.end > 0;
}
