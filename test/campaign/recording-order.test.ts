import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Need, rankWords, recordingOrder } from '../../src/campaign/recording-order.ts';
import { IS_SLOW } from '../slow.ts';

const need = (recipients: number, ...words: string[]): Need => ({ words, recipients });
const order = (...needs: Need[]) => recordingOrder(needs).map(({ word }) => word);

/** Recipients whose words are all recorded. */
const told = (needs: readonly Need[], recorded: ReadonlySet<string>) =>
  needs
    .filter(({ words }) => words.every((word) => recorded.has(word)))
    .reduce((sum, { recipients }) => sum + recipients, 0);

/** The rule, done the plain way: every set that is left of a need is tried. */
function bruteForce(needs: readonly Need[]): { word: string; sayable: number }[] {
  const recorded = new Set<string>();
  const blocks = new Map(rankWords(needs).map(({ word, blocks: count }) => [word, count]));
  const found: { word: string; sayable: number }[] = [];
  const sum = (words: readonly string[]) => words.reduce((all, text) => all + blocks.get(text)!, 0);
  for (;;) {
    const before = told(needs, recorded);
    const left = needs
      .map(({ words }) => words.filter((word) => !recorded.has(word)).sort())
      .filter((words) => words.length > 0)
      .map((words) => ({ words, gain: told(needs, new Set([...recorded, ...words])) - before }))
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
      found.push({ word, sayable: told(needs, recorded) });
    }
  }
}

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const needs = fc.array(
  fc.record({
    words: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
    recipients: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 14 },
);

describe('recordingOrder', () => {
  it('puts first what unblocks the most recipients a word', () => {
    expect(order(need(3, 'a'), need(5, 'b'))).toEqual(['b', 'a']);
    expect(order(need(10, 'a', 'b'), need(6, 'c'))).toEqual(['c', 'a', 'b']);
    expect(order(need(10, 'a', 'b'), need(4, 'c'))).toEqual(['a', 'b', 'c']);
  });

  it('sees that a row may miss several words, and that sets share them', () => {
    // Alone neither x nor y helps anybody; together they help nine.
    expect(order(need(5, 'x', 'y'), need(4, 'x', 'y'), need(4, 'z'))).toEqual(['x', 'y', 'z']);
    const steps = recordingOrder([need(2, 'a', 'b'), need(3, 'a', 'c'), need(1, 'a')]);
    expect(steps.map(({ word: text, unblocks }) => [text, unblocks])).toEqual([
      ['a', 1],
      ['c', 3],
      ['b', 2],
    ]);
    expect(steps.map(({ blocks }) => blocks)).toEqual([6, 3, 2]);
  });

  it('is what trying every set gives, and counts right at every step', () => {
    fc.assert(
      fc.property(needs, (given) => {
        let sayable = 0;
        const found = recordingOrder(given).map(({ word: text, unblocks }) => {
          sayable += unblocks;
          return { word: text, sayable };
        });
        expect(found).toEqual(bruteForce(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('does many needs with a word in common', () => {
    const count = IS_SLOW ? 100_000 : 20_000;
    const many = Array.from({ length: count }, (_, i) =>
      need(1 + (i % 3), 'shillings', `name ${i}`),
    );
    const steps = recordingOrder([...many, need(5, 'monday')]);
    expect(steps[0]!.word).toBe('monday');
    expect(steps[1]).toMatchObject({ word: 'shillings', unblocks: 0 });
    expect(steps).toHaveLength(count + 2);
    expect(steps.reduce((sum, { unblocks }) => sum + unblocks, 0)).toBe(
      many.reduce((sum, { recipients }) => sum + recipients, 5),
    );
  });

  it('looks for parts of many words among the other needs', () => {
    const words = Array.from({ length: 12 }, (_, i) => `w${i}`);
    const steps = recordingOrder([need(50, ...words), need(1, ...words.slice(0, 9)), need(4, 'z')]);
    // All twelve for 51 recipients are better than one for four.
    expect(steps.at(-1)).toMatchObject({ word: 'z', unblocks: 4 });
  });
});
