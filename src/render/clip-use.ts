import type { Step } from '../message/plan.ts';
import type { Key } from '../repo/repo.ts';
import { getOrCreate } from '../util/memoize.ts';

/**
 * Sides of a clip at which another one says the same value, as "forty" and "five" say 45: 1 the start, 2 the end.
 * There the words follow each other closely.
 */
export type JoinedSides = 0 | 1 | 2 | 3;
export const JOINED_SIDES: readonly JoinedSides[] = [0, 1, 2, 3];
export const JOINED_START = 1;
export const JOINED_END = 2;

/** A clip as a plan uses it. */
export interface ClipUse {
  readonly key: Key;
  readonly joined: JoinedSides;
}

/** Uses by their clip: a campaign's rows have a dozen each, the same again and again. */
const uses = new Map<Key, readonly ClipUse[]>();
/** Limit of clips whose uses are kept. */
const MAX_CLIPS = 100_000;

/** The uses of clips in a plan's steps, one for each clip step. */
export function clipUses(steps: readonly Step[]): readonly ClipUse[] {
  const found: ClipUse[] = [];
  let continuesLast = false;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const continued = continues(step, steps[i + 1]);
    if (step.kind === 'clip') {
      const joined = (continuesLast ? JOINED_START : 0) | (continued ? JOINED_END : 0);
      found.push(useOf(step.clip as Key, joined as JoinedSides));
    }
    continuesLast = continued;
  }
  return found;
}

/** Whether the clip before says the same value. */
export function followsClosely({ joined }: ClipUse): boolean {
  return (joined & JOINED_START) !== 0;
}

function useOf(key: Key, joined: JoinedSides): ClipUse {
  const make = () => JOINED_SIDES.map((sides) => ({ key, joined: sides }));
  return getOrCreate(uses, key, make, MAX_CLIPS)[joined]!;
}

/** Whether a clip goes on with the text of the clip before: then all of its text was begun, and its span is empty. */
function continues(before: Step, step: Step | undefined): boolean {
  if (before.kind !== 'clip' || step?.kind !== 'clip') return false;
  return step.span.start === step.span.end && step.span.end > 0;
}
