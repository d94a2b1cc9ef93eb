import type { Cache } from '../cache/cache.ts';
import { StitchError } from '../errors.ts';
import { loadLanguage } from '../languages/registry.ts';
import { Planner } from '../message/planner.ts';
import type { Language } from '../message/readings/language.ts';
import type { Repo } from '../repo/repo.ts';
import { memoizeAsync } from '../util/memoize.ts';
import { type Library, requireClips, unreadByText } from './library.ts';
import { PlannerCache } from './planner-cache.ts';
import { type LibraryRoots, rootsOf } from './roots.ts';
import { LibrarySnapshot, type Sharing } from './snapshot.ts';

/** Settings of a library that is kept up to date. */
export interface LiveSettings {
  /** The place of the clips in errors; default: their own. */
  readonly address?: string | undefined;
  /** Whether a root without a clip has planners, by which every word is missing; default: false. */
  readonly mayBeEmpty?: boolean | undefined;
  /** Languages in use besides those that have a folder. */
  readonly langs?: readonly string[] | undefined;
  /** Age at which the listing is made again; null for never, unless `refresh` is called. */
  readonly refreshSeconds: number | null;
  /** Milliseconds on a monotonic clock. */
  readonly nowMs: () => number;
  /** Called after each recovered failure. */
  readonly onWarning: (warning: string) => void;
  /** Milliseconds since 1970; default: `Date.now`. */
  readonly wallMs?: (() => number) | undefined;
  /** A number in [0, 1); default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Limit of the wait for a new listing, while the old one could serve. */
const MAX_PATIENCE_MS = 1000;
/** A service keeps a language for at least this long after its last use. */
const LANGUAGE_HOLD_MS = 60_000;
/** Languages whose rules are kept, which are small. */
const MAX_RULES = 100;

/**
 * Share of its age at which a shared listing is made again at the earliest. Each instance chooses its own moment from
 * then on, so that one of them lists and the others find its listing.
 */
const MIN_SHARE = 0.75;

/** Age up to which an instance that starts takes a listing: that of one that was idle is as old. */
const MAX_FIRST_AGE_MS = 15 * 60_000;

/** A listing that is being made. */
interface Renewal {
  readonly startedMs: number;
  readonly done: Promise<void>;
}

/**
 * A library whose listing is made again when it is too old; while that takes long, or fails, the old one
 * serves.
 */
export class LiveLibrary {
  private readonly settings: LiveSettings;
  private readonly planners: PlannerCache;
  private readonly rules = new Map<string, Promise<Language | null>>();
  private current: LibrarySnapshot;
  private listedMs: number | null = null;
  /** Where listings are shared; null for a process of few messages. */
  private readonly cache: Cache | null;
  private readonly identity: string;
  /** Whether the next listing is made here, whatever others share. */
  private mustList = false;
  private renewal: Renewal | null = null;

  constructor(clips: Repo | LibraryRoots, cache: Cache | null, settings: LiveSettings) {
    this.settings = settings;
    const { address, refreshSeconds } = settings;
    this.cache = refreshSeconds === null ? null : cache;
    this.identity = rootsOf(clips).repo.identity;
    this.current = new LibrarySnapshot(clips, cache, { address });
    const holdMs = refreshSeconds === null ? 0 : LANGUAGE_HOLD_MS;
    const load = (lang: string) => this.loadPlanner(lang, true);
    this.planners = new PlannerCache(load, holdMs, settings.nowMs);
  }

  /** The clips as they were listed last. */
  get snapshot(): LibrarySnapshot {
    return this.current;
  }

  /** The clips by a listing that is young enough. @throws StitchError repo/… where there is none yet. */
  async fresh(): Promise<LibrarySnapshot> {
    const { nowMs, refreshSeconds } = this.settings;
    if (refreshSeconds === null) return this.current;
    if (this.listedMs === null || nowMs() - this.listedMs >= refreshSeconds * 1000) {
      const { startedMs, done } = this.renewal ?? this.startRenewal();
      const patienceMs = startedMs + MAX_PATIENCE_MS - nowMs();
      if (this.listedMs === null) await done;
      else if (patienceMs > 0) await Promise.race([done, after(patienceMs)]);
    }
    return this.current;
  }

  /** The library in a language, which may be empty. @throws StitchError repo/…, library/clips-csv; request/busy. */
  async library(lang: string): Promise<Library> {
    const library = await (await this.fresh()).library(lang);
    // A language counts as used by whatever its lexicon was loaded for.
    if (this.settings.refreshSeconds !== null && !isEmpty(library)) {
      await this.planners.get(lang, await this.isInUse(lang));
    }
    return library;
  }

  /**
   * The planner of a language.
   * @param hasValues false for a message without values: then the language's rules need not be loaded.
   * @throws StitchError library/…, repo/…; request/busy.
   */
  async planner(lang: string, hasValues = true): Promise<Planner> {
    await this.fresh();
    if (hasValues || this.settings.refreshSeconds !== null || this.planners.has(lang))
      return this.planners.get(lang, await this.isInUse(lang));
    return this.loadPlanner(lang, false);
  }

  /** Whether the library is made for the language: it has a folder, or is named in the settings. */
  private async isInUse(lang: string): Promise<boolean> {
    if (this.planners.has(lang) || this.settings.langs?.includes(lang)) return true;
    return (await this.current.folders()).languages?.includes(lang) ?? false;
  }

  /** Lists now. @throws StitchError repo/…; then nothing changes. */
  refresh(): Promise<void> {
    return this.list(0);
  }

  /** @param maxAgeMs of a listing that another instance made. */
  private async list(maxAgeMs: number): Promise<void> {
    this.current = await this.current.renewed(await this.sharing(maxAgeMs));
    this.planners.renew();
  }

  private async sharing(maxAgeMs: number): Promise<Sharing | null> {
    const { cache, identity, settings } = this;
    if (cache === null) return null;
    const { SharedListings } = await import('./shared-listings.ts');
    const { wallMs = Date.now } = settings;
    return { listings: new SharedListings(cache, { identity, wallMs }), maxAgeMs };
  }

  /** Age of the listings of others that may be taken: at first more, as the next message has them listed again. */
  private get maxSharedMs(): number {
    if (this.mustList) return 0;
    const usualMs = (this.settings.refreshSeconds ?? 0) * 1000 * MIN_SHARE;
    return this.listedMs === null ? Math.max(usualMs, MAX_FIRST_AGE_MS) : usualMs;
  }

  /** Has the clips listed again before the next message. */
  expire(): void {
    if (this.listedMs !== null) this.listedMs = Number.NEGATIVE_INFINITY;
    this.mustList = true;
  }

  private async loadPlanner(lang: string, hasValues: boolean): Promise<Planner> {
    const { mayBeEmpty = false } = this.settings;
    const library = await this.current.library(lang);
    const { address = library.address } = this.settings;
    const { lexicon, language, unread } = mayBeEmpty ? library : requireClips(library, address);
    if (this.rules.size > MAX_RULES) this.rules.clear();
    const rules = hasValues
      ? await memoizeAsync(this.rules, language, () => loadLanguage(language))
      : null;
    return new Planner({ lexicon, language, rules, unread: unreadByText(unread) });
  }

  private startRenewal(): Renewal {
    const done = this.renew();
    done.catch(() => {}); // thrown to who waits for it
    this.renewal = { startedMs: this.settings.nowMs(), done };
    return this.renewal;
  }

  /** Lists again. @throws StitchError repo/… where nothing was listed before; else the old listing stays. */
  private async renew(): Promise<void> {
    const { nowMs, onWarning } = this.settings;
    try {
      const { maxSharedMs } = this;
      this.mustList = false;
      await this.list(maxSharedMs);
    } catch (error) {
      if (!(error instanceof StitchError) || this.listedMs === null) throw error;
      onWarning(`the clips cannot be listed again, so the last listing is used: ${error.message}`);
    } finally {
      this.renewal = null;
    }
    this.listedMs = nowMs() - this.current.ageMs - this.spreadMs();
  }

  /** A part of the age at which listings are made again, other for each instance, where one is shared. */
  private spreadMs(): number {
    const { refreshSeconds, random = Math.random } = this.settings;
    const isShared = this.current.ageMs > 0;
    return isShared ? refreshSeconds! * 1000 * (1 - MIN_SHARE) * random() : 0;
  }
}

function isEmpty({ lexicon, clips }: Library): boolean {
  return lexicon.isEmpty && clips.length === 0;
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
