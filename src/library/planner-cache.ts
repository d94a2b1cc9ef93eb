import { StitchError } from '../errors.ts';
import type { Planner } from '../message/planner.ts';
import type { Stitcher } from '../stitcher.ts';

/** A language that is spoken. */
interface Spoken {
  readonly planner: Promise<Planner>;
  readonly usedMs: number;
}

/** Each language has a lexicon of its own in memory, and makes room for another when it was not used for so long. */
const MOST_LANGUAGES = 16;
const LANGUAGE_MS = 60_000;

/** The languages that are spoken. To learn what clips say in one takes long: only so many are learnt in a while. */
export class Languages {
  private readonly stitcher: Stitcher;
  private readonly now: () => number;
  /** The one that was used last is the last. */
  private readonly spoken = new Map<string, Spoken>();

  /** @param now milliseconds on a clock that only goes forward. */
  constructor(stitcher: Stitcher, now: () => number) {
    this.stitcher = stitcher;
    this.now = now;
  }

  /** What resolves messages of a language. @throws StitchError library/…, repo/…, request/busy. */
  async planner(lang: string): Promise<Planner> {
    const known = this.spoken.get(lang);
    if (known === undefined) {
      this.makeRoom();
      return this.speak(lang, this.stitcher.planner(lang), this.now());
    }
    this.spoken.delete(lang); // and last again
    this.spoken.set(lang, { planner: known.planner, usedMs: this.now() });
    return known.planner;
  }

  /** Learns the languages from a new listing. */
  renew(): void {
    for (const [lang, { usedMs }] of [...this.spoken]) {
      this.speak(lang, this.stitcher.planner(lang), usedMs).catch(() => {}); // told when it is wanted
    }
  }

  private speak(lang: string, planner: Promise<Planner>, usedMs: number): Promise<Planner> {
    this.spoken.set(lang, { planner, usedMs });
    // A failure is not kept.
    planner.catch(() => {
      if (this.spoken.get(lang)?.planner === planner) this.spoken.delete(lang);
    });
    return planner;
  }

  private makeRoom(): void {
    const [oldest] = this.spoken;
    if (oldest === undefined || this.spoken.size < MOST_LANGUAGES) return;
    const [lang, { usedMs }] = oldest;
    const left = Math.ceil((usedMs + LANGUAGE_MS - this.now()) / 1000);
    if (left <= 0) this.spoken.delete(lang);
    else throw tooMany(left);
  }
}

function tooMany(seconds: number): StitchError {
  const what = `${MOST_LANGUAGES} languages are spoken already, which is the most at once; try again in ${seconds} s`;
  return new StitchError('request/busy', what, { details: { retry_after_seconds: seconds } });
}
