import type { BulkRenderer } from './bulk-renderer.ts';
import { Cache } from './cache/cache.ts';
import { ClipStock } from './clip-stock.ts';
import type { Options } from './config.ts';
import { StitchError } from './errors.ts';
import { unlessAborted } from './flights.ts';
import type { LaidOut } from './lay-plan.ts';
import type { Plan } from './message/plan.ts';
import { parseTemplate } from './message/template.ts';
import { joined } from './mp3/splice.ts';
import type { Planner } from './planner.ts';
import type { Key, Repo } from './repo/repo.ts';
import type { SoundMaker } from './sound-maker.ts';
import { createStitcher, type Stitcher } from './stitcher.ts';

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

/** Each language has a lexicon of its own in memory. */
const MOST_LANGUAGES = 16;
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
  private readonly planners = new Map<string, Promise<Planner>>();
  private readonly kept = new Map<string, number>();
  private listedMs: number | null = null;
  private renewal: Promise<void> | null = null;

  constructor(repo: Repo, settings: WarmSettings) {
    const { cache, maker, memoryBytes, onTrouble } = settings;
    this.repo = repo;
    this.settings = settings;
    this.cache = cache && new Cache(cache, onTrouble, REST_MS);
    this.stitcher = createStitcher(repo, { cache: this.cache, maker, address: ADDRESS });
    this.stock = new ClipStock(memoryBytes);
  }

  /** A stitcher whose listing is young enough, for what is not done here. @throws StitchError repo/…. */
  async fresh(): Promise<Stitcher> {
    const { now, refreshSeconds } = this.settings;
    if (this.listedMs === null || now() - this.listedMs >= refreshSeconds * 1000) {
      this.renewal ??= this.renew().finally(() => {
        this.renewal = null;
      });
      await this.renewal;
    }
    return this.stitcher;
  }

  /** Resolves what is asked for; missing words are steps of the plan. @throws StitchError as `Stitcher.plan`. */
  async plan(asked: Asked, lang: string): Promise<Plan> {
    const stitcher = await this.fresh();
    if ('audioFiles' in asked) return stitcher.planFiles(asked.audioFiles, 'listed');
    const planner = await this.planner(lang);
    const { message, values } = asked;
    return values === undefined
      ? planner.plan(message)
      : planner.fill(parseTemplate(message), values);
  }

  /** Lays a plan out and makes nothing. @throws StitchError as `render`. */
  async layOut(plan: Plan, options: Options, signal?: AbortSignal): Promise<LaidOut> {
    const renderer = this.stitcher.bulkRenderer(options, 'lengths', this.stock);
    const [ready] = await renderer.ready([plan], signal);
    if (ready instanceof StitchError) throw ready;
    return ready!.layOut();
  }

  /**
   * The render of a plan: from memory, from the cache, or made. Words that are missing are left out or silent.
   * @throws StitchError clip/…, repo/…, profile/unsupported, message/empty, message/too-long; the signal's reason.
   */
  async render(plan: Plan, options: Options, signal?: AbortSignal): Promise<WarmRender> {
    const renderer = this.bulkRenderer(options);
    const isWarm = renderer.hasAllOf(plan);
    if (!isWarm) {
      const found = await unlessAborted(this.stitcher.recall(plan, options), signal);
      if (found !== null) {
        const { id, laidOut, bytes, cacheKey } = found;
        this.note(id);
        const kept = { key: cacheKey!, cached: true };
        return { id, laidOut, bytes: async () => bytes, keep: async () => kept };
      }
    }
    const [ready] = await renderer.ready([plan], signal);
    if (ready instanceof StitchError) throw ready;
    const { id, make, layOut, record } = ready!;
    let made: Promise<Uint8Array> | undefined;
    const bytes = () => {
      made ??= Promise.resolve(make()).then(joined);
      return unlessAborted(made, signal);
    };
    const keep = () => unlessAborted(this.keep(id, options, isWarm, bytes, record), signal);
    return { id, laidOut: layOut(), bytes, keep };
  }

  /** What renders many plans, with what is known here. */
  bulkRenderer(options: Options): BulkRenderer {
    return this.stitcher.bulkRenderer(options, 'sound', this.stock);
  }

  /** A link to what is kept, for anyone who has it. @throws StitchError repo/…. */
  url(key: Key, seconds: number): Promise<string> {
    return this.settings.cache!.url(key, seconds);
  }

  /** Whether there is a place that keeps renders. */
  get canKeep(): boolean {
    return this.cache !== null;
  }

  /** Tries whether the clips can be listed. @throws StitchError repo/…. */
  async tryLibrary(): Promise<void> {
    for await (const _ of this.repo.list()) return;
  }

  /** Tries whether what is kept can be written and read. @throws StitchError repo/…. */
  async tryCache(): Promise<void> {
    const { cache } = this.settings;
    const key = 'cache/health.txt' as Key;
    await cache?.write(key, Buffer.from('ok\n'), { durable: false });
    await cache?.read(key);
  }

  private async keep(
    id: string,
    { format }: Options,
    mayBeThere: boolean,
    bytes: () => Promise<Uint8Array>,
    record: () => unknown,
  ): Promise<Kept> {
    const cache = this.cache!;
    const key = Cache.renderKey(id, format);
    if ((this.kept.get(id) ?? 0) > this.settings.now()) return { key, cached: true };
    const isThere = mayBeThere && (await cache.getRender(id, format)) !== null;
    if (
      !isThere &&
      !(await cache.putRender(id, format, { facts: record(), bytes: await bytes() }))
    ) {
      throw cache.trouble!;
    }
    this.note(id);
    return { key, cached: isThere };
  }

  private note(id: string): void {
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(id, this.settings.now() + KEPT_MS);
  }

  private async planner(lang: string): Promise<Planner> {
    const known = this.planners.get(lang);
    if (known !== undefined) return known;
    const [oldest] = this.planners.keys();
    if (this.planners.size >= MOST_LANGUAGES) this.planners.delete(oldest!);
    const planner = this.stitcher.planner(lang);
    planner.catch(() => this.planners.delete(lang));
    this.planners.set(lang, planner);
    return planner;
  }

  private async renew(): Promise<void> {
    const { now, onTrouble } = this.settings;
    try {
      await this.stitcher.refresh();
    } catch (error) {
      if (!(error instanceof StitchError) || this.listedMs === null) throw error;
      onTrouble(`the clips cannot be listed again, so what was known serves on: ${error.message}`);
    }
    this.planners.clear();
    this.listedMs = now();
  }
}
