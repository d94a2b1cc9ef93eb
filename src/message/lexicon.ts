import type { Fold } from './fold.ts';

/** The place in a sentence that a clip was recorded for. */
export type Place = 'start' | 'end';

/** One text that a clip says; of two clips that say the same, the one that ranks lower is used. */
export interface LexiconEntry {
  /** Spoken words, in the lexicon's spelling. */
  readonly words: readonly string[];
  readonly clip: string;
  /** 0 for the text that the clip was named or listed for, 1 for another reading of it ("40" as "forty"). */
  readonly reading: 0 | 1;
  /** The library's order among clips, lower first. Unique to the clip. */
  readonly rank: number;
  /** Of a take: it is used in that place, and elsewhere only where no other clip says the same. */
  readonly place?: Place | undefined;
  /** Says a character's name, which is found where a text is spelled out, and never as a word. */
  readonly isLetter?: boolean | undefined;
  /** Whether its clip is for any language; undefined where all clips are, or none. */
  readonly isShared?: boolean | undefined;
}

/** The words of entries that say a character's name begin with a character that no word has. */
const LETTER = '\u0001';

/** The form by which the name of a character is found. @param word folded. */
export function letterOf(word: string): string {
  return LETTER + word;
}

/** Entries that say the same, by the place that they were recorded for. */
export type Takes = Readonly<Partial<Record<Place, LexiconEntry>>>;

/** Entries that say the same: of the language's own clips, and of those for any language. */
export interface Origins {
  own?: LexiconEntry;
  shared?: LexiconEntry;
}

interface TrieNode {
  next: Map<string, TrieNode>;
  entry: LexiconEntry | null;
  takes: Partial<Record<Place, LexiconEntry>> | null;
  origins: Origins | null;
}

/** Entries that are made when a word that they begin with is first asked for: a message needs few of them. */
export interface DeferredEntries {
  /** Whether clips of the language stand beside clips for any. */
  readonly isMixed: boolean;
  readonly isEmpty: boolean;
  /** Words that entries begin with, as `firstOf` has them. */
  words(): Iterable<string>;
  has(word: string): boolean;
  /** Makes the entries that begin with a word. */
  entriesOf(word: string): Iterable<LexiconEntry>;
}

/** Nodes of first words, whose entries are added when they are asked for. */
class DeferredNodes extends Map<string, TrieNode> {
  private readonly deferred: DeferredEntries;
  private readonly add: (entry: LexiconEntry) => void;
  /** The word whose entries are being added. */
  private adding: string | null = null;

  constructor(deferred: DeferredEntries, add: (entry: LexiconEntry) => void) {
    super();
    this.deferred = deferred;
    this.add = add;
  }

  override get(word: string): TrieNode | undefined {
    const node = super.get(word);
    if (node !== undefined || word === this.adding) return node;
    this.adding = word;
    for (const entry of this.deferred.entriesOf(word)) this.add(entry);
    this.adding = null;
    return super.get(word);
  }

  override has(word: string): boolean {
    return super.has(word) || this.deferred.has(word);
  }

  override values(): MapIterator<TrieNode> {
    for (const word of this.deferred.words()) this.get(word);
    return super.values();
  }
}

/** Shared by all leaves, which most nodes are; never written to. */
const NO_CHILDREN: Map<string, TrieNode> = new Map();

/**
 * Index from spoken words to clips: a trie over words. `add` gives the same lexicon in any order; the
 * resolver walks it from `root`.
 */
export class Lexicon {
  private readonly trie: TrieNode = {
    next: new Map(),
    entry: null,
    takes: null,
    origins: null,
  };
  private readonly fold: Fold;
  private mixed = false;
  private deferred: DeferredEntries | null = null;

  /** @param fold takes words for the same that are spelled otherwise. */
  constructor(fold: Fold = (word) => word) {
    this.fold = fold;
  }

  /** A lexicon whose entries are made when they are needed. */
  static of(deferred: DeferredEntries, fold?: Fold): Lexicon {
    const lexicon = new Lexicon(fold);
    lexicon.trie.next = new DeferredNodes(deferred, (entry) => lexicon.add(entry));
    lexicon.mixed = deferred.isMixed;
    lexicon.deferred = deferred;
    return lexicon;
  }

  /** The form by which the first word of an entry is found. */
  firstOf({ words, isLetter }: LexiconEntry): string {
    return this.formOf(words[0]!, isLetter);
  }

  private formOf(word: string, isLetter?: boolean): string {
    const folded = this.fold(word);
    return isLetter === true ? letterOf(folded) : folded;
  }

  /** Adds an entry, unless one that ranks before it says the same words. */
  add(entry: LexiconEntry): void {
    if (entry.words.length === 0) return;
    let node = this.trie;
    for (const word of entry.words) {
      const found = this.formOf(word, entry.isLetter);
      let next = node.next.get(found);
      if (next === undefined) {
        next = { next: NO_CHILDREN, entry: null, takes: null, origins: null };
        if (node.next === NO_CHILDREN) node.next = new Map();
        node.next.set(found, next);
      }
      node = next;
    }
    if (node.entry === null || before(entry, node.entry)) node.entry = entry;
    const { place, isShared } = entry;
    if (isShared !== undefined) {
      this.mixed = true;
      node.origins ??= {};
      const origin = isShared ? 'shared' : 'own';
      const known = node.origins[origin];
      if (known === undefined || before(entry, known)) node.origins[origin] = entry;
    }
    if (place === undefined) return;
    node.takes ??= {};
    const take = node.takes[place];
    if (take === undefined || before(entry, take)) node.takes[place] = entry;
  }

  /** Whether clips of the language stand beside clips for any. */
  get isMixed(): boolean {
    return this.mixed;
  }

  /** Whether no clip says anything. */
  get isEmpty(): boolean {
    return this.trie.next.size === 0 && (this.deferred?.isEmpty ?? true);
  }

  /** Node of no words. */
  get root(): LexiconNode {
    return this.trie;
  }

  /** Yields every entry, in no particular order. */
  *entries(): Generator<LexiconEntry> {
    const stack = [this.trie];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      yield* new Set<LexiconEntry>([
        ...(node.entry === null ? [] : [node.entry]),
        ...Object.values(node.takes ?? {}),
        ...Object.values(node.origins ?? {}),
      ]);
      for (const next of node.next.values()) stack.push(next);
    }
  }
}

/** Trie node: the words on the way to it. */
export interface LexiconNode {
  readonly next: Pick<ReadonlyMap<string, LexiconNode>, 'get' | 'has'>;
  /** Entry for exactly the words on the way here, if any. */
  readonly entry: LexiconEntry | null;
  /** The same by the place that it was recorded for, if any. */
  readonly takes: Takes | null;
  /** The same by the clips' origin, where there are two. */
  readonly origins: Readonly<Origins> | null;
}

function before(a: LexiconEntry, b: LexiconEntry): boolean {
  if ((a.place === undefined) !== (b.place === undefined)) return a.place === undefined;
  return a.reading !== b.reading ? a.reading < b.reading : a.rank < b.rank;
}
