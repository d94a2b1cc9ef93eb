import { StitchError } from '../errors.ts';
import type { Planner } from '../message/planner.ts';

/** A planner in memory. */
interface Loaded {
  readonly planner: Promise<Planner>;
  readonly usedMs: number;
}

const MAX_LANGUAGES = 16;

/** Loads the planner of a language, which takes long and much memory; evicts one that was idle for long enough. */
export class PlannerCache {
  private readonly load: (lang: string) => Promise<Planner>;
  private readonly holdMs: number;
  private readonly nowMs: () => number;
  /** In the order of their last use. */
  private readonly loaded = new Map<string, Loaded>();

  /**
   * @param holdMs for how long after its last use a language is not evicted.
   * @param nowMs milliseconds on a monotonic clock.
   */
  constructor(load: (lang: string) => Promise<Planner>, holdMs: number, nowMs: () => number) {
    this.load = load;
    this.holdMs = holdMs;
    this.nowMs = nowMs;
  }

  /** Whether a planner of the language is in memory, or being loaded. */
  has(lang: string): boolean {
    return this.loaded.has(lang);
  }

  /**
   * @param isInUse whether the library is made for the language: then another is evicted for it at once. Others, of which
   * callers may name any, wait until one was idle for long enough.
   * @throws StitchError library/…, repo/…; request/busy where no language may be evicted.
   */
  async get(lang: string, isInUse = false): Promise<Planner> {
    const known = this.loaded.get(lang);
    if (known === undefined) {
      this.makeRoom(isInUse ? 0 : this.holdMs);
      return this.add(lang, this.nowMs());
    }
    this.loaded.delete(lang); // and last again
    this.loaded.set(lang, { planner: known.planner, usedMs: this.nowMs() });
    return known.planner;
  }

  /** Loads all languages again, from a new listing. */
  renew(): void {
    for (const [lang, { usedMs }] of [...this.loaded]) {
      this.add(lang, usedMs).catch(() => {}); // thrown when it is wanted
    }
  }

  private add(lang: string, usedMs: number): Promise<Planner> {
    const planner = this.load(lang);
    this.loaded.set(lang, { planner, usedMs });
    // A failure is not kept.
    planner.catch(() => {
      if (this.loaded.get(lang)?.planner === planner) this.loaded.delete(lang);
    });
    return planner;
  }

  private makeRoom(holdMs: number): void {
    const [oldest] = this.loaded;
    if (oldest === undefined || this.loaded.size < MAX_LANGUAGES) return;
    const [lang, { usedMs }] = oldest;
    const waitSeconds = Math.ceil((usedMs + holdMs - this.nowMs()) / 1000);
    if (waitSeconds <= 0) this.loaded.delete(lang);
    else throw tooMany(waitSeconds);
  }
}

function tooMany(seconds: number): StitchError {
  const what = `${MAX_LANGUAGES} languages are loaded, the limit; retry in ${seconds} s`;
  return new StitchError('request/busy', what, { details: { retry_after_seconds: seconds } });
}
