/** What is kept of one render: the row that it was first made for, and what its file is. */
export interface RenderNote {
  readonly row: number;
  /** Rows that say it so far. */
  readonly rows: number;
  readonly bytes: number;
  /** Sample frames, and how many of them are a second. */
  readonly frames: number;
  readonly sampleRateHz: number;
}

const KEY_WORDS = 4;
const NOTE_WORDS = 5;
const FIRST_SLOTS = 1 << 12;

/**
 * Remembers renders by name in some 50 bytes each, whether there are a hundred or a million: an open
 * hash table over typed arrays. Names count by their first 128 bits.
 */
export class RenderTable {
  private keys = new Uint32Array(FIRST_SLOTS * KEY_WORDS);
  /** Row (0: the slot is free), rows, bytes, frames, sample rate. */
  private notes = new Uint32Array(FIRST_SLOTS * NOTE_WORDS);
  private size = 0;

  /** How many renders there are. */
  get count(): number {
    return this.size;
  }

  /** @param id at least 32 hexadecimal digits of a good hash. */
  get(id: string): RenderNote | null {
    const at = this.slotOf(wordsOf(id)) * NOTE_WORDS;
    const { notes } = this;
    if (notes[at] === 0) return null;
    return {
      row: notes[at]!,
      rows: notes[at + 1]!,
      bytes: notes[at + 2]!,
      frames: notes[at + 3]!,
      sampleRateHz: notes[at + 4]!,
    };
  }

  /** @param note its row is 1 or more; all numbers below 2^32. */
  set(id: string, { row, rows, bytes, frames, sampleRateHz }: RenderNote): void {
    if (2 * (this.size + 1) > this.slots) this.grow();
    const words = wordsOf(id);
    const slot = this.slotOf(words);
    if (this.notes[slot * NOTE_WORDS] === 0) this.size++;
    this.keys.set(words, slot * KEY_WORDS);
    this.notes.set([row, rows, bytes, frames, sampleRateHz], slot * NOTE_WORDS);
  }

  /** A power of two. */
  private get slots(): number {
    return this.keys.length / KEY_WORDS;
  }

  /** The slot that has the key, or the free one that is to have it. */
  private slotOf(words: readonly number[]): number {
    const { keys, notes, slots } = this;
    const isOther = (slot: number) =>
      notes[slot * NOTE_WORDS] !== 0 &&
      words.some((word, i) => keys[slot * KEY_WORDS + i] !== word);
    let slot = words[0]! & (slots - 1);
    while (isOther(slot)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  private grow(): void {
    const { keys, notes, slots } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.notes = new Uint32Array(notes.length * 2);
    for (let slot = 0; slot < slots; slot++) {
      if (notes[slot * NOTE_WORDS] === 0) continue;
      const words = [...keys.subarray(slot * KEY_WORDS, (slot + 1) * KEY_WORDS)];
      const to = this.slotOf(words);
      this.keys.set(words, to * KEY_WORDS);
      this.notes.set(notes.subarray(slot * NOTE_WORDS, (slot + 1) * NOTE_WORDS), to * NOTE_WORDS);
    }
  }
}

function wordsOf(id: string): readonly number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(id.slice(at, at + 8), 16));
}
