import { BulkRenderer } from './render/renderer.ts';
import { Cache } from './cache/cache.ts';
import { ClipIds } from './library/content-ids.ts';
import { noSuchClip, type Sources } from './render/clip-loader.ts';
import { ClipStock } from './render/memory-clip-store.ts';
import { type Options, type OptionsInput, parseOptions } from './options/render.ts';
import { ENGINE } from './cache/engine-version.ts';
import { StitchError } from './errors.ts';
import type { LaidOut } from './render/layout.ts';
import {
  type LexiconMemo,
  type Library,
  type Listing,
  listClips,
  openLibrary,
  relisted,
  requireClips,
  saysTheSame,
} from './library/library.ts';
import { loadNumberWords, type NumberWords } from './languages/number-words.ts';
import type { Plan, Step } from './message/plan.ts';
import { parseTemplate } from './message/template.ts';
import { once } from './util/memoize.ts';
import { missingError, Planner, refuseLong } from './message/planner.ts';
import {
  layOutPlan,
  nameOfPlan,
  type Progress,
  type Rendered,
  recallPlan,
  renderPlan,
} from './render/render-one.ts';
import { type Entry, type Key, parseKey, type Repo } from './repo/repo.ts';
import { HERE, type SoundMaker } from './render/worker/audio-worker.ts';

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
  readonly cache?: Repo | Cache | null | undefined;
  /** Is told, once, when the cache fails; the work goes on without it. */
  readonly onCacheTrouble?: ((warning: string) => void) | undefined;
  /** What decodes and encodes; this thread, if not said. */
  readonly maker?: SoundMaker | undefined;
  /** What errors call the place of the clips; its address, if not said. */
  readonly address?: string | undefined;
}

/** Turns messages into speech from the clips of one repo. Made by `createStitcher`. */
export interface Stitcher {
  /** The library, listed when first needed and then kept, for each language. */
  library(lang?: string): Promise<Library>;
  /** Lists again: what comes next sees the clips as they are now. @throws StitchError repo/…; then nothing changes. */
  refresh(): Promise<void>;
  /** What resolves messages of a language, for many of them. @throws StitchError library/…, repo/…. */
  planner(lang?: string): Promise<Planner>;
  /** Resolves a message without reading any clip; missing words are steps of the plan. */
  plan(message: string, options?: MessageOptions): Promise<Plan>;
  /** Resolves, prepares and lays out, and encodes nothing. Missing words are left out or silent. */
  layOut(message: string | Plan, options?: MessageOptions): Promise<LaidOut>;
  /** Makes the finished audio. @throws StitchError of any kind but internal/fault for what is given. */
  stitch(message: string | Plan, options?: MessageOptions): Promise<Stitched>;
  /** The name of a plan's render. @throws StitchError clip/not-found, repo/…, message/empty; the signal's reason. */
  nameOf(plan: Plan, options: Options, signal?: AbortSignal): Promise<string>;
  /** A finished render with its name, if the cache has it: then no clip is read. @throws as `nameOf`. */
  recall(
    plan: Plan,
    options: Options,
    signal?: AbortSignal,
  ): Promise<(Rendered & { readonly id: string }) | null>;
  /**
   * What renders many plans with the same options.
   * @param purpose `lengths` is for looking only. @param stock what clips gave before, if not nothing.
   */
  bulkRenderer(options: Options, purpose: 'sound' | 'lengths', stock?: ClipStock): BulkRenderer;
  /**
   * The plan of named clips, in order, instead of a message.
   * @param from `listed` takes only what the library lists; else any file of the root may be named.
   * @throws StitchError clip/not-found; repo/bad-key.
   */
  planFiles(names: readonly string[], from?: 'root' | 'listed'): Promise<Plan>;
}

/** A stitcher over the clips of `repo`. Nothing is read before it is needed. */
export function createStitcher(repo: Repo, settings: StitcherSettings = {}): Stitcher {
  const cache = openCache(settings);
  let clips = new KnownClips(repo, cache);
  const { maker = HERE, address = repo.address } = settings;
  const sources = (): Sources => ({ repo, address, cache, ids: clips.ids, maker });
  const numberWords = new Map<string, Promise<NumberWords | null>>();

  const library = (lang?: string): Promise<Library> => clips.library(parseOptions({ lang }).lang);

  const plannerFor = async (lang: string, hasNumbers: boolean): Promise<Planner> => {
    const { lexicon, language } = requireClips(await clips.library(lang), address);
    if (numberWords.size > MOST_NUMBER_WORDS) numberWords.clear();
    const numbers = hasNumbers
      ? await once(numberWords, language, () => loadNumberWords(language))
      : null;
    return new Planner({ lexicon, language, numbers });
  };

  const plan = async (message: string, given: MessageOptions = {}): Promise<Plan> => {
    const { options, values } = parse(given);
    if (typeof message !== 'string') {
      throw new StitchError('usage/option', `the message has to be text, not ${typeof message}`);
    }
    const texts = [message, ...Object.values(values ?? {})];
    for (const text of texts) refuseLong(text);
    const hasNumbers = texts.some((text) => /\p{N}/u.test(text));
    const planner = await plannerFor(options.lang, hasNumbers);
    return values === undefined
      ? planner.plan(message)
      : planner.fill(parseTemplate(message), values);
  };

  const planned = async (message: string | Plan, given: MessageOptions): Promise<Plan> =>
    isPlan(message) ? message : plan(message, given);

  return {
    library,
    planner: (lang) => plannerFor(parseOptions({ lang }).lang, true),
    async refresh() {
      clips = await clips.renewed();
    },
    plan,
    async layOut(message, given = {}) {
      const { options, onProgress } = parse(given);
      const made = await planned(message, given);
      return layOutPlan(made, options, sources(), onProgress);
    },
    async stitch(message, given = {}) {
      const { options, onProgress } = parse(given);
      const made = await planned(message, given);
      const error = options.missing === 'fail' ? missingError(made, address) : null;
      if (error !== null) throw error;
      const { laidOut, ...rendered } = await renderPlan(made, options, sources(), onProgress);
      const mediaType = laidOut.profile.container === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { ...laidOut, ...rendered, mediaType };
    },
    nameOf: (plan, options, signal) => nameOfPlan(plan, options, { ...sources(), signal }),
    recall: (plan, options, signal) => recallPlan(plan, options, { ...sources(), signal }),
    bulkRenderer: (options, purpose, stock = new ClipStock()) =>
      new BulkRenderer(options, sources(), stock, purpose),
    async planFiles(names, from = 'root') {
      const steps: Step[] = [];
      for (const name of names) {
        const key = parseKey(name.replace(/^(\.\/)+/, ''));
        const isThere =
          from === 'root' ? (await clips.entry(key)) !== null : await clips.lists(key);
        if (!isThere) throw noSuchClip(name, address);
        const words = [key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')];
        steps.push({ kind: 'clip', clip: key, words, span: { start: 0, end: 0 } });
      }
      return { text: '', steps, alternatives: [] };
    },
  };
}

/** Languages whose number words are kept, which are small. */
const MOST_NUMBER_WORDS = 100;
/** Languages whose lexicon is kept: each has one of its own, and callers may name any. */
const MOST_LIBRARIES = 16;

/** The clips as they were when they were listed, which is once. */
class KnownClips {
  readonly ids: ClipIds;
  private readonly repo: Repo;
  private readonly cache: Cache | null;
  private readonly memo: LexiconMemo | null;
  private listing: Promise<Listing> | null = null;
  private readonly entries = new Map<Key, Promise<Entry | null>>();
  private readonly listed = new Set<Key>();
  private readonly opening = new Map<string, Promise<Library>>();
  private readonly opened = new Map<string, Library>();

  /** @param before what was remembered with an earlier listing. */
  constructor(repo: Repo, cache: Cache | null, before?: ClipIds) {
    this.repo = repo;
    this.cache = cache;
    this.memo = cache && memoIn(cache);
    const entryOf = (key: Key) => this.entry(key);
    this.ids = before ? before.renewed(entryOf) : new ClipIds(repo, cache, entryOf);
  }

  /** The clips as they are now. What was learnt of names and texts stays where they are the same. */
  async renewed(): Promise<KnownClips> {
    const next = new KnownClips(this.repo, this.cache, this.ids);
    const [before, now] = await Promise.all([this.listing, next.list()]);
    if (before !== null && saysTheSame(before, now)) {
      for (const [language, library] of this.opened) next.open(language, relisted(library, now));
    }
    return next;
  }

  library(language: string): Promise<Library> {
    const opened = this.opened.get(language);
    if (opened !== undefined) return Promise.resolve(opened);
    return once(this.opening, language, async () => {
      const library = await openLibrary(this.repo, language, await this.list(), this.memo);
      this.opening.delete(language);
      return this.open(language, library);
    });
  }

  private open(language: string, library: Library): Library {
    const [oldest] = this.opened.keys();
    if (this.opened.size >= MOST_LIBRARIES) this.opened.delete(oldest!);
    this.opened.set(language, library);
    return library;
  }

  /** What is known of a clip: from the listing, or by a look where nothing was listed. */
  entry(key: Key): Promise<Entry | null> {
    return once(this.entries, key, () => this.repo.stat(key));
  }

  /** Whether the listing has a clip of that name. */
  async lists(key: Key): Promise<boolean> {
    await this.list();
    return this.listed.has(key);
  }

  private list(): Promise<Listing> {
    this.listing ??= listClips(this.repo).then((listing) => {
      for (const entry of listing.clips) {
        this.listed.add(entry.key);
        this.entries.set(entry.key, Promise.resolve(entry));
      }
      return listing;
    });
    this.listing.catch(() => {
      this.listing = null;
    });
    return this.listing;
  }
}

function openCache({ cache, onCacheTrouble }: StitcherSettings): Cache | null {
  if (!cache || cache instanceof Cache) return cache ?? null;
  let hasTold = false;
  return new Cache(cache, (warning) => {
    if (!hasTold) onCacheTrouble?.(warning);
    hasTold = true;
  });
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

function isPlan(message: string | Plan): message is Plan {
  return typeof message === 'object' && Array.isArray(message?.steps);
}
