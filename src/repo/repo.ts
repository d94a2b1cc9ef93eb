import { StitchError } from '../errors.ts';

declare const keyBrand: unique symbol;

/** Names a value in a repo: relative, "/"-separated, NFC, and unable to leave the root. */
export type Key = string & { readonly [keyBrand]: true };

/** What a listing says of a value without reading it; a folder's is looked up when it is first asked. */
export interface Entry {
  readonly key: Key;
  readonly sizeBytes: number;
  /** When it was last written or touched, in milliseconds since 1970. */
  readonly modifiedMs: number;
  /**
   * Opaque; another one whenever the value is another, as far as the place can tell (an ETag, or size and
   * times). Null while the value is too fresh to be told from the next change.
   */
  readonly version: string | null;
  /** Names the content itself, where the listing tells it: S3's ETag and size. Null: hash the bytes. */
  readonly contentId: string | null;
}

/** What is kept beside a value. */
export interface ObjectMetadata {
  /** A media type. By the key's ending where none was given. */
  readonly contentType: string;
  /** Names of a-z, 0-9 and "-"; values of printable ASCII; 2 KB in all. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface DescribedEntry extends Entry, ObjectMetadata {}

/** A value with what a stat would have said of it at the moment that it was read. */
export interface StoredObject extends DescribedEntry {
  readonly bytes: Uint8Array;
}

/** A value of any size, as it comes. */
export interface ObjectStream {
  /** Null where it is not known. */
  readonly sizeBytes: number | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** How a value is to be read. */
export interface ReadOptions {
  /** Gives the reading up when it is aborted: its reason is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** How a value is to be written. */
export interface WriteOptions extends Partial<ObjectMetadata> {
  /** Writes only where there is nothing yet. */
  readonly ifAbsent?: boolean;
  /** False for what may be lost when the power fails, such as a cache's entry: faster. Never half written. */
  readonly durable?: boolean;
}

/**
 * Where bytes are: a folder, a bucket, memory. Absence is a value, null, and means only that there is
 * nothing at the key; every other failure is thrown as a StitchError `repo/…` that names the place and
 * keeps its cause. A refusal behind which there may be nothing (S3 answers so where listing is not
 * allowed) is repo/forbidden with `details.mayBeAbsent`. All implementations pass `test/repo/contract.ts`.
 */
export interface Repo {
  /** The place in words that its user would know it by: a path, an s3:// address. */
  readonly address: string;

  /** Tells the place apart from every other, wherever it is named from. */
  readonly identity: string;

  /**
   * Every entry whose key begins with `prefix`, page by page, in the order of the keys' UTF-8 bytes. Hidden
   * files (a name that begins with ".") are not listed, nor is what an unfinished write left behind.
   * @throws StitchError repo/not-found when the place itself is not there.
   */
  list(prefix?: string): AsyncIterable<Entry>;

  /** Null only when there is nothing there. */
  stat(key: Key): Promise<DescribedEntry | null>;

  /** The whole value. Null only when there is nothing there. */
  read(key: Key, options?: ReadOptions): Promise<StoredObject | null>;

  /**
   * Puts the whole value there or nothing; a reader sees the old value or the new one, never a part.
   * False when `ifAbsent` found something there; of several who write so at once, one gets true.
   */
  write(key: Key, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>;

  /** Takes the value away, if it is there. */
  delete(key: Key): Promise<void>;

  /**
   * Notes that a value was used, if it is there: its `modifiedMs` becomes now. Where that costs a request
   * (S3), only to the hour.
   */
  touch(entry: DescribedEntry): Promise<void>;

  /**
   * A link to the value, for anyone who has it, for that many seconds from 1 to 604,800 where the place
   * can limit it: a presigned GET of S3, a file: link, a data: link of memory.
   * @throws StitchError usage/option for other seconds.
   */
  url(key: Key, seconds: number): Promise<string>;
}

/**
 * Parses what someone gave as the name of a value.
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

/** The same, or null for what can be no key. */
export function keyOrNull(text: string): Key | null {
  const key = text.normalize('NFC');
  const bad =
    key.includes('\\') ||
    key.includes('\0') ||
    key.split('/').some((part) => part === '' || part === '.' || part === '..');
  return bad ? null : (key as Key);
}

/** What a stat or read gives, or null too for a refusal behind which there may be nothing. */
export async function nullIfForbidden<T>(found: Promise<T | null>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof StitchError && error.details.mayBeAbsent) return null;
    throw error;
  }
}

/** Whether any part of the key is hidden, its name beginning with ".". */
export function isHidden(key: string): boolean {
  return /(^|\/)\./.test(key);
}

/** Orders keys by their UTF-8 bytes, which is by code point, as S3 does (UTF-16 order differs past U+FFFF). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points past all others, so they rank after U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
