import type { Entry, Key } from '../repo/repo.ts';

/** One recorded file. */
export interface Clip extends Entry {
  /** Texts that it says: its file's name, or its rows of clips.csv or what its name means as a prompt's instead. */
  readonly says: readonly string[];
  /** The language whose folder it is in; null where the root is for any. */
  readonly language: string | null;
}

/** A clip of a listing. Its file is looked up when its size or time is first asked for: many clips take long. */
export class ListedClip implements Clip {
  readonly key: Key;
  readonly language: string | null;
  private readonly entry: Entry;
  private readonly textsOf: (key: Key) => readonly string[];

  constructor(entry: Entry, textsOf: (key: Key) => readonly string[], language: string | null) {
    this.key = entry.key;
    this.language = language;
    this.entry = entry;
    this.textsOf = textsOf;
  }

  get says(): readonly string[] {
    return this.textsOf(this.key);
  }

  get sizeBytes(): number {
    return this.entry.sizeBytes;
  }

  get modifiedMs(): number {
    return this.entry.modifiedMs;
  }

  get version(): string | null {
    return this.entry.version;
  }

  get contentId(): string | null {
    return this.entry.contentId;
  }
}
