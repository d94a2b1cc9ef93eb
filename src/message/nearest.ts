import type { Lexicon } from './lexicon.ts';
import type { NearClip } from './plan.ts';

const MAX_NEAREST = 3;
/** Longest text for which clips are suggested. */
const MAX_CHARACTERS = 64;

/** A clip's text, split into characters. */
interface Candidate extends NearClip {
  readonly characters: readonly string[];
}

/** Candidates by lexicon, gathered when its first word is missing. */
const candidatesOf = new WeakMap<Lexicon, readonly Candidate[]>();

/**
 * Finds up to three clips that say something like `words`, nearest first, ties by their text: for "did
 * you mean". The limit is an edit distance of a third of the longer text's characters.
 * @param lexicon complete: entries added later are not found.
 */
export function nearestClips(lexicon: Lexicon, words: string): readonly NearClip[] {
  const wanted = [...words.slice(0, MAX_CHARACTERS)];
  let candidates = candidatesOf.get(lexicon);
  if (candidates === undefined) {
    candidates = gather(lexicon);
    candidatesOf.set(lexicon, candidates);
  }
  const near: (NearClip & { distance: number })[] = [];
  for (const { clip, says, characters } of candidates) {
    const limit = Math.floor(Math.max(wanted.length, characters.length) / 3);
    if (Math.abs(wanted.length - characters.length) > limit) continue;
    const distance = editDistance(wanted, characters);
    if (distance <= limit) near.push({ clip, says, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.says < b.says ? -1 : 1));
  return near.slice(0, MAX_NEAREST).map(({ clip, says }) => ({ clip, says }));
}

/**
 * Counts insertions, deletions, substitutions and swaps of neighbours between two texts, given as characters
 * (optimal string alignment; Boytsov 2011, "Indexing methods for approximate dictionary searching").
 */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

function gather(lexicon: Lexicon): readonly Candidate[] {
  return [...lexicon.entries()]
    .filter(({ reading, words }) => reading === 0 && words.length <= MAX_CHARACTERS)
    .map(({ clip, words }) => {
      const says = words.join(' ');
      return { clip, says, characters: [...says] };
    })
    .filter(({ characters }) => characters.length <= 2 * MAX_CHARACTERS);
}
