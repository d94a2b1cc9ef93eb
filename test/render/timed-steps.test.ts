import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/render.ts';
import { layOutPlan } from '../../src/render/layout.ts';
import { settleProfile } from '../../src/render/profile.ts';
import { timedSteps } from '../../src/render/timed-steps.ts';
import { clipsOf, planOf } from './plans.ts';

const PLAN = planOf('a.wav', '?big', 'comma', 'b.wav');

describe('timedSteps', () => {
  it('adds the seconds at which clips are heard', () => {
    const options = parseOptions({ format: 'wav', gapSeconds: 0, missing: 'skip' });
    const clips = clipsOf(PLAN, { 'a.wav': 4000, 'b.wav': 2000 });
    const layout = layOutPlan(PLAN, options, settleProfile(options, 8000), clips);
    expect(timedSteps(PLAN, layout)).toEqual([
      { ...PLAN.steps[0], start_seconds: 0, length_seconds: 0.5 },
      PLAN.steps[1],
      PLAN.steps[2],
      { ...PLAN.steps[3], start_seconds: 0.75, length_seconds: 0.25 },
    ]);
  });

  it('returns the steps as they are where they are not laid out', () => {
    expect(timedSteps(PLAN, null)).toEqual(PLAN.steps);
  });
});
