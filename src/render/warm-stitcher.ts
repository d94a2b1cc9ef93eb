import type { BulkRenderer, ReadyPlan } from './renderer.ts';
import { Cache } from '../cache/cache.ts';
import { ClipStock } from './memory-clip-store.ts';
import type { Options } from '../options/render.ts';
import { StitchError } from '../errors.ts';
import { Languages } from '../library/planner-cache.ts';
import type { LaidOut } from './layout.ts';
import { isClip } from '../library/lexicon-builder.ts';
import type { Library } from '../library/library.ts';
import type { Plan } from '../message/plan.ts';
import { parseTemplate } from '../message/template.ts';
import { joined } from '../codec/splice.ts';
import { isSpliced } from './render-one.ts';
import type { Key, Repo } from '../repo/repo.ts';
import type { SoundMaker } from './worker/audio-worker.ts';
import { createStitcher, type Stitcher } from '../stitcher.ts';
import { WholeRenders } from './memory-render-store.ts';

/** What a warm stitcher is made with. */
export interface WarmSettings {
  /** Where renders and blocks are kept; null for nowhere but in memory. */
  readonly cache: Repo | null;
  readonly maker?: SoundMaker | undefined;
  /** How old the listing of the library may become. */
  readonly refreshSeconds: number;
  /** What is kept in memory of clips' sound. */
  readonly memoryBytes: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  /** Is told of what went wrong and was got over. */
  readonly onTrouble: (warning: string) => void;
}

/** A message, or the clips that are to be played in order. */
export type Asked =
  | {
      readonly message: string;
      /** For `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
      readonly values?: Readonly<Record<string, string>> | undefined;
    }
  | { readonly audioFiles: readonly string[] };

/** A render that is known by name. */
export interface WarmRender {
  /** Names it by all that its bytes depend on: 64 hexadecimal digits. */
  readonly id: string;
  readonly laidOut: LaidOut;
  /** The finished file, which is made when it is first asked for, unless it was found. */
  bytes(): Promise<Uint8Array>;
  /** Has the cache keep it. @throws StitchError repo/… where it cannot. */
  keep(): Promise<Kept>;
}

/** Where a render is kept. */
export interface Kept {
  readonly key: Key;
  /** Whether it was there before. */
  readonly cached: boolean;
}

/** How long those wait for a new listing who could have the old one. */
const MOST_PATIENCE_MS = 1000;
/** The part of the memory that finished files may take besides. */
const WHOLES_SHARE = 0.25;
/** Renders that are known to be in the cache, and for how long: others may take them away. */
const MOST_KEPT = 10_000;
const KEPT_MS = 60_000;
/** A service should be well again soon after its storage is. */
const REST_MS = 5000;
/** What errors call the place of the clips: where it is is nobody's business. */
const ADDRESS = 'the library';

/**
 * A stitcher that stays: the listing, the lexicons and the clips' blocks are kept in memory from one message to
 * the next, so that one whose clips were said before costs no I/O. The listing is made anew when it is too old;
 * while that fails, the old one serves.
 */
export class WarmStitcher {
  private readonly repo: Repo;
  private readonly settings: WarmSettings;
  private readonly cache: Cache | null;
  private readonly stitcher: Stitcher;
  private readonly stock: ClipStock;
  private readonly languages: Languages;
  private readonly wholes: WholeRenders;
  private readonly kept = new Map<string, number>();
  private listedMs: number | null = null;
  private renewal: Renewal | null = null;

  constructor(repo: Repo, settings: WarmSettings) {
    const { cache, maker, memoryBytes, now, onTrouble } = settings;
    this.repo = repo;
    this.settings = settings;
    this.cache = cache && new Cache(cache, onTrouble, REST_MS);
    this.stitcher = createStitcher(repo, { cache: this.cache, maker, address: ADDRESS });
    this.stock = new ClipStock(memoryBytes);
    this.languages = new Languages(this.stitcher, now);
    this.wholes = new WholeRenders(memoryBytes * WHOLES_SHARE);
  }

  /**
   * A stitcher whose listing is young enough, for what is not done here. Where listing anew takes long, the old
   * listing serves meanwhile. @throws StitchError repo/… where there is none yet.
   */
  async fresh(): Promise<Stitcher> {
    const { now, refreshSeconds } = this.settings;
    if (this.listedMs === null || now() - this.listedMs >= refreshSeconds * 1000) {
      const { startedMs, done } = this.renewal ?? this.begin();
      const patienceMs = startedMs + MOST_PATIENCE_MS - now();
      if (this.listedMs === null) await done;
      else if (patienceMs > 0) await Promise.race([done, after(patienceMs)]);
    }
    return this.stitcher;
  }

  /**
   * Resolves what is asked for; missing words are steps of the plan.
   * @param mostCharacters that the message may have, filled. @throws StitchError as `Stitcher.plan`; request/busy.
   */
  async plan(asked: Asked, lang: string, mostCharacters?: number): Promise<Plan> {
    const stitcher = await this.fresh();
    if ('audioFiles' in asked) return stitcher.planFiles(asked.audioFiles, 'listed');
    const planner = await this.languages.planner(lang);
    const { message, values } = asked;
    return values === undefined
      ? planner.plan(message, mostCharacters)
      : planner.fill(parseTemplate(message), values, mostCharacters);
  }

  /** The clips, and what they say in a language. @throws StitchError repo/…, request/busy. */
  async library(lang: string): Promise<Library> {
    const stitcher = await this.fresh();
    await this.languages.planner(lang).catch((error) => {
      if (!(error instanceof StitchError) || error.code !== 'library/empty') throw error;
    });
    return stitcher.library(lang);
  }

  /** Lays a plan out and makes nothing. @throws StitchError as `render`. */
  async layOut(plan: Plan, options: Options, signal?: AbortSignal): Promise<LaidOut> {
    const renderer = this.stitcher.bulkRenderer(options, 'lengths', this.stock);
    const [ready] = await renderer.ready([plan], signal);
    if (ready instanceof StitchError) throw ready;
    return ready!.layOut();
  }

  /** The name of a plan's render, which is that of `render`. @throws StitchError as `Stitcher.nameOf`. */
  nameOf(plan: Plan, options: Options, signal?: AbortSignal): Promise<string> {
    return this.stitcher.nameOf(plan, options, signal);
  }

  /**
   * The render of a plan: from memory, from the cache, or made. Words that are missing are left out or silent.
   * @throws StitchError clip/…, repo/…, profile/unsupported, message/empty, message/too-long; the signal's reason.
   */
  async render(plan: Plan, options: Options, signal?: AbortSignal): Promise<WarmRender> {
    const renderer = this.bulkRenderer(options);
    const isWarm = renderer.hasAllOf(plan);
    if (!isWarm) {
      const found = await this.stitcher.recall(plan, options, signal);
      if (found !== null) {
        const { id, laidOut, bytes, cacheKey } = found;
        this.note(id);
        const kept = { key: cacheKey!, cached: true };
        return { id, laidOut, bytes: async () => bytes, keep: async () => kept };
      }
    }
    const [ready] = await renderer.ready([plan], signal);
    if (ready instanceof StitchError) throw ready;
    const { id, layOut } = ready!;
    let made: Promise<Uint8Array> | undefined;
    const bytes = () => {
      made ??= isSpliced(layOut().profile) ? splice(ready!) : this.wholes.make(ready!, signal);
      return made;
    };
    const keep = () => this.keep(ready!, options, isWarm, bytes, signal);
    return { id, laidOut: layOut(), bytes, keep };
  }

  /** What renders many plans, with what is known here. */
  bulkRenderer(options: Options): BulkRenderer {
    return this.stitcher.bulkRenderer(options, 'sound', this.stock);
  }

  /** Has the clips listed again before the next message. */
  expire(): void {
    this.listedMs = this.listedMs === null ? null : Number.NEGATIVE_INFINITY;
  }

  /** A link to what is kept, for anyone who has it. @throws StitchError repo/…. */
  url(key: Key, seconds: number): Promise<string> {
    return this.settings.cache!.url(key, seconds);
  }

  /** Whether there is a place that keeps renders. */
  get canKeep(): boolean {
    return this.cache !== null;
  }

  /** Tries whether there are clips. @throws StitchError repo/…, library/empty. */
  async tryLibrary(): Promise<void> {
    for await (const { key } of this.repo.list()) if (isClip(key)) return;
    throw new StitchError('library/empty', `there is no clip in ${ADDRESS}`);
  }

  /** Tries whether what is kept can be written and read. @throws StitchError repo/…. */
  async tryCache(): Promise<void> {
    const { cache } = this.settings;
    if (cache === null) return;
    const key = 'cache/health.txt' as Key;
    await cache.write(key, Buffer.from('ok\n'), { durable: false });
    if ((await cache.read(key)) === null) {
      const what = `${cache.address}/${key} was written, and is not there`;
      throw new StitchError('repo/unavailable', what);
    }
  }

  private async keep(
    { id, record }: ReadyPlan,
    { format }: Options,
    mayBeThere: boolean,
    bytes: () => Promise<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<Kept> {
    const cache = this.cache!;
    const key = Cache.renderKey(id, format);
    if ((this.kept.get(id) ?? 0) > this.settings.now()) return { key, cached: true };
    const isThere = mayBeThere && (await cache.getRender(id, format, signal)) !== null;
    if (!isThere) {
      const render = { facts: record(), bytes: await bytes() };
      if (!(await cache.putRender(id, format, render))) throw cache.trouble!;
    }
    this.note(id);
    return { key, cached: isThere };
  }

  private note(id: string): void {
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(id, this.settings.now() + KEPT_MS);
  }

  private begin(): Renewal {
    const done = this.renew();
    done.catch(() => {}); // told to who waits for it
    this.renewal = { startedMs: this.settings.now(), done };
    return this.renewal;
  }

  /** Lists again. @throws StitchError repo/… where nothing was listed before; else the old listing stays. */
  private async renew(): Promise<void> {
    const { now, onTrouble } = this.settings;
    try {
      await this.stitcher.refresh();
      this.languages.renew();
    } catch (error) {
      if (!(error instanceof StitchError) || this.listedMs === null) throw error;
      onTrouble(`the clips cannot be listed again, so what was known serves on: ${error.message}`);
    } finally {
      this.renewal = null;
    }
    this.listedMs = now();
  }
}

/** A listing that is being made anew. */
interface Renewal {
  readonly startedMs: number;
  readonly done: Promise<void>;
}

async function splice({ make }: ReadyPlan): Promise<Uint8Array> {
  return joined(await make());
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
