import { describe, expect, it } from 'vitest';
import { type MissingSet, recordingOrder } from '../../src/campaign/recording-order.ts';
import { KeptOrder } from '../../studio/record/order.ts';

const SETS: readonly MissingSet[] = [
  { words: ['a'], recipients: 9 },
  { words: ['b', 'c'], recipients: 8 },
  { words: ['c', 'd'], recipients: 3 },
  { words: ['e'], recipients: 2 },
];

const without = (recorded: ReadonlySet<string>) =>
  SETS.map(({ words, recipients }) => ({
    recipients,
    words: words.filter((word) => !recorded.has(word)),
  })).filter(({ words }) => words.length > 0);
const fresh = (recorded: ReadonlySet<string>) =>
  recordingOrder(without(recorded)).map(({ word, unblocks }) => ({ id: word, unblocks }));

describe('the order that the page keeps', () => {
  it('is the best one whatever is recorded, and made anew only where it has to be', () => {
    const kept = new KeptOrder();
    const cause = [SETS];
    let made = 0;
    const of = (...ids: readonly string[]) => {
      const recorded = new Set(ids);
      const order = kept.of(cause, recorded, () => {
        made++;
        return without(recorded);
      });
      expect(order).toEqual(fresh(recorded));
    };
    of();
    const [first, second] = fresh(new Set()).map(({ id }) => id);
    of(first!);
    of(first!, second!);
    expect(made).toBe(1);
    of(first!, second!, 'e'); // out of order
    expect(made).toBe(2);
    of(first!, 'e'); // one was lost
    expect(made).toBe(3);
    of('a', 'b', 'c', 'd', 'e');
  });

  it('is made anew for another campaign', () => {
    const kept = new KeptOrder();
    kept.of([SETS], new Set(), () => SETS);
    expect(kept.of([[]], new Set(), () => [{ words: ['z'], recipients: 1 }])).toEqual([
      { id: 'z', unblocks: 1 },
    ]);
  });

  it('has all words where there are more sets than are ordered at once', () => {
    const sets = Array.from({ length: 4000 }, (_, i) => ({ words: [`w${i}`], recipients: 1 }));
    expect(new KeptOrder().of([sets], new Set(), () => sets)).toHaveLength(4000);
  });
});
