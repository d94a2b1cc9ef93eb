import { StitchError } from '../errors.ts';
import type { Limits } from '../options/service.ts';
import { plural } from '../util/plural.ts';

/** Weight of the newest in the mean of how long work takes. */
const NEWEST = 0.1;

/** Lets so much work be done at once; a bounded number of others wait, and more are told to come again. */
export class ConcurrencyLimiter {
  private readonly limits: Pick<Limits, 'concurrent' | 'queue'>;
  private readonly waiting: (() => void)[] = [];
  private active = 0;
  /** Of the work done lately. */
  private meanMs = 0;

  constructor(limits: Pick<Limits, 'concurrent' | 'queue'>) {
    this.limits = limits;
  }

  /** Work that is being done, or waits. */
  get load(): number {
    return this.active + this.waiting.length;
  }

  /**
   * Does work when its turn comes. The turn lasts until the work has ended, even where nobody waits for it any
   * more: what is counted is what is being done.
   * @throws StitchError request/busy; the signal's reason, when it is aborted before the turn comes.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.active >= this.limits.concurrent) await this.wait(signal);
    else this.active++;
    const startedMs = performance.now();
    try {
      return await work();
    } finally {
      this.meanMs += NEWEST * (performance.now() - startedMs - this.meanMs);
      const next = this.waiting.shift();
      if (next === undefined) this.active--;
      else next(); // takes this turn over
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    if (this.waiting.length >= this.limits.queue) throw this.busy();
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(begin);
    });
  }

  private busy(): StitchError {
    const { concurrent } = this.limits;
    const waitMs = (this.meanMs * (this.load + 1)) / concurrent;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    return new StitchError(
      'request/busy',
      `${plural(this.active, 'request')} of ${concurrent} at the most are being worked on, and ${this.waiting.length} wait; try again in ${retryAfterSeconds} s`,
      { details: { retry_after_seconds: retryAfterSeconds } },
    );
  }
}
