import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MissingSet, rankWords, recordingOrder } from '../../src/campaign/recording-order.ts';
import { IS_SLOW } from '../slow.ts';

const missing = (recipients: number, ...words: string[]): MissingSet => ({ words, recipients });
const order = (...sets: MissingSet[]) => recordingOrder(sets).map(({ word }) => word);

/** Counts recipients whose words are all recorded. */
const unblocked = (sets: readonly MissingSet[], recorded: ReadonlySet<string>) =>
  sets
    .filter(({ words }) => words.every((word) => recorded.has(word)))
    .reduce((sum, { recipients }) => sum + recipients, 0);

/** Applies the same rule by trying every remaining set. */
function bruteForce(sets: readonly MissingSet[]): { word: string; sayable: number }[] {
  const recorded = new Set<string>();
  const blocks = new Map(rankWords(sets).map(({ word, blocks: count }) => [word, count]));
  const found: { word: string; sayable: number }[] = [];
  const sum = (words: readonly string[]) => words.reduce((all, text) => all + blocks.get(text)!, 0);
  for (;;) {
    const before = unblocked(sets, recorded);
    const left = sets
      .map(({ words }) => words.filter((word) => !recorded.has(word)).sort())
      .filter((words) => words.length > 0)
      .map((words) => ({ words, gain: unblocked(sets, new Set([...recorded, ...words])) - before }))
      .sort(
        (a, b) =>
          b.gain * a.words.length - a.gain * b.words.length ||
          a.words.length - b.words.length ||
          sum(b.words) - sum(a.words) ||
          (a.words.join('\n') < b.words.join('\n') ? -1 : 1),
      );
    if (left.length === 0) return found;
    const { words } = left[0]!;
    words.sort((a, b) => blocks.get(b)! - blocks.get(a)! || (a < b ? -1 : 1));
    for (const word of words) {
      recorded.add(word);
      found.push({ word, sayable: unblocked(sets, recorded) });
    }
  }
}

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const sets = fc.array(
  fc.record({
    words: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
    recipients: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 14 },
);

describe('recordingOrder', () => {
  it('orders by the recipients that each word unblocks', () => {
    expect(order(missing(3, 'a'), missing(5, 'b'))).toEqual(['b', 'a']);
    expect(order(missing(10, 'a', 'b'), missing(6, 'c'))).toEqual(['c', 'a', 'b']);
    expect(order(missing(10, 'a', 'b'), missing(4, 'c'))).toEqual(['a', 'b', 'c']);
  });

  it('considers sets of words, and words that sets share', () => {
    // Alone neither x nor y helps anybody; together they help nine.
    expect(order(missing(5, 'x', 'y'), missing(4, 'x', 'y'), missing(4, 'z'))).toEqual([
      'x',
      'y',
      'z',
    ]);
    const steps = recordingOrder([missing(2, 'a', 'b'), missing(3, 'a', 'c'), missing(1, 'a')]);
    expect(steps.map(({ word: text, unblocks }) => [text, unblocks])).toEqual([
      ['a', 1],
      ['c', 3],
      ['b', 2],
    ]);
    expect(steps.map(({ blocks }) => blocks)).toEqual([6, 3, 2]);
  });

  it('equals a brute-force search at every step', () => {
    fc.assert(
      fc.property(sets, (given) => {
        let sayable = 0;
        const found = recordingOrder(given).map(({ word: text, unblocks }) => {
          sayable += unblocks;
          return { word: text, sayable };
        });
        expect(found).toEqual(bruteForce(given));
      }),
      { numRuns: IS_SLOW ? 2000 : 300 },
    );
  });

  it('orders many sets with a common word', () => {
    const count = IS_SLOW ? 100_000 : 20_000;
    const many = Array.from({ length: count }, (_, i) =>
      missing(1 + (i % 3), 'shillings', `name ${i}`),
    );
    const steps = recordingOrder([...many, missing(5, 'monday')]);
    expect(steps[0]!.word).toBe('monday');
    expect(steps[1]).toMatchObject({ word: 'shillings', unblocks: 0 });
    expect(steps).toHaveLength(count + 2);
    expect(steps.reduce((sum, { unblocks }) => sum + unblocks, 0)).toBe(
      many.reduce((sum, { recipients }) => sum + recipients, 5),
    );
  });

  it('takes a set whose score rose among many with its words', () => {
    const many = Array.from({ length: 1001 }, (_, i) => {
      return { words: ['x', 'y', `w${i}`], recipients: i === 0 ? 10 : 1 };
    });
    const order = recordingOrder([
      { words: ['z'], recipients: 100 },
      { words: ['x', 'y', 'z'], recipients: 1 },
      { words: ['q'], recipients: 2 },
      ...many,
    ]);
    expect(order.slice(0, 5).map(({ word }) => word)).toEqual(['z', 'x', 'y', 'w0', 'q']);
    expect(order).toHaveLength(1005);
  });

  it('finds the subsets of a large set', () => {
    const words = Array.from({ length: 12 }, (_, i) => `w${i}`);
    const steps = recordingOrder([
      missing(50, ...words),
      missing(1, ...words.slice(0, 9)),
      missing(4, 'z'),
    ]);
    // All twelve for 51 recipients are better than one for four.
    expect(steps.at(-1)).toMatchObject({ word: 'z', unblocks: 4 });
  });
});
