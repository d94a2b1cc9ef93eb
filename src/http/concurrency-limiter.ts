import { StitchError } from '../errors.ts';
import type { Limits } from '../options/service.ts';
import { plural } from '../util/plural.ts';

/** Weight of the newest duration in the running mean. */
const NEWEST_WEIGHT = 0.1;

/** Runs a bounded number of jobs at once, queues a bounded number of others, and refuses the rest. */
export class ConcurrencyLimiter {
  private readonly limits: Pick<Limits, 'concurrent' | 'queue'>;
  private readonly waiting: (() => void)[] = [];
  private active = 0;
  /** Mean duration of the jobs done lately. */
  private meanMs = 0;

  constructor(limits: Pick<Limits, 'concurrent' | 'queue'>) {
    this.limits = limits;
  }

  /** Jobs that run or wait. */
  get load(): number {
    return this.active + this.waiting.length;
  }

  /**
   * Runs `work` once a slot is free; holds the slot until it settles, even if nobody waits for it any more.
   * @throws StitchError request/busy; the signal's reason, if it is aborted before a slot is free.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.active >= this.limits.concurrent) await this.wait(signal);
    else this.active++;
    const startedMs = performance.now();
    try {
      return await work();
    } finally {
      this.meanMs += NEWEST_WEIGHT * (performance.now() - startedMs - this.meanMs);
      const next = this.waiting.shift();
      if (next === undefined) this.active--;
      else next(); // takes this slot over
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    if (this.waiting.length >= this.limits.queue) throw this.busy();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(start);
    });
  }

  private busy(): StitchError {
    const { concurrent } = this.limits;
    const waitMs = (this.meanMs * (this.load + 1)) / concurrent;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    return new StitchError(
      'request/busy',
      `${plural(this.active, 'request')} run, the limit is ${concurrent}, and ${this.waiting.length} wait; retry in ${retryAfterSeconds} s`,
      { details: { retry_after_seconds: retryAfterSeconds } },
    );
  }
}
