import { editDistance } from '../util/edit-distance.ts';
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

function gather(lexicon: Lexicon): readonly Candidate[] {
  return [...lexicon.entries()]
    .filter(({ reading, words }) => reading === 0 && words.length <= MAX_CHARACTERS)
    .map(({ clip, words }) => {
      const says = words.join(' ');
      return { clip, says, characters: [...says] };
    })
    .filter(({ characters }) => characters.length <= 2 * MAX_CHARACTERS);
}
