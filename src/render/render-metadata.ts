import type { Plan } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import type { ClipInfo } from './clip-store.ts';
import { clipWarnings, type Layout, renderWarnings } from './layout.ts';
import { type Profile, pauseSecondsOf } from './profile.ts';

/** The cache's entry beside a render's file. Clips stand in the plan's order, without their names. JSON. */
export interface RenderMetadata {
  readonly profile: Profile;
  /** Sample frames of the timeline. */
  readonly frames: number;
  readonly sampleRateHz: number;
  readonly clips: readonly {
    readonly start: number;
    readonly frames: number;
    readonly warnings: readonly string[];
  }[];
}

/** The metadata of a layout. @param clips one for each clip step of its plan. */
export function toMetadata(
  { profile, timeline }: Layout,
  clips: readonly { readonly info: ClipInfo }[],
): RenderMetadata {
  const placed = timeline.placed.map(({ start, frames }, i) => ({
    start,
    frames,
    warnings: clips[i]!.info.warnings,
  }));
  return { profile, frames: timeline.frames, sampleRateHz: timeline.sampleRateHz, clips: placed };
}

/** The layout of a cached render. @param plan one whose render key it has. */
export function fromMetadata(plan: Plan, options: Options, metadata: RenderMetadata): Layout {
  const keys = plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip as Key] : []));
  const { frames, sampleRateHz, profile } = metadata;
  const placed = metadata.clips.map(({ start, frames: length }, i) => ({
    clip: keys[i]!,
    start,
    frames: length,
  }));
  const ofClips = metadata.clips.flatMap(({ warnings }, i) => clipWarnings(keys[i]!, warnings));
  const timeline = { placed, frames, sampleRateHz };
  return {
    plan,
    // The plans of one key may differ in pauses that none of them has.
    profile: { ...profile, pauseSeconds: pauseSecondsOf(options) },
    timeline,
    durationSeconds: frames / sampleRateHz,
    warnings: renderWarnings(plan, options, { profile, timeline }, [...new Set(ofClips)]),
  };
}
