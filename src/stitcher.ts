import { Cache } from './cache/cache.ts';
import { codecOf } from './codec/registry.ts';
import { StitchError } from './errors.ts';
import { languageOf, refuseUnknownLanguage } from './library/language-lookup.ts';
import type { Library } from './library/library.ts';
import { LiveLibrary } from './library/live-library.ts';
import { type LibraryRoots, placeOf, rootsOf } from './library/roots.ts';
import { missingSteps, type Plan, planOfClips } from './message/plan.ts';
import { missingError, type Planner, refuseLong } from './message/planner.ts';
import { parseTemplate } from './message/template.ts';
import type { PromptSetName } from './options/prompt-sets.ts';
import { DEFAULT_LANG, type Options, type OptionsInput, parseOptions } from './options/render.ts';
import { clipNotFound } from './render/clip-file.ts';
import { ClipRenderer } from './render/clip-renderer.ts';
import type { Layout } from './render/layout.ts';
import { MemoryClipStore } from './render/memory-clip-store.ts';
import { MemoryRenderStore } from './render/memory-render-store.ts';
import { RenderStore } from './render/render-store.ts';
import type { Progress, Render, Renderer } from './render/renderer.ts';
import type { AudioWorker } from './render/worker/audio-worker.ts';
import { inlineWorker } from './render/worker/inline.ts';
import { type Key, parseKey, type Repo } from './repo/repo.ts';
import { memoizeByObject, once } from './util/memoize.ts';

/** Options of a message: its values, and how it is rendered. */
export interface MessageOptions extends OptionsInput {
  /** Values for `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  /** Limit of the message's UTF-16 code units, its values filled in; default: 100,000. */
  readonly maxCharacters?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Cancels the work; its reason is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** A finished message. */
export interface Stitched extends Layout {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Whether the cache had it already. */
  readonly cached: boolean;
  /** The key of the render in the cache's repo; null where no cache keeps it. */
  readonly cacheKey: Key | null;
}

/** Settings of a stitcher. */
export interface StitcherSettings {
  /** Keeps blocks and renders for later runs; without it clips are kept in memory alone. */
  readonly cache?: Repo | null | undefined;
  /** Called when the cache fails, and for other recovered failures; the work goes on. */
  readonly onWarning?: ((warning: string) => void) | undefined;
  /** Decodes and encodes; default: this thread. */
  readonly worker?: AudioWorker | undefined;
  /** The place of the clips in errors; default: its address. */
  readonly address?: string | undefined;
  /** Reads the names of a repo's clips as those of prompts; `openRoots` takes the same for its roots. */
  readonly prompts?: PromptSetName | undefined;
  /** Takes a root without a clip: every word is then missing. Default: it is refused. */
  readonly mayBeEmpty?: boolean | undefined;
  /** Languages in use besides those that have a folder: each is loaded whenever it is needed. */
  readonly langs?: readonly string[] | undefined;
  /** Age at which the clips are listed again; default: only by `refresh`. */
  readonly refreshSeconds?: number | undefined;
  /** Budget for clips in memory; default: 256 MiB. A quarter more holds files that were encoded whole. */
  readonly memoryBytes?: number | undefined;
  /** Pause of the cache after a failure; default: 60 s. */
  readonly cooldownMs?: number | undefined;
  /** Milliseconds on a monotonic clock; default: `performance.now`. */
  readonly nowMs?: (() => number) | undefined;
}

/** Turns messages into speech from the clips of one library. Made by `createStitcher`. */
export interface Stitcher {
  /** The library in a language, listed when first needed. @throws StitchError repo/…, library/…. */
  library(lang?: string): Promise<Library>;
  /** Languages that have a folder among the roots; null where no root has folders of languages. @throws StitchError repo/…. */
  languages(): Promise<readonly string[] | null>;
  /** The place for a language's clips: "audios/sw". @throws StitchError repo/…. */
  addressOf(lang?: string): Promise<string>;
  /** Lists the clips again. @throws StitchError repo/…; then nothing changes. */
  refresh(): Promise<void>;
  /** Has the clips listed again before the next message, where they are kept fresh. */
  expire(): void;
  /** Resolves many messages of one language. @throws StitchError library/…, repo/…. */
  planner(lang?: string): Promise<Planner>;
  /** Resolves a message without reading any clip; missing words are steps of the plan. */
  plan(message: string, options?: MessageOptions): Promise<Plan>;
  /**
   * The plan of named clips, in order, instead of a message.
   * @param from `listed` takes only what the library lists; else any file of the root may be named.
   * @param lang whose folder a name may be in: "habari.wav" is then sw/habari.wav.
   * @throws StitchError clip/not-found; repo/bad-key.
   */
  planFiles(names: readonly string[], from?: 'root' | 'listed', lang?: string): Promise<Plan>;
  /** Lays a message out, and encodes nothing. Missing words are left out or silent. */
  layOut(message: string | Plan, options?: MessageOptions): Promise<Layout>;
  /** Makes the finished audio. @throws StitchError whose message names the thing and the remedy. */
  stitch(message: string | Plan, options?: MessageOptions): Promise<Stitched>;
  /** Renders plans, one or many, from the clips as they were listed last. */
  readonly renderer: Renderer;
}

/** Texts for which the rules of a language may be needed: with digits, SSML, or a marked slot. */
const MAY_HOLD_VALUE = /\p{N}|^\s*<speak|\{[^{}|]+:/u;
/** Budget for clips in memory, where none is given; and of that the share for files that were encoded whole. */
const DEFAULT_MEMORY_BYTES = 256 * 1024 * 1024;
const WHOLES_SHARE = 0.25;

/** A stitcher over the clips of a repo, or of the roots of `openRoots`. Nothing is read before it is needed. */
export function createStitcher(
  clips: Repo | LibraryRoots,
  settings: StitcherSettings = {},
): Stitcher {
  const roots = rootsOf(clips, settings.prompts);
  const {
    worker = inlineWorker,
    address = roots.address,
    onWarning = () => {},
    nowMs = () => performance.now(),
    memoryBytes = DEFAULT_MEMORY_BYTES,
    refreshSeconds = null,
  } = settings;
  // One message warns once; a service each time that the cache fails again.
  const onFailure = refreshSeconds === null ? once(onWarning) : onWarning;
  const { cooldownMs } = settings;
  const cache = settings.cache ? new Cache(settings.cache, onFailure, { cooldownMs, nowMs }) : null;
  const live = new LiveLibrary(roots, cache, {
    address: settings.address,
    mayBeEmpty: settings.mayBeEmpty,
    langs: settings.langs,
    refreshSeconds,
    nowMs,
    onWarning,
  });
  const kept = {
    cache,
    renders: cache && new RenderStore(cache, nowMs),
    memory: new MemoryClipStore(memoryBytes),
    wholes: new MemoryRenderStore(memoryBytes * WHOLES_SHARE),
    noiseLevels: new Map<string, number | null>(),
  };
  const rendererOf = memoizeByObject(
    (snapshot: LiveLibrary['snapshot']) =>
      new ClipRenderer({
        repo: roots.repo,
        address,
        ids: snapshot.ids,
        worker,
        listed: () => snapshot.keys(),
        ...kept,
      }),
  );

  const plan = async (message: string, given: MessageOptions = {}): Promise<Plan> => {
    const { options, values, maxCharacters } = parse(given);
    if (typeof message !== 'string') {
      throw new StitchError('usage/option', `the message has to be text, not ${typeof message}`);
    }
    const texts = [message, ...Object.values(values ?? {})];
    for (const text of texts) refuseLong(text, maxCharacters);
    const hasValues = texts.some((text) => MAY_HOLD_VALUE.test(text));
    await refuseUnknownLanguage(options.lang);
    const planner = await live.planner(options.lang, hasValues);
    return values === undefined
      ? planner.plan(message, maxCharacters)
      : planner.fill(parseTemplate(message), values, maxCharacters);
  };
  const planned = async (message: string | Plan, given: MessageOptions): Promise<Plan> =>
    isPlan(message) ? message : plan(message, given);
  const renderer = () => rendererOf(live.snapshot);

  const addressOf = async (lang: string) =>
    settings.address ?? placeOf((await (await live.fresh()).folders()).find(lang)) ?? address;

  return {
    library: async (lang) => live.library(await languageOf(lang)),
    languages: async () => (await (await live.fresh()).folders()).languages,
    addressOf: async (lang) => addressOf(await languageOf(lang)),
    refresh: () => live.refresh(),
    expire: () => live.expire(),
    planner: async (lang) => live.planner(await languageOf(lang)),
    plan,
    async planFiles(names, from = 'root', lang = DEFAULT_LANG) {
      const snapshot = await live.fresh();
      const keyOf = async (name: string) => {
        const key = await snapshot.find(parseKey(name.replace(/^(\.\/)+/, '')), from, lang);
        return key ?? Promise.reject(clipNotFound(name, address));
      };
      return planOfClips(await Promise.all(names.map(keyOf)));
    },
    async layOut(message, given = {}) {
      const { options, work } = parse(given);
      return renderer().layOut(await planned(message, given), options, work);
    },
    async stitch(message, given = {}) {
      const { options, work } = parse(given);
      const made = await planned(message, given);
      // Words without a clip may be left out only where the options allow it.
      if (options.missing === 'fail' && missingSteps(made).length > 0)
        throw missingError(made, await addressOf(options.lang))!;
      return finished(await renderer().render(made, options, work), options);
    },
    get renderer() {
      return renderer();
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

async function finished(render: Render, options: Options): Promise<Stitched> {
  const bytes = await render.bytes();
  // Where it cannot be kept, the cache has warned.
  const kept = await render.keep().catch((error) => {
    if (!(error instanceof StitchError)) throw error;
    return null;
  });
  const [mediaType] = codecOf(options.format).mediaTypes;
  return {
    ...render.layout,
    bytes,
    mediaType,
    cached: render.cached || kept?.cached === true,
    cacheKey: kept?.key ?? null,
  };
}

function parse({ values, maxCharacters, onProgress, signal, ...options }: MessageOptions) {
  const texts = values && Object.entries(values).map(([name, value]) => [name, String(value)]);
  return {
    options: parseOptions(options),
    values: texts && (Object.fromEntries(texts) as Record<string, string>),
    maxCharacters,
    work: { onProgress, signal },
  };
}

function isPlan(message: string | Plan): message is Plan {
  return typeof message === 'object' && Array.isArray(message?.steps);
}
