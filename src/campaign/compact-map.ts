const KEY_WORDS = 4;
const INITIAL_SLOTS = 1 << 12;
/** Load factor past which probes grow long. */
const MAX_LOAD = 0.8;

/**
 * Map from hashes to a few numbers, in some tens of bytes per key whether there are a hundred or a million:
 * an open hash table over typed arrays. Keys are compared by their first 128 bits.
 */
export class CompactMap {
  private readonly valueCount: number;
  private keys = new Uint32Array(INITIAL_SLOTS * KEY_WORDS);
  /** A free slot has 0 as its first number. */
  private values: Uint32Array;
  private size = 0;

  /** @param valueCount how many numbers are remembered of each name. */
  constructor(valueCount: number) {
    this.valueCount = valueCount;
    this.values = new Uint32Array(INITIAL_SLOTS * valueCount);
  }

  /** Number of keys. */
  get count(): number {
    return this.size;
  }

  /** Returns a key's numbers, or null. @param id at least 32 hexadecimal digits of a good hash. */
  get(id: string): readonly number[] | null {
    const at = this.slotOf(keyWords(id)) * this.valueCount;
    return this.values[at] === 0 ? null : [...this.values.subarray(at, at + this.valueCount)];
  }

  /** @param values whole numbers from 0 to 2^32 - 1; the first is not 0. */
  set(id: string, values: readonly number[]): void {
    if (this.size + 1 > MAX_LOAD * this.slots) this.grow();
    const words = keyWords(id);
    const slot = this.slotOf(words);
    if (this.values[slot * this.valueCount] === 0) this.size++;
    this.keys.set(words, slot * KEY_WORDS);
    this.values.set(values, slot * this.valueCount);
  }

  /** Number of slots, a power of two. */
  private get slots(): number {
    return this.keys.length / KEY_WORDS;
  }

  /** Finds the slot that has the key, or the free one for it. */
  private slotOf(words: readonly number[]): number {
    const { keys, values, valueCount, slots } = this;
    const isOther = (slot: number) =>
      values[slot * valueCount] !== 0 &&
      words.some((word, i) => keys[slot * KEY_WORDS + i] !== word);
    let slot = words[0]! & (slots - 1);
    while (isOther(slot)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  private grow(): void {
    const { keys, values, valueCount, slots } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.values = new Uint32Array(values.length * 2);
    for (let slot = 0; slot < slots; slot++) {
      if (values[slot * valueCount] === 0) continue;
      const words = [...keys.subarray(slot * KEY_WORDS, (slot + 1) * KEY_WORDS)];
      const to = this.slotOf(words);
      this.keys.set(words, to * KEY_WORDS);
      this.values.set(values.subarray(slot * valueCount, (slot + 1) * valueCount), to * valueCount);
    }
  }
}

function keyWords(id: string): readonly number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(id.slice(at, at + 8), 16));
}
