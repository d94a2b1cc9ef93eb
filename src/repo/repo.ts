import { StitchError } from '../errors.ts';

declare const keyBrand: unique symbol;

/** Name of a value in a repo: relative, "/"-separated, NFC, and unable to leave the root. */
export type Key = string & { readonly [keyBrand]: true };

/** A listed value; a folder's entries are looked up on first use. */
export interface Entry {
  readonly key: Key;
  readonly sizeBytes: number;
  /** Time of the last write or touch, in milliseconds since 1970. */
  readonly modifiedMs: number;
  /**
   * Opaque; changes whenever the value changes, as far as the repo can tell (an ETag, or size and times).
   * Null while the value is so fresh that the next change might not show.
   */
  readonly version: string | null;
  /** Id of the content, where the listing has one: S3's ETag and size. Null: hash the bytes. */
  readonly contentId: string | null;
}

/** Metadata kept beside a value. */
export interface ObjectMetadata {
  /** Media type; by default that of the key's extension. */
  readonly contentType: string;
  /** Names of a-z, 0-9 and "-"; values of printable ASCII; 2 KB in all. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface DescribedEntry extends Entry, ObjectMetadata {}

/** A value with its entry at the moment of reading. */
export interface StoredObject extends DescribedEntry {
  readonly bytes: Uint8Array;
}

/** A value of any size, read as a stream. */
export interface ObjectStream {
  /** Null where it is unknown. */
  readonly sizeBytes: number | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ReadOptions {
  /** Cancels the read; its reason is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions {
  /** Called with each link that leads nowhere, which is not listed. */
  readonly onBrokenLink?: (key: Key) => void;
  /**
   * Keys at which a repo that lists page by page may divide the listing, to fetch the parts at once. Any keys do: they
   * change neither the entries nor their order.
   */
  readonly splits?: readonly string[] | undefined;
}

export interface WriteOptions extends Partial<ObjectMetadata> {
  /** Writes only where there is nothing yet. */
  readonly ifAbsent?: boolean;
  /** Writes only where the value is still the one that was read: compare and swap. */
  readonly ifUnchanged?: StoredObject | undefined;
  /** False for values that a power failure may lose, such as cache entries: faster. Never half written. */
  readonly durable?: boolean;
}

/**
 * Storage of bytes by key: a folder, a bucket, memory. Absence is a value, null, and means only that
 * there is nothing at the key; every other failure is thrown as a StitchError `repo/…` that names the
 * location and keeps its cause. A refusal that may hide absence (S3 answers so where listing is not
 * allowed) is repo/forbidden with `details.mayBeAbsent`. All implementations pass `test/repo/contract.ts`.
 */
export interface Repo {
  /** Location as its user named it: a path, an s3:// address. */
  readonly address: string;

  /** Unique id of the location, however it is addressed. */
  readonly identity: string;

  /**
   * Lists every entry whose key begins with `prefix`, page by page, in the order of the keys' UTF-8 bytes.
   * Hidden files (a name that begins with ".") are not listed, nor are remains of unfinished writes.
   * @throws StitchError repo/not-found when the location itself does not exist.
   */
  list(prefix?: string, options?: ListOptions): AsyncIterable<Entry>;

  /**
   * Names of the folders that hold the first parts of keys, in key order; hidden ones are left out. Whether an empty
   * folder counts is the storage's.
   * @throws StitchError repo/not-found when the location itself does not exist.
   */
  folders(): Promise<readonly string[]>;

  /** Describes a value; null only when there is nothing at the key. */
  stat(key: Key): Promise<DescribedEntry | null>;

  /** Reads the whole value; null only when there is nothing at the key. */
  read(key: Key, options?: ReadOptions): Promise<StoredObject | null>;

  /**
   * Writes the whole value or nothing; a reader sees the old value or the new one, never a part.
   * @returns false when `ifAbsent` found a value, or `ifUnchanged` another one or none; of several concurrent such
   *   writers, one gets true.
   */
  write(key: Key, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>;

  /** Deletes the value, if it exists. */
  delete(key: Key): Promise<void>;

  /**
   * Marks a value as used, if it exists: its `modifiedMs` becomes now. Where that costs a request (S3), at
   * most once an hour.
   */
  touch(entry: DescribedEntry): Promise<void>;

  /**
   * Creates a link to the value, usable by anyone who has it. A presigned GET of S3 expires after that many
   * seconds; a file: link and memory's data: link do not.
   * @param seconds from 1 to 604,800. @throws StitchError usage/option for other seconds.
   */
  url(key: Key, seconds: number): Promise<string>;
}

/**
 * Parses a key.
 * @throws StitchError repo/bad-key for "..", ".", empty parts, an absolute path, a backslash or a NUL.
 */
export function parseKey(text: string): Key {
  const key = keyOrNull(text);
  if (key !== null) return key;
  throw new StitchError(
    'repo/bad-key',
    `${JSON.stringify(text)} cannot name a file here; give a relative path with "/", without ".." or "\\"`,
  );
}

/** Parses a key; null for a text that is not one. */
export function keyOrNull(text: string): Key | null {
  const key = text.normalize('NFC');
  const bad =
    key.includes('\\') ||
    key.includes('\0') ||
    key.split('/').some((part) => part === '' || part === '.' || part === '..');
  return bad ? null : (key as Key);
}

/** Awaits a stat or read; a refusal that may hide absence counts as absence. */
export async function nullIfForbidden<T>(result: Promise<T | null>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof StitchError && error.details.mayBeAbsent) return null;
    throw error;
  }
}

/** The first parts of keys that have further ones, each once, in key order. */
export function firstFolders(keys: Iterable<string>): readonly string[] {
  const names = new Set<string>();
  for (const key of keys) if (key.includes('/')) names.add(key.slice(0, key.indexOf('/')));
  return [...names].sort(compareKeys);
}

/** True where any part of the key is hidden, its name beginning with ".". */
export function isHidden(key: string): boolean {
  return /(^|\/)\./.test(key);
}

/** Compares keys by their UTF-8 bytes, which is by code point, as S3 does (UTF-16 order differs past U+FFFF). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Rank of a UTF-16 code unit by code point: surrogates come after U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
