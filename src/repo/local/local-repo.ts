import {
  type Dirent,
  existsSync,
  readdirSync,
  readFile,
  readFileSync,
  type Stats,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { StitchError } from '../../errors.ts';
import { checkLinkSeconds, objectMetadata } from '../object-metadata.ts';
import {
  type DescribedEntry,
  type Entry,
  isHidden,
  type Key,
  parseKey,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from '../repo.ts';
import { entryOf } from './entry.ts';
import { isAbsent, localError } from './errors.ts';
import { deleteMetadata, readMetadata, writeMetadata } from './metadata.ts';
import { identityOf, inOrder, mayBeLink, namesIn, resolveLinks } from './paths.ts';
import { removeStaleTemps, SMALL_BYTES, writeAtomic } from './write-atomic.ts';

export interface LocalRepoOptions {
  /** The clock, in milliseconds since 1970 (default: `Date.now`). */
  readonly nowMs?: (() => number) | undefined;
}

/**
 * A folder. Keys are NFC; a file whose name on disk is written otherwise is found by either. Writes go
 * to a hidden file beside the target, are synced, and take its name in one step.
 */
export class LocalRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  private readonly root: string;
  private readonly nowMs: () => number;
  /** The name on disk of each key that is not the key itself; filled by listing. */
  private readonly namesOnDisk = new Map<Key, string>();
  /** Folders that were written into and tidied. */
  private readonly swept = new Set<string>();
  /** Folders in which something was found to be inside the root, with what told them from others then. */
  private readonly inside = new Map<string, string>();

  /** @param root the folder; it need not be there yet for writing. */
  constructor(root: string, { nowMs = Date.now }: LocalRepoOptions = {}) {
    this.address = root;
    this.nowMs = nowMs;
    this.root = resolve(root);
    this.identity = `folder:${this.root}`;
  }

  async *list(prefix = ''): AsyncIterable<Entry> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') this.refuseOutside(join(this.root, parseKey(folder.slice(0, -1))));
    const paths = isHidden(folder) ? [] : await this.walk(folder);
    if (paths === null && (prefix === '' || (await this.walk('')) === null))
      throw this.rootNotFound();
    const found = inOrder(paths ?? []).filter(({ key }) => key.startsWith(prefix));
    for (const [i, { path, key }] of found.entries()) {
      // Names that differ in NFC and NFD only are one key, which the NFC one has.
      if (found[i - 1]?.key !== key) yield this.listed(path, key);
    }
  }

  /** A file that is looked at only when it is asked what it is like: a message asks it of a few. */
  private listed(path: string, key: Key): Entry {
    this.nameOnDisk(path, key);
    let known: Entry | undefined;
    const look = (): Entry => {
      known ??= entryOf(key, this.statPath(path, key), this.nowMs());
      return known;
    };
    return {
      key,
      get sizeBytes() {
        return look().sizeBytes;
      },
      get modifiedMs() {
        return look().modifiedMs;
      },
      get version() {
        return look().version;
      },
      contentId: null,
    };
  }

  async stat(key: Key): Promise<DescribedEntry | null> {
    const path = this.pathOf(key);
    return this.attempt('look at', key, async () => {
      this.refuseOutside(join(this.root, path));
      const stats = this.statPath(path, key);
      if (stats === null) return null;
      return {
        ...entryOf(key, stats, this.nowMs()),
        ...readMetadata(join(this.root, path), key, stats),
      };
    });
  }

  async read(key: Key, { signal }: ReadOptions = {}): Promise<StoredObject | null> {
    signal?.throwIfAborted();
    const path = join(this.root, this.pathOf(key));
    return this.attempt('read', key, async () => {
      this.refuseOutside(path);
      const stats = statSync(path);
      // A pipe would keep its reader waiting.
      if (!stats.isFile()) return null;
      const read = stats.size <= SMALL_BYTES ? readFileSync(path) : await promisify(readFile)(path);
      const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
      return { ...entryOf(key, stats, this.nowMs()), ...readMetadata(path, key, stats), bytes };
    });
  }

  /** As `Repo.write`; the bytes may also come in pieces, to be written one after another. */
  async write(
    key: Key,
    bytes: Uint8Array | readonly Uint8Array[],
    options: WriteOptions = {},
  ): Promise<boolean> {
    const label = objectMetadata(key, options);
    const path = join(this.root, this.pathOf(key));
    const written = await this.attempt('write', key, async () => {
      this.refuseOutside(path);
      this.tidy(dirname(path));
      const isWritten = await writeAtomic(path, bytes, {
        ifAbsent: options.ifAbsent ?? false,
        durable: options.durable ?? true,
        beforeNaming: (stats, isNew) => writeMetadata(path, key, label, stats, isNew),
      });
      return isWritten;
    });
    return written ?? false;
  }

  async delete(key: Key): Promise<void> {
    const path = join(this.root, this.pathOf(key));
    await this.attempt('delete', key, async () => {
      this.refuseOutside(dirname(path));
      this.tidy(dirname(path));
      unlinkSync(path);
      deleteMetadata(path);
    });
  }

  async touch({ key, contentType, metadata }: DescribedEntry): Promise<void> {
    const path = join(this.root, this.pathOf(key));
    await this.attempt('touch', key, async () => {
      this.refuseOutside(path);
      const now = new Date(this.nowMs());
      utimesSync(path, now, now);
      await writeMetadata(path, key, { contentType, metadata }, statSync(path));
    });
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    return pathToFileURL(join(this.root, this.pathOf(key))).href;
  }

  /** All files under a folder of the root, as relative paths; null when it is not there. */
  private async walk(folder: string): Promise<string[] | null> {
    const entries = await this.attempt('list', folder, async () =>
      readdirSync(join(this.root, folder), { withFileTypes: true }),
    );
    if (entries === null) return null;
    const paths: string[] = [];
    for (const entry of entries) {
      // A backslash or a name that is no Unicode cannot be a key, so nothing could ask for the file.
      if (entry.name.startsWith('.') || entry.name.includes('\\')) continue;
      const path = folder === '' ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) paths.push(...((await this.walk(path)) ?? []));
      else if (this.isFile(entry, path)) paths.push(path);
    }
    return paths;
  }

  /** A link is followed when it is read, and then only within the root. Links to folders are not walked. */
  private isFile(entry: Dirent, path: string): boolean {
    if (!entry.isSymbolicLink()) return entry.isFile();
    return this.lookAt(path, path)?.isFile() === true;
  }

  /** @throws StitchError repo/…. */
  private statPath(path: string, key: Key): Stats | null {
    this.nameOnDisk(path, key);
    const stats = this.lookAt(path, key);
    return stats?.isFile() ? stats : null;
  }

  private lookAt(path: string, key: string): Stats | null {
    try {
      return statSync(this.root + sep + path, { throwIfNoEntry: false }) ?? null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw localError(error, 'look at', this.address, key);
    }
  }

  private nameOnDisk(path: string, key: Key): void {
    if (path === key) this.namesOnDisk.delete(key);
    else this.namesOnDisk.set(key, path);
  }

  /** A key's path under the root: the key itself, or the same written otherwise on the disk. */
  private pathOf(key: Key): string {
    const known = this.namesOnDisk.get(key);
    if (known !== undefined && existsSync(join(this.root, known))) return known;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at 0.
    if (/^[\x00-\x7f]*$/.test(key)) return key;
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

  /** Before the first change in a folder: takes away what killed runs left there. */
  private tidy(folder: string): void {
    if (this.swept.has(folder)) return;
    this.swept.add(folder);
    removeStaleTemps(folder);
  }

  /** @throws StitchError repo/forbidden when symbolic links lead out of the root. */
  private refuseOutside(path: string): void {
    // What is no link is where its folder is; to follow a whole path costs more than to write a file.
    const folder = dirname(path);
    const folderNow = identityOf(folder);
    const isPlain = !mayBeLink(path);
    if (isPlain && folderNow !== null && this.inside.get(folder) === folderNow) return;
    const [root, real] = [resolveLinks(this.root), resolveLinks(path)];
    const inside = relative(root, real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new StitchError(
        'repo/forbidden',
        `${path} is a link to a place outside ${this.address}; copy the file there instead`,
      );
    }
    if (isPlain && folderNow !== null) this.inside.set(folder, folderNow);
  }

  /** Runs one operation; "not there" is null where it is no failure, the rest is named and keeps its cause. */
  private async attempt<T>(
    verb: string,
    key: string,
    operation: () => Promise<T>,
  ): Promise<T | null> {
    try {
      return await operation();
    } catch (error) {
      if (isAbsent(error) && verb !== 'write') return null;
      throw localError(error, verb, this.address, key);
    }
  }

  private rootNotFound(): StitchError {
    if (existsSync(this.root)) {
      const what = `${this.address} is a file and no folder; name a folder`;
      return new StitchError('repo/unavailable', what);
    }
    return new StitchError(
      'repo/not-found',
      `there is no folder ${this.address}; make it and put the clips there, or name another`,
    );
  }
}

/**
 * Writes one file, named just as it is given, whole or not at all; a link is written through.
 * @throws StitchError repo/forbidden, repo/unavailable.
 */
export async function writeLocalFile(path: string, bytes: Uint8Array): Promise<void> {
  removeStaleTemps(dirname(path));
  try {
    await writeAtomic(path, bytes, { ifAbsent: false, durable: true });
  } catch (error) {
    throw localError(error, 'write', dirname(path), basename(path));
  }
}
