import type { Plan, Step } from '../message/plan.ts';
import type { Layout } from './layout.ts';

/** A step, and of a clip where it is heard. */
export type TimedStep = Step & {
  readonly start_seconds?: number;
  readonly length_seconds?: number;
};

/** A plan's steps for programs, in seconds where they are laid out. */
export function timedSteps(plan: Plan, laidOut: Layout | null): readonly TimedStep[] {
  let clips = 0;
  return plan.steps.map((step) => {
    const place = step.kind === 'clip' ? laidOut?.timeline.placed[clips++] : undefined;
    if (place === undefined || laidOut === null) return step;
    const { sampleRateHz } = laidOut.timeline;
    return {
      ...step,
      start_seconds: place.start / sampleRateHz,
      length_seconds: place.frames / sampleRateHz,
    };
  });
}
