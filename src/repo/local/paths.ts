import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isAscii } from '../../util/ascii.ts';
import { compareKeys, type Key } from '../repo.ts';

/** Sorts paths by their keys; of those with the same key, the path that is its own key comes first. */
export function sortByKey(paths: string[]): { path: string; key: Key }[] {
  // The default order, by UTF-16, is many times faster, and the same where all is ASCII.
  if (sep === '/' && paths.every(isAscii)) {
    return paths.sort().map((path) => ({ path, key: path as Key }));
  }
  return paths
    .map((path) => ({ path, key: path.split(sep).join('/').normalize('NFC') as Key }))
    .sort(
      (a, b) => compareKeys(a.key, b.key) || Number(b.path === b.key) - Number(a.path === a.key),
    );
}

/** Names of the folders in a folder that are not hidden, in key order. @throws Error of the system. */
export function folderNames(folder: string): readonly string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !/^\.|\\/.test(entry.name),
  );
  return [...new Set(folders.map(({ name }) => name.normalize('NFC')))].sort(compareKeys);
}

/** Names in a folder; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Resolves a path's links as far as it exists and may be read; later access to the rest gives the error. */
export function resolveLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(resolveLinks(dirname(path)), basename(path));
  }
}

/** Device and inode of the folder at a path; null where there is none, or it may not be read. */
export function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

/** False for a path that certainly is not a symbolic link. */
export function mayBeLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return true;
  }
}
