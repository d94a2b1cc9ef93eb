import { Cache } from './cache/cache.ts';
import { ClipIds } from './clip-ids.ts';
import { noSuchClip } from './clip-sounds.ts';
import { type OptionsInput, parseOptions } from './config.ts';
import { ENGINE } from './engine.ts';
import { counted, StitchError } from './errors.ts';
import type { LaidOut } from './lay-plan.ts';
import {
  type LexiconMemo,
  type Library,
  type Listing,
  listClips,
  openLibrary,
  requireClips,
} from './library/library.ts';
import { describeMissing, wordsToRecord } from './message/missing.ts';
import { loadNumberWords, type NumberWords } from './message/number-words.ts';
import { missingSteps, type Plan, type Step } from './message/plan.ts';
import { resolve } from './message/resolve.ts';
import { fillTemplate } from './message/template.ts';
import { once } from './once.ts';
import { layOutPlan, type Progress, type Rendered, renderPlan } from './render.ts';
import { type Entry, type Key, parseKey, type Repo } from './repo/repo.ts';

/** How a message is given besides the options of the render. */
export interface MessageOptions extends OptionsInput {
  /** Values for `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A finished render. */
export interface Stitched extends LaidOut, Omit<Rendered, 'laidOut'> {
  readonly mediaType: 'audio/mpeg' | 'audio/wav';
}

/** What a stitcher may be given besides its clips. */
export interface StitcherSettings {
  /** Where to keep work already done, and to find it again. */
  readonly cache?: Repo | null | undefined;
  /** Is told, once, when the cache fails; the work goes on without it. */
  readonly onCacheTrouble?: ((warning: string) => void) | undefined;
}

/** Turns messages into speech from the clips of one repo. Made by `createStitcher`. */
export interface Stitcher {
  /** The library, listed when first needed and then kept, for each language. */
  library(lang?: string): Promise<Library>;
  /** Forgets the listing: what comes next sees the clips as they are then. */
  refresh(): void;
  /** Resolves a message without reading any clip; missing words are steps of the plan. */
  plan(message: string, options?: MessageOptions): Promise<Plan>;
  /** Resolves, prepares and lays out, and encodes nothing. Missing words are left out or silent. */
  layOut(message: string | Plan, options?: MessageOptions): Promise<LaidOut>;
  /** Makes the finished audio. @throws StitchError of any kind but internal/fault for what is given. */
  stitch(message: string | Plan, options?: MessageOptions): Promise<Stitched>;
  /** The plan of named clips, in order, instead of a message. @throws StitchError clip/not-found. */
  planFiles(names: readonly string[]): Promise<Plan>;
}

/** Some twelve hours of speech. */
const MOST_CHARACTERS = 100_000;
/** No writing has so many marks on one letter (UAX #15, Stream-Safe Text); to order them takes their square. */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** A stitcher over the clips of `repo`. Nothing is read before it is needed. */
export function createStitcher(repo: Repo, settings: StitcherSettings = {}): Stitcher {
  const cache = settings.cache ? new Cache(settings.cache, settings.onCacheTrouble) : null;
  let clips = new KnownClips(repo, cache);
  const numberWords = new Map<string, Promise<NumberWords | null>>();

  const library = (lang?: string): Promise<Library> => clips.library(parseOptions({ lang }).lang);

  const plan = async (message: string, given: MessageOptions = {}): Promise<Plan> => {
    const { options, values } = parse(given);
    if (typeof message !== 'string') {
      throw new StitchError('usage/option', `the message has to be text, not ${typeof message}`);
    }
    const texts = [message, ...Object.values(values ?? {})];
    texts.forEach(refuseLong);
    const { lexicon, language } = requireClips(await clips.library(options.lang));
    const hasNumbers = texts.some((text) => /\p{N}/u.test(text));
    const numbers = hasNumbers
      ? await once(numberWords, language, () => loadNumberWords(language))
      : null;
    const resources = { lexicon, language, numbers };
    const canSay = (text: string) => missingSteps(resolve(text, resources)).length === 0;
    const text = values === undefined ? message : fillTemplate(message, values, canSay);
    refuseLong(text);
    return resolve(text, resources);
  };

  const planned = async (message: string | Plan, given: MessageOptions): Promise<Plan> =>
    isPlan(message) ? message : plan(message, given);

  return {
    library,
    refresh() {
      clips = new KnownClips(repo, cache);
    },
    plan,
    async layOut(message, given = {}) {
      const { options, onProgress } = parse(given);
      const made = await planned(message, given);
      return layOutPlan(made, options, { repo, cache, ids: clips.ids }, onProgress);
    },
    async stitch(message, given = {}) {
      const { options, onProgress } = parse(given);
      const made = await planned(message, given);
      const error = options.missing === 'fail' ? missingError(made, repo.address) : null;
      if (error !== null) throw error;
      const sources = { repo, cache, ids: clips.ids };
      const { laidOut, ...rendered } = await renderPlan(made, options, sources, onProgress);
      const mediaType = laidOut.profile.container === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { ...laidOut, ...rendered, mediaType };
    },
    async planFiles(names) {
      const steps: Step[] = [];
      for (const name of names) {
        const key = parseKey(name.replace(/^(\.\/)+/, ''));
        if ((await clips.entry(key)) === null) throw noSuchClip(name, repo);
        const words = [key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')];
        steps.push({ kind: 'clip', clip: key, words, span: { start: 0, end: 0 } });
      }
      return { text: '', steps };
    },
  };
}

/** The clips as they were when they were listed, which is once. */
class KnownClips {
  readonly ids: ClipIds;
  private readonly repo: Repo;
  private readonly memo: LexiconMemo | null;
  private listing: Promise<Listing> | null = null;
  private readonly entries = new Map<Key, Promise<Entry | null>>();
  private readonly libraries = new Map<string, Promise<Library>>();

  constructor(repo: Repo, cache: Cache | null) {
    this.repo = repo;
    this.memo = cache && memoIn(cache);
    this.ids = new ClipIds(repo, cache, (key) => this.entry(key));
  }

  library(language: string): Promise<Library> {
    return once(this.libraries, language, async () =>
      openLibrary(this.repo, language, await this.list(), this.memo),
    );
  }

  /** What is known of a clip: from the listing, or by a look where nothing was listed. */
  entry(key: Key): Promise<Entry | null> {
    return once(this.entries, key, () => this.repo.stat(key));
  }

  private list(): Promise<Listing> {
    this.listing ??= listClips(this.repo).then((listing) => {
      for (const entry of listing.clips) this.entries.set(entry.key, Promise.resolve(entry));
      return listing;
    });
    this.listing.catch(() => {
      this.listing = null;
    });
    return this.listing;
  }
}

/** Lexicons learnt before, in the cache. What a word is, and its form, are of Node's Unicode tables. */
function memoIn(cache: Cache): LexiconMemo {
  const idOf = (of: readonly unknown[]) => Cache.idOf(ENGINE, process.versions.icu, of);
  return {
    get: async (of) => (await cache.get('lexicons', idOf(of)))?.facts ?? null,
    put: (of, learnt) =>
      cache.put('lexicons', idOf(of), { facts: learnt, bytes: new Uint8Array() }),
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

function isPlan(message: string | Plan): message is Plan {
  return typeof message === 'object' && Array.isArray(message?.steps);
}

/** @throws StitchError message/too-long for a message, or a value of one, that would take long to resolve. */
function refuseLong(text: string): void {
  if (text.length > MOST_CHARACTERS) {
    throw new StitchError(
      'message/too-long',
      `the message has ${text.length} characters, and ${MOST_CHARACTERS} is the most; part it`,
    );
  }
  if (TOO_MANY_MARKS.test(text)) {
    throw new StitchError(
      'message/too-long',
      'the message has a letter with more than 30 marks on it, which no writing has; take them off',
    );
  }
}
