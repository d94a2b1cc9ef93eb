import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexicon, type LexiconEntry } from '../../src/message/lexicon.ts';

const words = fc.array(fc.constantFrom('a', 'B', 'c', 'd'), { minLength: 1, maxLength: 3 });
const entries = fc
  .array(fc.record({ words, isLetter: fc.constantFrom(undefined, true) }), { maxLength: 20 })
  .map((all) =>
    all.map((entry, rank): LexiconEntry => ({ ...entry, clip: `${rank}.wav`, reading: 0, rank })),
  );
const fold = (word: string) => word.toLowerCase();

/** Lexicons of the same entries: one that was filled, and one whose entries are made when they are needed. */
function lexicons(all: readonly LexiconEntry[]) {
  const filled = new Lexicon(fold);
  const byWord = new Map<string, LexiconEntry[]>();
  for (const entry of all) {
    filled.add(entry);
    const first = filled.firstOf(entry);
    byWord.set(first, [...(byWord.get(first) ?? []), entry]);
  }
  const made: string[] = [];
  const deferred = {
    isMixed: false,
    isEmpty: all.length === 0,
    words: () => byWord.keys(),
    has: (word: string) => byWord.has(word),
    entriesOf: (word: string) => {
      made.push(word);
      return byWord.get(word) ?? [];
    },
  };
  return { filled, deferred: Lexicon.of(deferred, fold), made };
}

const listed = (lexicon: Lexicon) =>
  [...lexicon.entries()].map((entry) => JSON.stringify(entry)).sort();

describe('Lexicon.of', () => {
  it('has the entries of a lexicon that was filled with them', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom('a', 'b', 'c', 'x')), (all, asked) => {
        const { filled, deferred } = lexicons(all);
        expect(deferred.isEmpty).toBe(filled.isEmpty);
        for (const word of asked) {
          expect(deferred.root.next.has(word)).toBe(filled.root.next.has(word));
          const [found, expected] = [deferred, filled].map(
            ({ root }) => root.next.get(word)?.entry,
          );
          expect(found).toEqual(expected);
        }
        expect(listed(deferred)).toEqual(listed(filled));
      }),
    );
  });

  it('makes the entries of a word once, when it is first asked for', () => {
    const entry = (word: string, rank: number): LexiconEntry => ({
      words: [word],
      clip: `${word}.wav`,
      reading: 0,
      rank,
    });
    const { deferred, made } = lexicons([entry('a', 0), entry('c', 1)]);
    expect(made).toEqual([]);
    for (let times = 0; times < 2; times++) deferred.root.next.get('a');
    deferred.root.next.get('c');
    expect(made).toEqual(['a', 'c']);
  });
});
