import { type LayItem, layOut, type Timeline } from '../audio/timeline.ts';
import type { ClipFacts } from './clip-loader.ts';
import type { Options } from '../options/render.ts';
import { counted, StitchError } from '../errors.ts';
import { describeMissing, wordsToRecord } from '../message/missing.ts';
import { missingSteps, type Plan, type Step } from '../message/plan.ts';
import { framesPerMp3Frame } from '../codec/mp3/format.ts';
import { type Profile, pauseSecondsOf } from './profile.ts';
import type { Key } from '../repo/repo.ts';

/** A plan with its clips prepared and in their places. */
export interface LaidOut {
  readonly plan: Plan;
  readonly profile: Profile;
  /** The plan's clip steps in order, each with the sample frames it takes. */
  readonly timeline: Timeline<Key>;
  readonly durationSeconds: number;
  /** What the user should know: words left out, clips cut off. */
  readonly warnings: readonly string[];
}

/** A longer render is a mistake. As PCM it would not fit into memory either. */
const MOST_HOURS = { spliced: 12, pcm: 1 };

/**
 * Lays the plan's clips out.
 * @param lengths sample frames of each prepared clip. @throws StitchError message/too-long.
 */
export function laidOutOf(
  plan: Plan,
  options: Options,
  profile: Profile,
  facts: ReadonlyMap<Key, ClipFacts>,
  lengths: ReadonlyMap<Key, number>,
): LaidOut {
  const timeline = layOut(layItems(plan.steps, options, lengths), profile.grid);
  refuseEndless(timeline, profile);
  const said = [...facts].flatMap(([key, of]) => clipWarnings(key, of));
  return {
    plan,
    profile,
    timeline,
    durationSeconds: timeline.frames / timeline.sampleRateHz,
    warnings: [...missingWarnings(plan, options), ...said],
  };
}

/** The plan's distinct clips. @param address where more would be recorded. @throws StitchError message/empty. */
export function clipsOf(plan: Plan, address: string): readonly Key[] {
  const keys = new Set<Key>();
  for (const step of plan.steps) if (step.kind === 'clip') keys.add(step.clip as Key);
  if (keys.size === 0) throw nothingToSay(plan, address);
  return [...keys];
}

/**
 * Clips and silences in order. Pauses at the message's edges have nothing to separate and are left out.
 * @param lengths sample frames of each prepared clip; of an unknown one, 0.
 */
export function layItems(
  steps: readonly Step[],
  options: Options,
  lengths: ReadonlyMap<Key, number>,
): LayItem<Key>[] {
  const audible = (step: Step) =>
    step.kind === 'clip' || (step.kind === 'missing' && options.missing === 'silence');
  const [first, last] = [steps.findIndex(audible), steps.findLastIndex(audible)];
  const seconds = pauseSecondsOf(options);
  const items: LayItem<Key>[] = [];
  // Pauses on either side of a word left out are one, the longest.
  let pauseSeconds = 0;
  const endPause = () => {
    if (pauseSeconds > 0) items.push({ kind: 'silence', seconds: pauseSeconds });
    pauseSeconds = 0;
  };
  for (const step of steps.slice(first, last + 1)) {
    if (step.kind === 'pause') {
      pauseSeconds = Math.max(pauseSeconds, seconds[step.pause]);
    } else if (audible(step)) {
      endPause();
      if (step.kind === 'clip') {
        const clip = step.clip as Key;
        items.push({ kind: 'clip', clip, frames: lengths.get(clip) ?? 0 });
      } else {
        items.push({ kind: 'silence', seconds: seconds.missing });
      }
    }
  }
  return items;
}

/** What is to be said of a clip. */
export function clipWarnings(key: Key, { warnings }: ClipFacts): readonly string[] {
  return warnings.length === 0 ? warnings : warnings.map((what) => `${key} ${what}`);
}

/** What is to be said of words that were left out. */
export function missingWarnings(plan: Plan, { missing }: Options): string[] {
  const steps = missingSteps(plan);
  if (steps.length === 0 || missing === 'fail') return [];
  const how = missing === 'silence' ? 'a gap stands for' : 'left out';
  return [`${how} ${counted(steps.length, 'word')} without a clip: ${describeMissing(steps)}`];
}

/** The size of a WAV's header. */
const WAV_HEADER_BYTES = 44;
/** About what an MP3 has besides the MP3 frames of its timeline: tags, and silence at either end. */
const MP3_TAGS_BYTES = 200;
const MP3_EXTRA_FRAMES = 3;

/** About how many bytes the file will have, before it is made. */
export function estimateBytes({ profile, timeline }: LaidOut): number {
  const { channels, sampleRateHz } = profile.preparing;
  if (profile.container === 'wav') return WAV_HEADER_BYTES + timeline.frames * channels * 2;
  const unit = framesPerMp3Frame(sampleRateHz);
  const mp3Frames = Math.ceil(timeline.frames / unit) + MP3_EXTRA_FRAMES;
  const seconds = (mp3Frames * unit) / sampleRateHz;
  return Math.round(seconds * profile.mp3.bitRateKbps * 125) + MP3_TAGS_BYTES;
}

function refuseEndless({ frames, sampleRateHz }: Timeline<unknown>, profile: Profile): void {
  const spliced = profile.container === 'mp3' && profile.join === 'spliced';
  const most = spliced ? MOST_HOURS.spliced : MOST_HOURS.pcm;
  const hours = frames / sampleRateHz / 3600;
  if (hours <= most) return;
  throw new StitchError(
    'message/too-long',
    `the message would last ${hours.toFixed(1)} hours, and ${most} is the most${spliced ? '' : ' as WAV or joined tightly'}; shorten it, or its pauses`,
  );
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
