const KEY_WORDS = 4;
const FIRST_SLOTS = 1 << 12;
/** Of fuller tables the probes grow long. */
const MAX_FULL = 0.8;

/**
 * Remembers a few numbers by name, in some tens of bytes each whether there are a hundred names or a
 * million: an open hash table over typed arrays. Names count by their first 128 bits.
 */
export class CompactMap {
  private readonly noteWords: number;
  private keys = new Uint32Array(FIRST_SLOTS * KEY_WORDS);
  /** The first number of a free slot is 0. */
  private notes: Uint32Array;
  private size = 0;

  /** @param noteWords how many numbers are remembered of each name. */
  constructor(noteWords: number) {
    this.noteWords = noteWords;
    this.notes = new Uint32Array(FIRST_SLOTS * noteWords);
  }

  /** How many names there are. */
  get count(): number {
    return this.size;
  }

  /** @param id at least 32 hexadecimal digits of a good hash. */
  get(id: string): readonly number[] | null {
    const at = this.slotOf(wordsOf(id)) * this.noteWords;
    return this.notes[at] === 0 ? null : [...this.notes.subarray(at, at + this.noteWords)];
  }

  /** @param note whole numbers from 0 to 2^32 - 1; the first is not 0. */
  set(id: string, note: readonly number[]): void {
    if (this.size + 1 > MAX_FULL * this.slots) this.grow();
    const words = wordsOf(id);
    const slot = this.slotOf(words);
    if (this.notes[slot * this.noteWords] === 0) this.size++;
    this.keys.set(words, slot * KEY_WORDS);
    this.notes.set(note, slot * this.noteWords);
  }

  /** A power of two. */
  private get slots(): number {
    return this.keys.length / KEY_WORDS;
  }

  /** The slot that has the key, or the free one that is to have it. */
  private slotOf(words: readonly number[]): number {
    const { keys, notes, noteWords, slots } = this;
    const isOther = (slot: number) =>
      notes[slot * noteWords] !== 0 && words.some((word, i) => keys[slot * KEY_WORDS + i] !== word);
    let slot = words[0]! & (slots - 1);
    while (isOther(slot)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  private grow(): void {
    const { keys, notes, noteWords, slots } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.notes = new Uint32Array(notes.length * 2);
    for (let slot = 0; slot < slots; slot++) {
      if (notes[slot * noteWords] === 0) continue;
      const words = [...keys.subarray(slot * KEY_WORDS, (slot + 1) * KEY_WORDS)];
      const to = this.slotOf(words);
      this.keys.set(words, to * KEY_WORDS);
      this.notes.set(notes.subarray(slot * noteWords, (slot + 1) * noteWords), to * noteWords);
    }
  }
}

function wordsOf(id: string): readonly number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(id.slice(at, at + 8), 16));
}
