import type { MissingStep } from './plan.ts';

/**
 * One missing word for people: where it is and what comes near it (`"helo" at character 7 (nearest:
 * hello)`), or which words a number lacks (`"45" at character 1 needs "forty"`). Characters count from 1.
 */
export function describeMissing({ word, span, needs, nearest }: MissingStep): string {
  const place = `"${word}" at character ${span.start + 1}`;
  const isItself = needs.length === 1 && needs[0] === word.normalize('NFKC').toLowerCase();
  if (/\p{N}/u.test(word) && !isItself)
    return `${place} needs ${needs.map((need) => `"${need}"`).join(', ')}`;
  return nearest.length === 0
    ? place
    : `${place} (nearest: ${nearest.map(({ says }) => says).join(', ')})`;
}

/** The words to record so that nothing is missing any more, each once, in quotes. */
export function wordsToRecord(missing: readonly MissingStep[]): string {
  return [...new Set(missing.flatMap(({ needs }) => needs))].map((word) => `"${word}"`).join(', ');
}
