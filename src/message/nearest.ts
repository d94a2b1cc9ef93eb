import type { Lexicon } from './lexicon.ts';
import type { NearClip } from './plan.ts';

const MOST = 3;

/**
 * Up to three clips that say something like `words`, nearest first, ties by what they say: for "did you
 * mean". Near is an edit distance of at most a third of the longer text's characters.
 */
export function nearestClips(lexicon: Lexicon, words: string): readonly NearClip[] {
  const wanted = [...words];
  const found: (NearClip & { distance: number })[] = [];
  for (const entry of lexicon.entries()) {
    if (entry.claim.reading !== 0) continue;
    const says = entry.words.join(' ');
    const candidate = [...says];
    const limit = Math.floor(Math.max(wanted.length, candidate.length) / 3);
    if (Math.abs(wanted.length - candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate);
    if (distance <= limit) found.push({ clip: entry.claim.clip, says, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.says < b.says ? -1 : 1));
  return found.slice(0, MOST).map(({ clip, says }) => ({ clip, says }));
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours between two texts, given as characters
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
