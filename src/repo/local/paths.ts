import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { compareKeys, type Key } from '../repo.ts';

/** Paths with their keys, in key order; of those with the same key, the one that is its own key first. */
export function inOrder(paths: string[]): { path: string; key: Key }[] {
  // The plain way, by UTF-16, is many times faster, and right where all is ASCII.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at 0.
  if (sep === '/' && paths.every((path) => /^[\x00-\x7f]*$/.test(path))) {
    return paths.sort().map((path) => ({ path, key: path as Key }));
  }
  return paths
    .map((path) => ({ path, key: path.split(sep).join('/').normalize('NFC') as Key }))
    .sort(
      (a, b) => compareKeys(a.key, b.key) || Number(b.path === b.key) - Number(a.path === a.key),
    );
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A path without links, as far as it is there and may be seen: what is done with the rest tells why not. */
export function resolveLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(resolveLinks(dirname(path)), basename(path));
  }
}

/** What tells the folder that a path leads to from every other; null where there is none to be seen. */
export function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

/** Whether a path may be a symbolic link: not where there is nothing, or something else. */
export function mayBeLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return true;
  }
}
