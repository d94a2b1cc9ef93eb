import { StitchError } from '../errors.ts';

declare const keyBrand: unique symbol;

/** Names a value in a repo: relative, "/"-separated, NFC, and unable to leave the root. */
export type Key = string & { readonly [keyBrand]: true };

/** What a listing or a stat says of a value without reading it. */
export interface Entry {
  readonly key: Key;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * Where bytes are: a folder, a bucket, memory. Absence is a value, null, and means only that there is
 * nothing at the key; every other failure is thrown as a StitchError `repo/…` that names the place and
 * keeps its cause. All implementations pass `test/repo/contract.ts`.
 */
export interface Repo {
  /** The place in words that its user would know it by: a path, an s3:// address. */
  readonly address: string;

  /**
   * Every entry, in the order of the keys' UTF-8 bytes. Hidden files (a name that begins with ".") are
   * not listed, nor is what an unfinished write left behind.
   * @throws StitchError repo/not-found when the place itself is not there.
   */
  list(): AsyncIterable<Entry>;

  /** Null only when there is nothing there. */
  stat(key: Key): Promise<Entry | null>;

  /** The whole value. Null only when there is nothing there. */
  read(key: Key): Promise<Uint8Array | null>;

  /** Puts the whole value there or nothing; a reader sees the old value or the new one, never a part. */
  write(key: Key, bytes: Uint8Array): Promise<void>;
}

/**
 * Parses what someone gave as the name of a value.
 * @throws StitchError repo/bad-key for "..", ".", empty parts, an absolute path, a backslash or a NUL.
 */
export function parseKey(text: string): Key {
  const key = text.normalize('NFC');
  const parts = key.split('/');
  const bad =
    key.includes('\\') ||
    key.includes('\0') ||
    parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad) {
    throw new StitchError(
      'repo/bad-key',
      `${JSON.stringify(text)} cannot name a file here; give a relative path with "/", without ".." or "\\"`,
    );
  }
  return key as Key;
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
