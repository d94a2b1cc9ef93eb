import { normalizeWord } from './normalize.ts';
import type { MissingStep } from './plan.ts';

/** What one sentence can hold: places of one word, different words, and of a word its code units. */
const MAX_PLACES = 3;
const MAX_WORDS = 20;
const MAX_UNITS = 60;

/**
 * Missing words for people, each once, with where it stands and what comes near it (`"helo" at character
 * 7 (nearest: hello)`) or what it lacks (`"45" at character 1 needs "forty"`). Characters count from 1.
 */
export function describeMissing(missing: readonly MissingStep[]): string {
  const byWord = new Map<string, MissingStep[]>();
  for (const step of missing) byWord.set(step.word, [...(byWord.get(step.word) ?? []), step]);
  const described = [...byWord.values()].slice(0, MAX_WORDS).map(describeWord);
  const left = byWord.size - described.length;
  return described.join('; ') + (left > 0 ? `; and ${left} more` : '');
}

function describeWord(steps: readonly MissingStep[]): string {
  const { word, needs, nearest } = steps[0]!;
  const places = steps.slice(0, MAX_PLACES).map(({ span }) => span.start + 1);
  const left = steps.length - places.length;
  const place =
    `${quoted(word)} at ${steps.length === 1 ? 'character' : 'characters'} ${places.join(', ')}` +
    (left > 0 ? ` and ${left} more` : '');
  const isItself = needs.length === 1 && needs[0] === normalizeWord(word);
  if (!isItself) return `${place} needs ${needs.map(quoted).join(', ')}`;
  if (nearest.length === 0) return place;
  return `${place} (nearest: ${nearest.map(({ says }) => says).join(', ')})`;
}

/** The words to record so that nothing is missing any more, each once, in quotes; of many the first. */
export function wordsToRecord(missing: readonly MissingStep[]): string {
  const words = [...new Set(missing.flatMap(({ needs }) => needs))];
  const shown = words.slice(0, MAX_WORDS).map(quoted);
  const left = words.length - shown.length;
  return shown.join(', ') + (left > 0 ? ` and ${left} more` : '');
}

function quoted(word: string): string {
  return `"${word.length <= MAX_UNITS ? word : `${word.slice(0, MAX_UNITS)}…`}"`;
}
