import { decodeClip } from './audio/decode.ts';
import { layDown } from './audio/lay-down.ts';
import { type Pcm, sampleFrames } from './audio/pcm.ts';
import { prepare } from './audio/prepare.ts';
import { type LayItem, layOut, type Timeline } from './audio/timeline.ts';
import { type Decoded, encodeWav } from './audio/wav.ts';
import type { Options } from './config.ts';
import { counted, StitchError } from './errors.ts';
import { describeMissing, wordsToRecord } from './message/missing.ts';
import { missingSteps, type Plan, type Step, spokenWords } from './message/plan.ts';
import { type Profile, settleProfile } from './profile.ts';
import type { Key, Repo } from './repo/repo.ts';

/** What is being done, for a progress display: `done` of `total` clips. */
export interface Progress {
  readonly stage: 'read' | 'encode';
  readonly done: number;
  readonly total: number;
}

type OnProgress = ((progress: Progress) => void) | undefined;

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

/** A plan laid out, and the prepared clips that it lays. */
export interface Prepared {
  readonly laidOut: LaidOut;
  readonly prepared: ReadonlyMap<Key, Pcm>;
}

/** A longer render is a mistake. As PCM it would not fit into memory either. */
const MOST_HOURS = { spliced: 12, pcm: 1 };

/** How many clips are read at once. */
const READS_AT_ONCE = 16;

/**
 * Reads and prepares the clips of a plan and lays them out; missing words are left out or silent.
 * @throws StitchError clip/…, repo/…, profile/unsupported, message/empty, message/too-long.
 */
export async function prepareClips(
  plan: Plan,
  repo: Repo,
  options: Options,
  onProgress: OnProgress,
): Promise<Prepared> {
  const keys = new Set(
    plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip as Key] : [])),
  );
  if (keys.size === 0) throw nothingToSay(plan, repo);
  const decoded = await readClips(repo, [...keys], onProgress);
  const sounds = [...decoded.values()];
  const profile = settleProfile(
    options,
    sounds.map(({ pcm }) => pcm.sampleRateHz),
  );
  const prepared = new Map<Key, Pcm>();
  for (const [key, { pcm }] of decoded) prepared.set(key, prepare(pcm, profile.preparing));
  const timeline = layOut(layItems(plan.steps, prepared, profile, options), profile.grid);
  refuseEndless(timeline, profile);
  const durationSeconds = timeline.frames / timeline.sampleRateHz;
  const warnings = [
    ...missingWarnings(plan, options),
    ...sounds.flatMap((sound) => sound.warnings),
  ];
  return { laidOut: { plan, profile, timeline, durationSeconds, warnings }, prepared };
}

async function readClips(
  repo: Repo,
  keys: readonly Key[],
  onProgress: OnProgress,
): Promise<ReadonlyMap<Key, Decoded>> {
  const decoded = new Map<Key, Decoded>();
  for (let i = 0; i < keys.length; i += READS_AT_ONCE) {
    const batch = keys.slice(i, i + READS_AT_ONCE);
    const sounds = await Promise.all(batch.map((key) => readClip(repo, key)));
    for (const [b, key] of batch.entries()) decoded.set(key, sounds[b]!);
    onProgress?.({ stage: 'read', done: decoded.size, total: keys.length });
  }
  return decoded;
}

async function readClip(repo: Repo, key: Key): Promise<Decoded> {
  const value = await repo.read(key);
  if (value === null) throw noSuchClip(key, repo);
  return decodeClip(value.bytes, key);
}

/** Clips and silences in order. Pauses at the message's edges have nothing to separate and are left out. */
function layItems(
  steps: readonly Step[],
  prepared: ReadonlyMap<Key, Pcm>,
  profile: Profile,
  options: Options,
): LayItem<Key>[] {
  const audible = (step: Step) =>
    step.kind === 'clip' || (step.kind === 'missing' && options.missing === 'silence');
  const [first, last] = [steps.findIndex(audible), steps.findLastIndex(audible)];
  const items: LayItem<Key>[] = [];
  // Pauses on either side of a word left out are one, the longest.
  let pauseSeconds = 0;
  const endPause = () => {
    if (pauseSeconds > 0) items.push({ kind: 'silence', seconds: pauseSeconds });
    pauseSeconds = 0;
  };
  for (const step of steps.slice(first, last + 1)) {
    if (step.kind === 'pause') {
      pauseSeconds = Math.max(pauseSeconds, profile.pauseSeconds[step.pause]);
    } else if (audible(step)) {
      endPause();
      if (step.kind === 'clip') {
        const clip = step.clip as Key;
        items.push({ kind: 'clip', clip, frames: sampleFrames(prepared.get(clip)!) });
      } else {
        items.push({ kind: 'silence', seconds: profile.pauseSeconds.missing });
      }
    }
  }
  return items;
}

/** Makes the finished file, encoding what has to be. @throws StitchError internal/fault. */
export async function render(
  { laidOut, prepared }: Prepared,
  onProgress: OnProgress,
): Promise<Uint8Array> {
  const { timeline, profile, plan } = laidOut;
  const withSound = <T>(sounds: ReadonlyMap<Key, T>): Timeline<T> => ({
    ...timeline,
    placed: timeline.placed.map((place) => ({ ...place, clip: sounds.get(place.clip)! })),
  });
  const { channels } = profile.preparing;
  if (profile.container === 'wav') return encodeWav(layDown(withSound(prepared), channels));
  // The encoder is the heaviest thing to load, and only MP3 wants it.
  const { encodeBlock, encodeWholeMp3, spliceMp3 } = await import('./mp3/render.ts');
  const title = spokenWords(plan).join(' ');
  if (profile.join === 'tight')
    return encodeWholeMp3(layDown(withSound(prepared), channels), profile.mp3, title);
  const blocks = new Map<Key, ReturnType<typeof encodeBlock>>();
  for (const [key, pcm] of prepared) {
    blocks.set(key, encodeBlock(pcm, profile.mp3));
    onProgress?.({ stage: 'encode', done: blocks.size, total: prepared.size });
    await nextTurn();
  }
  return spliceMp3(withSound(blocks), profile.mp3, title);
}

/** Lets timers and other work run between two stretches of encoding. */
function nextTurn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

function missingWarnings(plan: Plan, { missing }: Options): string[] {
  const steps = missingSteps(plan);
  if (steps.length === 0 || missing === 'fail') return [];
  const how = missing === 'silence' ? 'a gap stands for' : 'left out';
  return [`${how} ${counted(steps.length, 'word')} without a clip: ${describeMissing(steps)}`];
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

function nothingToSay(plan: Plan, repo: Repo): StitchError {
  const missing = missingSteps(plan);
  if (missing.length === 0)
    return new StitchError('message/empty', 'the message has no words; give it some');
  return new StitchError(
    'message/empty',
    `no word of the message has a clip, so there is nothing to say; record ${wordsToRecord(missing)} into ${repo.address}`,
    { details: { missing } },
  );
}

/** The error of a clip that is not there. */
export function noSuchClip(name: string, repo: Repo): StitchError {
  return new StitchError(
    'clip/not-found',
    `there is no clip ${name} in ${repo.address}; name it from there, with its ending, as in digits/4.wav`,
  );
}
