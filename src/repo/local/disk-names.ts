import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAscii } from '../../util/ascii.ts';
import type { Key } from '../repo.ts';
import { namesIn } from './paths.ts';

/** Maps keys, which are NFC, to paths under a root, whose names on disk may be written otherwise. */
export class DiskNames {
  private readonly root: string;
  /** Paths of the keys that are not their own path. */
  private readonly paths = new Map<Key, string>();

  constructor(root: string) {
    this.root = root;
  }

  /** Remembers the path of a key. */
  set(key: Key, path: string): void {
    if (path === key) this.paths.delete(key);
    else this.paths.set(key, path);
  }

  /** Finds a key's path under the root: the key itself, or an existing path that it is the NFC of. */
  pathOf(key: Key): string {
    const known = this.paths.get(key);
    if (known !== undefined && existsSync(join(this.root, known))) return known;
    if (isAscii(key)) return key;
    let path = '';
    for (const part of key.split('/')) {
      const names = namesIn(join(this.root, path));
      const name = names.includes(part)
        ? part
        : names.find((other) => other.normalize('NFC') === part);
      path = join(path, name ?? part);
    }
    return path;
  }
}
