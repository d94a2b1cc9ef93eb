/** How a clip comes to say a text; of two clips that say the same, the one that ranks lower is used. */
export interface LexiconEntry {
  /** What it says, in the lexicon's spelling. */
  readonly words: readonly string[];
  readonly clip: string;
  /** 0 for what the clip was named or listed to say, 1 for another reading of it ("40" as "forty"). */
  readonly reading: 0 | 1;
  /** The library's order among clips, lower first. Unique to the clip. */
  readonly rank: number;
}

interface TrieNode {
  next: Map<string, TrieNode>;
  claim: LexiconEntry | null;
}

/** Of the nodes that lead nowhere, which most are; never written to. */
const NOWHERE: Map<string, TrieNode> = new Map();

/**
 * From spoken words to clips: a trie over words. Built by `add` in any order with the same outcome;
 * read from `root` on, as the resolver walks a message.
 */
export class Lexicon {
  private readonly trie: TrieNode = { next: new Map(), claim: null };

  /** Lets a clip say the claim's words, unless a clip that ranks before it does. */
  add(claim: LexiconEntry): void {
    if (claim.words.length === 0) return;
    let node = this.trie;
    for (const word of claim.words) {
      let next = node.next.get(word);
      if (next === undefined) {
        next = { next: NOWHERE, claim: null };
        if (node.next === NOWHERE) node.next = new Map();
        node.next.set(word, next);
      }
      node = next;
    }
    if (node.claim === null || before(claim, node.claim)) node.claim = claim;
  }

  /** Where a walk begins. */
  get root(): LexiconNode {
    return this.trie;
  }

  /** Every text that a clip says, in no particular order. */
  *claims(): Generator<LexiconEntry> {
    const stack = [this.trie];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.claim !== null) yield node.claim;
      stack.push(...node.next.values());
    }
  }
}

/** A place in the lexicon: the words so far. */
export interface LexiconNode {
  readonly next: ReadonlyMap<string, LexiconNode>;
  /** The clip that says just the words so far, if one does. */
  readonly claim: LexiconEntry | null;
}

function before(a: LexiconEntry, b: LexiconEntry): boolean {
  return a.reading !== b.reading ? a.reading < b.reading : a.rank < b.rank;
}
