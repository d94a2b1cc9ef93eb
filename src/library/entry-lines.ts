/** Words that are searched in the lines; for more of them an index is made. */
const MAX_SEARCHES = 50;

/**
 * Lists of JSON by a word: a line of text for each, of the word, a tab, and the list. A few are searched for in the
 * text, which is faster than an index of many thousands.
 */
export class EntryLines {
  /** Begins with a line break. */
  private readonly text: string;
  private index: Map<string, string> | null = null;
  private searches = 0;

  /** @param text lines that each end with a line break. */
  constructor(text: string) {
    this.text = `\n${text}`;
  }

  /** The lines of lists by their word; no word holds a tab or a line break. */
  static format(lists: Iterable<readonly [word: string, list: readonly unknown[]]>): string {
    return [...lists].map(([word, list]) => `${word}\t${JSON.stringify(list)}\n`).join('');
  }

  get isEmpty(): boolean {
    return this.text.length === 1;
  }

  words(): Iterable<string> {
    return this.indexed().keys();
  }

  has(word: string): boolean {
    return this.find(word) !== undefined;
  }

  /** The list of a word; an empty one without a line. */
  listOf(word: string): readonly unknown[] {
    const found = this.find(word);
    return found === undefined ? [] : JSON.parse(found);
  }

  private find(word: string): string | undefined {
    if (this.index !== null || ++this.searches > MAX_SEARCHES) return this.indexed().get(word);
    const before = `\n${word}\t`;
    const at = this.text.indexOf(before);
    if (at === -1) return undefined;
    const start = at + before.length;
    return this.text.slice(start, this.text.indexOf('\n', start));
  }

  private indexed(): ReadonlyMap<string, string> {
    if (this.index !== null) return this.index;
    this.index = new Map();
    for (let at = 1; at < this.text.length; ) {
      const [tab, end] = [this.text.indexOf('\t', at), this.text.indexOf('\n', at)];
      this.index.set(this.text.slice(at, tab), this.text.slice(tab + 1, end));
      at = end + 1;
    }
    return this.index;
  }
}
