import type { LayItem } from '../audio/timeline.ts';
import { Cache } from '../cache/cache.ts';
import type { ClipFacts } from './clip-loader.ts';
import type { Options } from '../options/render.ts';
import { ENGINE } from '../cache/engine-version.ts';
import { type LaidOut, missingWarnings } from './layout.ts';
import type { Plan } from '../message/plan.ts';
import { type Profile, pauseSecondsOf } from './profile.ts';
import type { Key } from '../repo/repo.ts';

/** What the cache keeps beside a render's file. Clips stand in the plan's order, without their names. */
export interface RenderFacts {
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

/**
 * Names a render by all that its bytes depend on: the engine, the clips by content, the silences, the
 * title, and the options that make sound. Other words for the same title and clips make the same name.
 */
export function renderId(
  items: readonly LayItem<Key>[],
  idOf: (key: Key) => string,
  title: string,
  options: Options,
): string {
  const { format, join, gapSeconds, sampleRateHz, bitRateKbps, channels, trim, fade } = options;
  const said = items.map((item) => (item.kind === 'clip' ? idOf(item.clip) : item.seconds));
  const ofMp3 = format === 'mp3' ? [join, bitRateKbps, title] : [];
  return Cache.idOf(ENGINE, said, format, gapSeconds, sampleRateHz, channels, trim, fade, ofMp3);
}

/** What the cache is to keep of a render. */
export function record(
  { profile, timeline }: LaidOut,
  facts: ReadonlyMap<Key, ClipFacts>,
): RenderFacts {
  const clips = timeline.placed.map(({ clip, start, frames }) => ({
    start,
    frames,
    warnings: facts.get(clip)?.warnings ?? [],
  }));
  return { profile, frames: timeline.frames, sampleRateHz: timeline.sampleRateHz, clips };
}

/** A render that the cache kept, as that of the plan whose name it has. */
export function recall(plan: Plan, options: Options, facts: RenderFacts): LaidOut {
  const keys = plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip as Key] : []));
  const { frames, sampleRateHz, profile } = facts;
  const placed = facts.clips.map(({ start, frames: length }, i) => ({
    clip: keys[i]!,
    start,
    frames: length,
  }));
  const said = facts.clips.flatMap(({ warnings }, i) =>
    warnings.map((what) => `${keys[i]} ${what}`),
  );
  return {
    plan,
    // Of the pauses, those that the message has not may have been asked for otherwise.
    profile: { ...profile, pauseSeconds: pauseSecondsOf(options) },
    timeline: { placed, frames, sampleRateHz },
    durationSeconds: frames / sampleRateHz,
    warnings: [...missingWarnings(plan, options), ...new Set(said)],
  };
}
