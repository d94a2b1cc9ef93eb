import { decodeClip } from './audio/decode.ts';
import { layDown } from './audio/lay-down.ts';
import { type Pcm, sampleFrames } from './audio/pcm.ts';
import { prepare } from './audio/prepare.ts';
import { type LayItem, layOut, type Timeline } from './audio/timeline.ts';
import { type Decoded, encodeWav } from './audio/wav.ts';
import { type Options, type OptionsInput, parseOptions } from './config.ts';
import { counted, StitchError } from './errors.ts';
import { type Library, openLibrary, requireClips } from './library/library.ts';
import { describeMissing, wordsToRecord } from './message/missing.ts';
import { loadNumberWords } from './message/number-words.ts';
import { missingSteps, type Plan, type Step, spokenWords } from './message/plan.ts';
import { resolve } from './message/resolve.ts';
import { fillTemplate } from './message/template.ts';
import { type Profile, settleProfile } from './profile.ts';
import { type Key, parseKey, type Repo } from './repo/repo.ts';

/** What is being done, for a progress display: `done` of `total` clips. */
export interface Progress {
  readonly stage: 'read' | 'encode';
  readonly done: number;
  readonly total: number;
}

/** How a message is given besides the options of the render. */
export interface MessageOptions extends OptionsInput {
  /** Values for `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

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

/** A finished render. */
export interface Stitched extends LaidOut {
  /** The file: MP3 or WAV, as `profile.container` says. */
  readonly bytes: Uint8Array;
  readonly mediaType: 'audio/mpeg' | 'audio/wav';
}

/** Turns messages into speech from the clips of one repo. Made by `createStitcher`. */
export interface Stitcher {
  /** The library, listed when first needed and then kept, for each language. */
  library(lang?: string): Promise<Library>;
  /** Resolves a message without reading any clip; missing words are steps of the plan. */
  plan(message: string, options?: MessageOptions): Promise<Plan>;
  /** Resolves, prepares and lays out, and encodes nothing. Missing words are left out or silent. */
  layOut(message: string | Plan, options?: MessageOptions): Promise<LaidOut>;
  /** Makes the finished audio. @throws StitchError of any kind but internal/fault for what is given. */
  stitch(message: string | Plan, options?: MessageOptions): Promise<Stitched>;
  /** The plan of named clips, in order, instead of a message. @throws StitchError clip/not-found. */
  planFiles(names: readonly string[]): Promise<Plan>;
}

/** A longer render is a mistake. As PCM it would not fit into memory either. */
const MOST_HOURS = { spliced: 12, pcm: 1 };

/** How many clips are read at once. */
const READS_AT_ONCE = 16;

/** A stitcher over the clips of `repo`. Nothing is read before it is needed. */
export function createStitcher(repo: Repo): Stitcher {
  const libraries = new Map<string, Promise<Library>>();

  const library = (lang?: string): Promise<Library> => {
    const language = parseOptions({ lang }).lang;
    let opened = libraries.get(language);
    if (opened === undefined) {
      opened = openLibrary(repo, language);
      // A failure is not kept: the next call tries again.
      opened.catch(() => libraries.delete(language));
      libraries.set(language, opened);
    }
    return opened;
  };

  const plan = async (message: string, given: MessageOptions = {}): Promise<Plan> => {
    const { options, values } = parse(given);
    if (typeof message !== 'string') {
      throw new StitchError('usage/option', `the message has to be text, not ${typeof message}`);
    }
    const opened = requireClips(await library(options.lang));
    const texts = [message, ...Object.values(values ?? {})];
    const needsNumbers = opened.numbers === null && texts.some((text) => /\p{N}/u.test(text));
    const numbers = needsNumbers ? await loadNumberWords(options.lang) : opened.numbers;
    const resources = { lexicon: opened.lexicon, language: opened.language, numbers };
    const canSay = (text: string) => missingSteps(resolve(text, resources)).length === 0;
    const text = values === undefined ? message : fillTemplate(message, values, canSay);
    return resolve(text, resources);
  };

  const prepareAll = async (message: string | Plan, given: MessageOptions) => {
    const { options, onProgress } = parse(given);
    const made = typeof message === 'string' ? await plan(message, given) : message;
    const keys = [
      ...new Set(made.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip as Key] : []))),
    ];
    if (keys.length === 0) throw nothingToSay(made, repo);
    const decoded = await readClips(repo, keys, onProgress);
    const profile = settleProfile(
      options,
      [...decoded.values()].map(({ pcm }) => pcm.sampleRateHz),
    );
    const prepared = new Map<Key, Pcm>();
    for (const [key, { pcm }] of decoded) prepared.set(key, prepare(pcm, profile.preparing));
    const timeline = layOut(layItems(made.steps, prepared, profile, options), profile.grid);
    refuseEndless(timeline, profile);
    const warnings = [
      ...missingWarnings(made, options),
      ...[...decoded.values()].flatMap((d) => d.warnings),
    ];
    const laidOut: LaidOut = {
      plan: made,
      profile,
      timeline,
      durationSeconds: timeline.frames / timeline.sampleRateHz,
      warnings,
    };
    return { laidOut, prepared, options, onProgress };
  };

  return {
    library,
    plan,
    async layOut(message, given = {}) {
      return (await prepareAll(message, given)).laidOut;
    },
    async stitch(message, given = {}) {
      const made = typeof message === 'string' ? await plan(message, given) : message;
      const error =
        parse(given).options.missing === 'fail' ? missingError(made, repo.address) : null;
      if (error !== null) throw error;
      const { laidOut, prepared, onProgress } = await prepareAll(made, given);
      const bytes = await render(laidOut, prepared, onProgress);
      const mediaType = laidOut.profile.container === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { ...laidOut, bytes, mediaType };
    },
    async planFiles(names) {
      const steps: Step[] = [];
      for (const name of names) {
        const key = parseKey(name.replace(/^(\.\/)+/, ''));
        if ((await repo.stat(key)) === null) throw noSuchClip(name, repo);
        const words = [key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')];
        steps.push({ kind: 'clip', clip: key, words, span: { start: 0, end: 0 } });
      }
      return { text: '', steps };
    },
  };
}

/**
 * Turns one message into speech: `createStitcher(repo).stitch(message, options)`.
 * @throws StitchError whose message names the thing and the remedy.
 */
export function stitch(
  message: string,
  repo: Repo,
  options: MessageOptions = {},
): Promise<Stitched> {
  return createStitcher(repo).stitch(message, options);
}

function parse({ values, onProgress, ...options }: MessageOptions) {
  const texts = values && Object.entries(values).map(([name, value]) => [name, String(value)]);
  return {
    options: parseOptions(options),
    values: texts && (Object.fromEntries(texts) as Record<string, string>),
    onProgress,
  };
}

async function readClips(
  repo: Repo,
  keys: readonly Key[],
  onProgress: MessageOptions['onProgress'],
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
  const bytes = await repo.read(key);
  if (bytes === null) throw noSuchClip(key, repo);
  return decodeClip(bytes, key);
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
  return steps.slice(first, last + 1).flatMap((step): LayItem<Key>[] => {
    if (step.kind === 'clip') {
      const clip = step.clip as Key;
      return [{ kind: 'clip', clip, frames: sampleFrames(prepared.get(clip)!) }];
    }
    if (!audible(step) && step.kind === 'missing') return [];
    return [
      {
        kind: 'silence',
        seconds: profile.pauseSeconds[step.kind === 'pause' ? step.pause : 'missing'],
      },
    ];
  });
}

async function render(
  { timeline, profile, plan }: LaidOut,
  prepared: ReadonlyMap<Key, Pcm>,
  onProgress: MessageOptions['onProgress'],
): Promise<Uint8Array> {
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

/** The error of a plan that lacks words, or null. `address` is where they would be recorded. */
export function missingError(plan: Plan, address: string): StitchError | null {
  const missing = missingSteps(plan);
  if (missing.length === 0) return null;
  return new StitchError(
    'message/missing',
    `${counted(missing.length, 'word')} of the message ${missing.length === 1 ? 'has' : 'have'} no clip: ` +
      `${describeMissing(missing)}\n` +
      `record ${wordsToRecord(missing)} into ${address}`,
    { details: { missing } },
  );
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

function noSuchClip(name: string, repo: Repo): StitchError {
  return new StitchError(
    'clip/not-found',
    `there is no clip ${name} in ${repo.address}; name it from there, with its ending, as in digits/4.wav`,
  );
}
