import {
  compareKeys,
  type DescribedEntry,
  type Entry,
  firstFolders,
  type Key,
  type ListOptions,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from '../repo.ts';

/** A key in one of the repos. */
interface Place {
  readonly repo: Repo;
  readonly key: Key;
}

/** Begins the keys of a repo after the first: "@2/". */
const MARK = /^@(\d+)\//;

/**
 * Several repos as one. The keys of the first are as they are; those of the second begin with "@2/", and so on, so that
 * no repo hides a value of another, and a key alone tells where its value is.
 */
export class OverlayRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  readonly repos: readonly Repo[];

  /** @param repos at least one. */
  constructor(repos: readonly Repo[]) {
    this.repos = repos;
    this.address = repos.map(({ address }) => address).join(', ');
    this.identity = `overlay:${JSON.stringify(repos.map(({ identity }) => identity))}`;
  }

  /** Collects the entries of all repos, so that they can be sorted. */
  async *list(prefix = '', options: ListOptions = {}): AsyncIterable<Entry> {
    const all: Entry[] = [];
    for (const i of this.repos.keys()) {
      const own = i === 0 ? '' : `@${i + 1}/`;
      if (!own.startsWith(prefix) && !prefix.startsWith(own)) continue;
      // Keys of the first repo that look like another's begin with "@1/" here.
      const inner = i === 0 && prefix.startsWith('@') ? '' : prefix.slice(own.length);
      for await (const entry of this.listOf(i, inner, options)) {
        if (entry.key.startsWith(prefix)) all.push(entry);
      }
    }
    yield* all.sort((a, b) => compareKeys(a.key, b.key));
  }

  /** Lists one repo, page by page, with the keys that its entries have here. @param prefix of its own keys. */
  async *listOf(
    index: number,
    prefix: string,
    { onBrokenLink, splits }: ListOptions = {},
  ): AsyncIterable<Entry> {
    const options = {
      onBrokenLink: (key: Key) => onBrokenLink?.(this.keyOf(index, key)),
      splits: splits?.flatMap((key) => this.placeOf(key as Key)?.key ?? []),
    };
    for await (const entry of this.repos[index]!.list(prefix, options)) {
      yield renamed(entry, this.keyOf(index, entry.key));
    }
  }

  async folders(): Promise<readonly string[]> {
    const each = await Promise.all(this.repos.map((repo) => repo.folders()));
    return firstFolders(
      each.flatMap((names, i) => names.map((name) => this.keyOf(i, `${name}/x` as Key))),
    );
  }

  async stat(key: Key): Promise<DescribedEntry | null> {
    const place = this.placeOf(key);
    const entry = await place?.repo.stat(place.key);
    return entry ? { ...entry, key } : null;
  }

  async read(key: Key, options: ReadOptions = {}): Promise<StoredObject | null> {
    options.signal?.throwIfAborted();
    const place = this.placeOf(key);
    const object = await place?.repo.read(place.key, options);
    return object ? { ...object, key } : null;
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const { repo, key: inner } = this.placeOf(key) ?? this.ownPlace(key);
    const { ifUnchanged } = options;
    const inside = ifUnchanged && { ifUnchanged: { ...ifUnchanged, key: inner } };
    return repo.write(inner, bytes, { ...options, ...inside });
  }

  async delete(key: Key): Promise<void> {
    const place = this.placeOf(key);
    await place?.repo.delete(place.key);
  }

  async touch(entry: DescribedEntry): Promise<void> {
    const place = this.placeOf(entry.key);
    await place?.repo.touch({ ...entry, key: place.key });
  }

  async url(key: Key, seconds: number): Promise<string> {
    const { repo, key: inner } = this.placeOf(key) ?? this.ownPlace(key);
    return repo.url(inner, seconds);
  }

  /** The key here of a key of one repo. */
  keyOf(index: number, key: Key): Key {
    const mark = index > 0 || MARK.test(key) ? `@${index + 1}/` : '';
    return `${mark}${key}` as Key;
  }

  /** Null for the mark of a repo that there is not. */
  private placeOf(key: Key): Place | null {
    const mark = MARK.exec(key);
    if (mark === null) return this.ownPlace(key);
    const repo = this.repos[Number(mark[1]) - 1];
    return repo === undefined ? null : { repo, key: key.slice(mark[0].length) as Key };
  }

  private ownPlace(key: Key): Place {
    return { repo: this.repos[0]!, key };
  }
}

/** An entry under another key; its facts are looked up on first use, as the entry's own. */
function renamed(entry: Entry, key: Key): Entry {
  if (entry.key === key) return entry;
  return {
    key,
    get sizeBytes() {
      return entry.sizeBytes;
    },
    get modifiedMs() {
      return entry.modifiedMs;
    },
    get version() {
      return entry.version;
    },
    contentId: entry.contentId,
  };
}
