import { getOrCreate } from '../util/memoize.ts';
import { normalizeWord } from './normalize.ts';
import type { MissingStep } from './plan.ts';

/** Limits of a sentence that people can read: places of one word, different words, code units of a word. */
const MAX_PLACES = 3;
const MAX_WORDS = 20;
const MAX_UNITS = 60;

/**
 * Describes missing words, each once, with its place and the nearest clips (`"helo" at character 7
 * (nearest: hello)`) or the words it needs (`"45" at character 1 needs "forty"`). Characters count from 1.
 */
export function describeMissing(missing: readonly MissingStep[]): string {
  const byWord = new Map<string, MissingStep[]>();
  for (const step of missing) getOrCreate(byWord, step.word, () => [], Infinity).push(step);
  const described = [...byWord.values()].slice(0, MAX_WORDS).map(describeWord);
  const left = byWord.size - described.length;
  return described.join('; ') + (left > 0 ? `; and ${left} more` : '');
}

function describeWord(steps: readonly MissingStep[]): string {
  const { word, needs, unread, nearest, reason } = steps[0]!;
  const places = steps.slice(0, MAX_PLACES).map(({ span }) => span.start + 1);
  const left = steps.length - places.length;
  const place =
    `${quoted(word)} at ${steps.length === 1 ? 'character' : 'characters'} ${places.join(', ')}` +
    (left > 0 ? ` and ${left} more` : '');
  if (reason !== undefined) return `${place}: ${reason}`;
  if (unread !== undefined) return `${place} (${unread} is there, but not in a supported format)`;
  const isItself = needs.length === 1 && needs[0] === normalizeWord(word);
  if (!isItself) return `${place} needs ${needs.map(quoted).join(', ')}`;
  if (nearest.length === 0) return place;
  return `${place} (nearest: ${nearest.map(({ says }) => says).join(', ')})`;
}

/** Words to record so that nothing is missing, each once, in quotes; the first 20 of many. */
export function wordsToRecord(missing: readonly MissingStep[]): string {
  const words = [...new Set(missing.flatMap(({ needs }) => needs))];
  const shown = words.slice(0, MAX_WORDS).map(quoted);
  const left = words.length - shown.length;
  return shown.join(', ') + (left > 0 ? ` and ${left} more` : '');
}

function quoted(word: string): string {
  return `"${word.length <= MAX_UNITS ? word : `${word.slice(0, MAX_UNITS)}…`}"`;
}
