import { type MissingSet, rankWords, recordingOrder } from '../../src/campaign/recording-order.ts';

/** A word to record, with how many more can be called then. */
interface NextWord {
  readonly id: string;
  readonly unblocks: number;
}

/** Sets that an order is made of at once: more would be felt while words are recorded. */
const MAX_SETS = 1500;

/**
 * The best order of the words to record, kept while words are taken from its front: what comes after them stays the
 * best. It is made anew once anything else has changed.
 */
export class KeptOrder {
  private cause: readonly unknown[] = [];
  private recorded: ReadonlySet<string> = new Set();
  private order: readonly NextWord[] = [];
  /** Words at its front that are in the best order; those after them come by how many need them. */
  private planned = 0;

  /**
   * @param cause what the order depends on besides the recorded words, compared by identity.
   * @param sets of words that are not recorded yet, those of most rows first.
   */
  of(
    cause: readonly unknown[],
    recorded: ReadonlySet<string>,
    sets: () => readonly MissingSet[],
  ): readonly NextWord[] {
    const isSame =
      cause.length === this.cause.length && cause.every((each, i) => each === this.cause[i]);
    const isLost = [...this.recorded].some((id) => !recorded.has(id));
    this.recorded = recorded;
    const taken = this.order.findIndex(({ id }) => !recorded.has(id));
    const isFront =
      taken >= 0 &&
      taken < this.planned &&
      !this.order.some(({ id }, i) => i > taken && recorded.has(id));
    if (isSame && isFront && !isLost) {
      this.order = this.order.slice(taken);
      this.planned -= taken;
      return this.order;
    }
    this.cause = cause;
    this.make(sets());
    return this.order;
  }

  private make(sets: readonly MissingSet[]): void {
    const planned = recordingOrder(sets.slice(0, MAX_SETS)).map(({ word, unblocks }) => {
      return { id: word, unblocks };
    });
    const known = new Set(planned.map(({ id }) => id));
    const others = rankWords(sets.slice(MAX_SETS)).filter(({ word }) => !known.has(word));
    this.planned = planned.length;
    this.order = [...planned, ...others.map(({ word }) => ({ id: word, unblocks: 0 }))];
  }
}
