import { Heap } from '../util/heap.ts';

/** Recipients with the same missing words. */
export interface MissingSet {
  /** Missing words, each once. */
  readonly words: readonly string[];
  readonly recipients: number;
}

/** A word to record. */
export interface Recording {
  readonly word: string;
  /** Recipients whose message needs it, whatever else is recorded. */
  readonly blocks: number;
  /** Recipients whose message is complete once this and the words before it are recorded, and was not before. */
  readonly unblocks: number;
}

/** Sets per word up to which supersets are rescored after one of their words was recorded. */
const MAX_RESCORED = 1000;
/** Words per set up to which its subsets are enumerated; larger sets are compared with the others. */
const MAX_ENUMERATED = 6;
/** Sets that are planned; nobody records more words at once, and what all rows share is among them. */
const MAX_PLANNED = 10_000;

/**
 * Orders words by benefit. A message is complete when all of its words are recorded, so each step chooses
 * the set of words, left of some recipient's missing set, whose recording unblocks the most recipients per
 * word (the greedy rule for the budgeted maximum coverage problem; Khuller, Moss and Naor 1999); then the
 * smaller set, then the one whose words block more, then the first by its words. Within a set the word that
 * blocks more comes first. Of many sets those with the most recipients per word are planned so, and the words that are
 * left follow by how many recipients they block. Time is near linear in the number of sets.
 */
export function recordingOrder(sets: readonly MissingSet[]): readonly Recording[] {
  const remaining = new RemainingSets(sets, mostUseful(sets));
  const blockedBy = (word: string) => remaining.blockedBy(word);
  const order: string[] = [];
  for (let best = remaining.takeBest(); best !== null; best = remaining.takeBest()) {
    order.push(...[...best].sort((a, b) => blockedBy(b) - blockedBy(a) || compare(a, b)));
  }
  const planned = new Set(order);
  if (sets.length > MAX_PLANNED)
    for (const { word } of rankWords(sets)) if (!planned.has(word)) order.push(word);
  // The last of its words completes a message.
  const places = new Map(order.map((word, place) => [word, place]));
  const unblocks: number[] = new Array(order.length).fill(0);
  for (const { words, recipients } of sets) {
    const last = words.reduce((latest, word) => Math.max(latest, places.get(word)!), -1);
    if (last >= 0) unblocks[last]! += recipients;
  }
  return order.map((word, place) => {
    return { word, blocks: blockedBy(word), unblocks: unblocks[place]! };
  });
}

/** Counts the recipients that each word blocks, the most first. */
export function rankWords(
  sets: readonly MissingSet[],
): readonly { word: string; blocks: number }[] {
  return [...countBlocked(sets)]
    .map(([word, blocks]) => ({ word, blocks }))
    .sort((a, b) => b.blocks - a.blocks || compare(a.word, b.word));
}

function countBlocked(sets: readonly MissingSet[]): Map<string, number> {
  const blocked = new Map<string, number>();
  for (const { words, recipients } of sets) {
    for (const word of words) blocked.set(word, (blocked.get(word) ?? 0) + recipients);
  }
  return blocked;
}

/** Words of one or several missing sets that are not recorded yet. */
interface RemainingSet {
  readonly key: string;
  /** Its rarest word. */
  readonly leader: string;
  readonly words: readonly string[];
  recipients: number;
}

interface Candidate {
  readonly key: string;
  readonly words: readonly string[];
  readonly unblocks: number;
  /** Sum of the recipients that its words blocked at first. */
  readonly blocks: number;
}

/** The sets that are planned: all, or those with the most recipients per word. */
function mostUseful(sets: readonly MissingSet[]): readonly MissingSet[] {
  if (sets.length <= MAX_PLANNED) return sets;
  const useOf = ({ recipients, words }: MissingSet) => recipients / words.length;
  const ranked = sets.map((set, place) => ({ set, place, use: useOf(set) }));
  ranked.sort((a, b) => b.use - a.use || a.place - b.place);
  return ranked.slice(0, MAX_PLANNED).map(({ set }) => set);
}

class RemainingSets {
  private readonly blocked: ReadonlyMap<string, number>;
  private readonly left = new Map<string, RemainingSet>();
  private readonly setsWith = new Map<string, Set<RemainingSet>>();
  /** Sets by their rarest word: a set within others is found by few. */
  private readonly setsLedBy = new Map<string, Set<RemainingSet>>();
  private readonly heap = new Heap<Candidate>(compareCandidates);

  /** @param all tell how many recipients a word blocks. */
  constructor(all: readonly MissingSet[], planned: readonly MissingSet[]) {
    this.blocked = countBlocked(all);
    for (const { words, recipients } of planned) this.add([...words].sort(compare), recipients);
    for (const each of this.left.values()) this.heap.push(this.scored(each));
  }

  /** Counts the recipients that the word blocked at first. */
  blockedBy(word: string): number {
    return this.blocked.get(word) ?? 0;
  }

  /** Takes the best set of words to record next, which then counts as recorded; null when nothing is left. */
  takeBest(): readonly string[] | null {
    for (let top = this.heap.pop(); top !== null; top = this.heap.pop()) {
      const left = this.left.get(top.key);
      if (left === undefined) continue;
      const now = this.scored(left);
      if (now.unblocks === top.unblocks) {
        this.record(now.words);
        return now.words;
      }
      // Rises are pushed as they happen; here the score has fallen.
      this.heap.push(now);
    }
    return null;
  }

  private record(words: readonly string[]): void {
    const recorded = new Set(words);
    const touched = new Set(words.flatMap((word) => [...(this.setsWith.get(word) ?? [])]));
    for (const left of touched) this.remove(left);
    const changed = new Set<RemainingSet>();
    for (const { words: before, recipients } of touched) {
      const after = before.filter((word) => !recorded.has(word));
      if (after.length > 0) changed.add(this.add(after, recipients));
    }
    for (const left of changed) {
      this.heap.push(this.scored(left));
      const [rarest] = [...left.words].sort((a, b) => this.setCount(a) - this.setCount(b));
      if (this.setCount(rarest!) > MAX_RESCORED) continue;
      for (const other of this.setsWith.get(rarest!)!) {
        if (other !== left && left.words.every((word) => other.words.includes(word)))
          this.heap.push(this.scored(other));
      }
    }
  }

  private scored({ key, words }: RemainingSet): Candidate {
    const blocks = words.reduce((sum, word) => sum + this.blockedBy(word), 0);
    return { key, words, unblocks: this.unblockedBy(words), blocks };
  }

  /** Counts the recipients whose words are all among these. */
  private unblockedBy(words: readonly string[]): number {
    let sum = 0;
    if (words.length <= MAX_ENUMERATED) {
      for (let bits = 1; bits < 1 << words.length; bits++) {
        const part = words.filter((_, i) => bits & (1 << i));
        sum += this.left.get(keyOf(part))?.recipients ?? 0;
      }
      return sum;
    }
    const all = new Set(words);
    for (const word of words) {
      for (const left of this.setsLedBy.get(word) ?? []) {
        if (left.words.every((each) => all.has(each))) sum += left.recipients;
      }
    }
    return sum;
  }

  private setCount(word: string): number {
    return this.setsWith.get(word)?.size ?? 0;
  }

  private add(words: readonly string[], recipients: number): RemainingSet {
    const key = keyOf(words);
    let left = this.left.get(key);
    if (left === undefined) {
      left = { key, words, leader: this.rarestOf(words), recipients: 0 };
      this.left.set(key, left);
      for (const word of words) addTo(this.setsWith, word, left);
      addTo(this.setsLedBy, left.leader, left);
    }
    left.recipients += recipients;
    return left;
  }

  private remove(left: RemainingSet): void {
    this.left.delete(left.key);
    for (const word of left.words) this.setsWith.get(word)!.delete(left);
    this.setsLedBy.get(left.leader)!.delete(left);
  }

  private rarestOf(words: readonly string[]): string {
    return words.reduce((rarest, word) =>
      this.blockedBy(word) < this.blockedBy(rarest) ? word : rarest,
    );
  }
}

function addTo<T>(sets: Map<string, Set<T>>, name: string, item: T): void {
  const set = sets.get(name);
  if (set === undefined) sets.set(name, new Set([item]));
  else set.add(item);
}

function keyOf(words: readonly string[]): string {
  return words.join('\n');
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    b.unblocks * a.words.length - a.unblocks * b.words.length ||
    a.words.length - b.words.length ||
    b.blocks - a.blocks ||
    compare(a.key, b.key)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
