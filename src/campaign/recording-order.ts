/** Recipients that miss the same words. */
export interface Need {
  /** Each once. */
  readonly words: readonly string[];
  readonly recipients: number;
}

/** One word to record. */
export interface Recording {
  readonly word: string;
  /** Recipients that cannot be told all without it, whatever else is recorded. */
  readonly blocks: number;
  /** Recipients that can be told all once it and those before it are recorded, and could not before. */
  readonly unblocks: number;
}

/** Sets of words are compared anew when one of their words was recorded; for a word in more sets it is left. */
const MAX_RESCORED = 1000;
/** Of more words, parts are looked for among the other needs rather than made. */
const MAX_ENUMERATED = 8;

/**
 * The order in which words are best recorded. A recipient can be told all when all of its words are recorded,
 * so what is chosen at each step is the set of words, left of some recipient's need, whose recording unblocks
 * the most recipients a word (the greedy rule for the budgeted maximum coverage problem; Khuller, Moss and
 * Naor 1999); then the smaller set, then the one whose words block more, then the first by them. Within a
 * set the word that blocks more goes first. Time is near linear in the number of different needs.
 */
export function recordingOrder(needs: readonly Need[]): readonly Recording[] {
  const left = new Needs(needs);
  const order: string[] = [];
  for (let best = left.takeBest(); best !== null; best = left.takeBest()) {
    order.push(...[...best].sort((a, b) => left.blockedBy(b) - left.blockedBy(a) || compare(a, b)));
  }
  // A recipient is told all by the last of its words.
  const places = new Map(order.map((word, place) => [word, place]));
  const unblocks: number[] = new Array(order.length).fill(0);
  for (const { words, recipients } of needs) {
    const last = words.reduce((latest, word) => Math.max(latest, places.get(word)!), -1);
    if (last >= 0) unblocks[last]! += recipients;
  }
  return order.map((word, place) => {
    return { word, blocks: left.blockedBy(word), unblocks: unblocks[place]! };
  });
}

/** How many recipients each word blocks, the most first. */
export function rankWords(needs: readonly Need[]): readonly { word: string; blocks: number }[] {
  return [...countBlocked(needs)]
    .map(([word, blocks]) => ({ word, blocks }))
    .sort((a, b) => b.blocks - a.blocks || compare(a.word, b.word));
}

function countBlocked(needs: readonly Need[]): Map<string, number> {
  const blocked = new Map<string, number>();
  for (const { words, recipients } of needs) {
    for (const word of words) blocked.set(word, (blocked.get(word) ?? 0) + recipients);
  }
  return blocked;
}

/** What is left of one or several needs: the words not yet recorded. */
interface Left {
  readonly key: string;
  readonly words: readonly string[];
  recipients: number;
}

interface Candidate {
  readonly key: string;
  readonly words: readonly string[];
  readonly unblocks: number;
  /** The sum of what its words blocked at first. */
  readonly blocks: number;
}

class Needs {
  private readonly blocked: ReadonlyMap<string, number>;
  private readonly left = new Map<string, Left>();
  private readonly holding = new Map<string, Set<Left>>();
  private readonly heap = new Heap(better);

  constructor(needs: readonly Need[]) {
    this.blocked = countBlocked(needs);
    for (const { words, recipients } of needs) this.add([...words].sort(compare), recipients);
    for (const each of this.left.values()) this.heap.push(this.scored(each));
  }

  /** Recipients that the word blocked at first. */
  blockedBy(word: string): number {
    return this.blocked.get(word) ?? 0;
  }

  /** The best set of words to record next, which then counts as recorded; null when nothing is left. */
  takeBest(): readonly string[] | null {
    for (let top = this.heap.pop(); top !== null; top = this.heap.pop()) {
      const left = this.left.get(top.key);
      if (left === undefined) continue;
      const now = this.scored(left);
      if (now.unblocks === top.unblocks) {
        this.record(now.words);
        return now.words;
      }
      // Told anew whenever it rises; here it has fallen.
      this.heap.push(now);
    }
    return null;
  }

  private record(words: readonly string[]): void {
    const recorded = new Set(words);
    const touched = new Set(words.flatMap((word) => [...(this.holding.get(word) ?? [])]));
    for (const left of touched) this.remove(left);
    const changed = new Set<Left>();
    for (const { words: before, recipients } of touched) {
      const after = before.filter((word) => !recorded.has(word));
      if (after.length > 0) changed.add(this.add(after, recipients));
    }
    for (const left of changed) {
      this.heap.push(this.scored(left));
      const [rarest] = [...left.words].sort((a, b) => this.sizeOf(a) - this.sizeOf(b));
      if (this.sizeOf(rarest!) > MAX_RESCORED) continue;
      for (const other of this.holding.get(rarest!)!) {
        if (other !== left && left.words.every((word) => other.words.includes(word)))
          this.heap.push(this.scored(other));
      }
    }
  }

  private scored({ key, words }: Left): Candidate {
    const blocks = words.reduce((sum, word) => sum + this.blockedBy(word), 0);
    return { key, words, unblocks: this.unblockedBy(words), blocks };
  }

  /** Recipients whose words are all among these. */
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
    const near = new Set(words.flatMap((word) => [...this.holding.get(word)!]));
    for (const left of near) {
      if (left.words.every((word) => all.has(word))) sum += left.recipients;
    }
    return sum;
  }

  private sizeOf(word: string): number {
    return this.holding.get(word)?.size ?? 0;
  }

  private add(words: readonly string[], recipients: number): Left {
    const key = keyOf(words);
    let left = this.left.get(key);
    if (left === undefined) {
      left = { key, words, recipients: 0 };
      this.left.set(key, left);
      for (const word of words) {
        const holding = this.holding.get(word) ?? new Set();
        this.holding.set(word, holding.add(left));
      }
    }
    left.recipients += recipients;
    return left;
  }

  private remove(left: Left): void {
    this.left.delete(left.key);
    for (const word of left.words) this.holding.get(word)!.delete(left);
  }
}

function keyOf(words: readonly string[]): string {
  return words.join('\n');
}

function better(a: Candidate, b: Candidate): number {
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

/** A binary heap: `pop` gives the item that `order` puts first. */
class Heap {
  private readonly items: Candidate[] = [];
  private readonly order: (a: Candidate, b: Candidate) => number;

  constructor(order: (a: Candidate, b: Candidate) => number) {
    this.order = order;
  }

  push(item: Candidate): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.order(item, items[up]!) < 0; up = (at - 1) >> 1) {
      items[at] = items[up]!;
      at = up;
    }
    items[at] = item;
  }

  pop(): Candidate | null {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined) return null;
    if (items.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= items.length) break;
      if (down + 1 < items.length && this.order(items[down + 1]!, items[down]!) < 0) down++;
      if (this.order(last, items[down]!) <= 0) break;
      items[at] = items[down]!;
      at = down;
    }
    items[at] = last;
    return top;
  }
}
