import { describe, expect, it } from 'vitest';
import { EntryLines } from '../../src/library/entry-lines.ts';

describe('EntryLines', () => {
  const lists = Array.from({ length: 80 }, (_, i) => [`w${i}`, [[`w${i}`], i]] as const);
  const lines = () => new EntryLines(EntryLines.format([...lists, ['a', ['x\ty\nz']]]));

  it('finds the list of every word, by search and by index', () => {
    const made = lines();
    // The first of them are searched for, the others looked up.
    for (const [word, list] of lists) expect(made.listOf(word)).toEqual(list);
    for (const [word, list] of lists) expect(made.listOf(word)).toEqual(list);
    expect(made.listOf('a')).toEqual(['x\ty\nz']);
    expect([...made.words()]).toEqual([...lists.map(([word]) => word), 'a']);
  });

  it('finds whole words only', () => {
    const made = lines();
    expect([made.has('w1'), made.has('w'), made.has('1'), made.has('w80')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(made.listOf('w80')).toEqual([]);
  });

  it('may be empty', () => {
    expect(new EntryLines(EntryLines.format([])).isEmpty).toBe(true);
    expect(lines().isEmpty).toBe(false);
    expect([...new EntryLines('').words()]).toEqual([]);
  });
});
