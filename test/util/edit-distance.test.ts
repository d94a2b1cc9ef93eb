import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../src/util/edit-distance.ts';

describe('editDistance', () => {
  it('counts insertions, deletions, substitutions and swaps', () => {
    const distance = (a: string, b: string) => editDistance([...a], [...b]);
    expect([
      distance('', ''),
      distance('abc', ''),
      distance('kitten', 'sitting'),
      distance('ab', 'ba'),
      distance('ca', 'abc'),
    ]).toEqual([0, 3, 3, 1, 3]);
  });

  it('is symmetric, and zero only between equals', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a.join('') === b.join(''));
      }),
    );
  });
});
