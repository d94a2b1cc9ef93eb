import { type ClipExtent, layOut, type Timeline, type TimelineItem } from '../audio/timeline.ts';
import { codecOf } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { describeMissing, wordsToRecord } from '../message/missing.ts';
import { missingSteps, type Plan, type Step } from '../message/plan.ts';
import { channelOf } from '../options/channels.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import { plural } from '../util/plural.ts';
import type { ClipInfo } from './clip-store.ts';
import { type ClipUse, clipUses, followsClosely } from './clip-use.ts';
import { type Profile, pauseSecondsOf } from './profile.ts';

/** A plan with its clips prepared and in their places. */
export interface Layout {
  readonly plan: Plan;
  readonly profile: Profile;
  /** The plan's clip steps in order, each with the sample frames it takes. */
  readonly timeline: Timeline<Key>;
  readonly durationSeconds: number;
  /** Warnings for the user: words left out, clips cut off. */
  readonly warnings: readonly string[];
}

/** A clip of a plan. */
export interface LayoutClip {
  readonly use: ClipUse;
  readonly info: ClipInfo;
  readonly extent: ClipExtent;
}

/** Limit of a render that goes through memory as PCM. */
const MAX_PCM_HOURS = 1;

/**
 * Lays the plan's clips out.
 * @param clips one for each clip step, in their order. @throws StitchError message/too-long.
 */
export function layOutPlan(
  plan: Plan,
  options: Options,
  profile: Profile,
  clips: readonly LayoutClip[],
): Layout {
  const items = timelineItems(plan.steps, options, clips);
  const timeline = layOut(items, profile.grid);
  refuseEndless(timeline, profile);
  refusePastChannel(timeline, profile, options);
  const ofClips = new Set<string>();
  for (const { use, info } of clips) {
    for (const warning of clipWarnings(use.key, info.warnings)) ofClips.add(warning);
  }
  return {
    plan,
    profile,
    timeline,
    durationSeconds: timeline.frames / timeline.sampleRateHz,
    warnings: renderWarnings(plan, options, { profile, timeline }, [...ofClips]),
  };
}

/** All warnings of a render. @param ofClips those of its clips. */
export function renderWarnings(
  plan: Plan,
  options: Options,
  { profile, timeline }: { readonly profile: Profile; readonly timeline: Timeline<unknown> },
  ofClips: readonly string[],
): readonly string[] {
  return [
    ...missingWarnings(plan, options),
    ...ofClips,
    ...ignoredWarnings(profile, options),
    ...channelWarnings(timeline, profile, options),
  ];
}

/** Warnings of options that the format has no use for. */
export function ignoredWarnings({ format }: Profile, { bitRateKbps }: Options): readonly string[] {
  if (bitRateKbps === 'auto' || format.bitRateKbps !== null) return [];
  return [`${format.name} has no bit rate to choose; ${bitRateKbps} kbit/s is ignored`];
}

/** Warnings of files that the caller takes, but treats in another way. */
export function channelWarnings(
  { frames }: Timeline<unknown>,
  { format }: Profile,
  options: Options,
): readonly string[] {
  const large = channelOf(options.for)?.large;
  if (large === undefined) return [];
  return codecOf(format).byteLength(frames, format) > large.bytes ? [large.warning] : [];
}

/** The plan's uses of clips. @param address where more would be recorded. @throws StitchError message/empty. */
export function usesIn(plan: Plan, address: string): readonly ClipUse[] {
  const uses = clipUses(plan.steps);
  if (uses.length === 0) throw nothingToSay(plan, address);
  return uses;
}

/**
 * Clips and silences in order. Pauses at the message's edges have nothing to separate and are left out.
 * @param clips one for each clip step, in their order.
 */
export function timelineItems(
  steps: readonly Step[],
  options: Options,
  clips: readonly Pick<LayoutClip, 'use' | 'extent'>[],
): TimelineItem<Key>[] {
  return arrange<TimelineItem<Key>>(
    steps,
    options,
    (i) => {
      const { use, extent } = clips[i]!;
      const { frames, before, after } = extent;
      return { kind: 'clip', clip: use.key, follows: followsClosely(use), frames, before, after };
    },
    (seconds) => ({ kind: 'silence', seconds }),
  );
}

/**
 * Clips and silences in order, as `timelineItems` has them, each made by one of two functions.
 * @param ofClip takes the index of the clip step among the clip steps.
 */
export function arrange<T>(
  steps: readonly Step[],
  options: Options,
  ofClip: (index: number) => T,
  ofSilence: (seconds: number) => T,
): T[] {
  const isAudible = (step: Step) =>
    step.kind === 'clip' || (step.kind === 'missing' && options.missing === 'silence');
  const [first, last] = [steps.findIndex(isAudible), steps.findLastIndex(isAudible)];
  const seconds = pauseSecondsOf(options);
  const items: T[] = [];
  // Pauses on either side of a word left out are one, the longest.
  let pauseSeconds = 0;
  let clips = 0;
  for (let i = first; i <= last && i >= 0; i++) {
    const step = steps[i]!;
    if (step.kind === 'pause') {
      pauseSeconds = Math.max(pauseSeconds, step.seconds ?? seconds[step.pause]);
    } else if (isAudible(step)) {
      if (pauseSeconds > 0) items.push(ofSilence(pauseSeconds));
      pauseSeconds = 0;
      if (step.kind === 'missing') items.push(ofSilence(seconds.missing));
      else items.push(ofClip(clips++));
    }
  }
  return items;
}

/** A clip's warnings, each after its name. */
export function clipWarnings(key: Key, warnings: readonly string[]): readonly string[] {
  return warnings.length === 0 ? warnings : warnings.map((warning) => `${key} ${warning}`);
}

/** Warnings of words that were left out. */
export function missingWarnings(plan: Plan, { missing }: Options): string[] {
  const steps = missingSteps(plan);
  if (steps.length === 0 || missing === 'fail') return [];
  const how = missing === 'silence' ? 'a gap stands for' : 'left out';
  return [`${how} ${plural(steps.length, 'word')} without a clip: ${describeMissing(steps)}`];
}

/** Bytes of the file, estimated before it is made. */
export function estimateBytes({ profile: { format }, timeline }: Layout): number {
  return codecOf(format).byteLength(timeline.frames, format);
}

function refuseEndless({ frames, sampleRateHz }: Timeline<unknown>, profile: Profile): void {
  const { format, join } = profile;
  const maxHours = join === 'spliced' ? codecOf(format).maxHours : MAX_PCM_HOURS;
  const hours = frames / sampleRateHz / 3600;
  if (hours <= maxHours) return;
  const where =
    maxHours > MAX_PCM_HOURS
      ? ''
      : ` of ${format.name}${join === 'tight' ? ' with tight joins' : ''}`;
  throw new StitchError(
    'message/too-long',
    `the message would last ${hours.toFixed(1)} hours, the limit${where} is ${maxHours}; shorten it, or its pauses`,
  );
}

/** Refuses what the caller does not take. @throws StitchError message/too-long. */
function refusePastChannel(
  { frames, sampleRateHz }: Timeline<unknown>,
  { format }: Profile,
  options: Options,
): void {
  const channel = channelOf(options.for);
  if (channel === undefined) return;
  const { maxSeconds, maxBytes } = channel;
  const seconds = frames / sampleRateHz;
  const bytes = codecOf(format).byteLength(frames, format);
  const isTooLong = maxSeconds !== null && seconds > maxSeconds;
  if (!isTooLong && (maxBytes === null || bytes <= maxBytes)) return;
  const what = isTooLong
    ? `would last ${Math.ceil(seconds)} s, the limit of ${options.for} is ${maxSeconds} s`
    : `would have ${(bytes / 1e6).toFixed(1)} MB, the limit of ${options.for} is ${maxBytes! / 1e6} MB`;
  throw new StitchError('message/too-long', `the message ${what}; shorten it`);
}

function nothingToSay(plan: Plan, address: string): StitchError {
  const missing = missingSteps(plan);
  if (missing.length === 0)
    return new StitchError('message/empty', 'the message has no words; give it some');
  return new StitchError(
    'message/empty',
    `no word of the message has a clip, so there is nothing to say; record ${wordsToRecord(missing)} into ${address}`,
    { details: { missing } },
  );
}
