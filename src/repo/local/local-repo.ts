import {
  readdirSync,
  readFile,
  readFileSync,
  type Stats,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type System, type SystemOverrides, systemWith } from '../../util/system.ts';
import { checkLinkSeconds, objectMetadata } from '../object-metadata.ts';
import {
  type DescribedEntry,
  type Entry,
  isHidden,
  type Key,
  type ListOptions,
  parseKey,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from '../repo.ts';
import { DiskNames } from './disk-names.ts';
import { entryOf, ListedFile } from './entry.ts';
import { isAbsent, localError, rootNotFound } from './errors.ts';
import { deleteMetadata, readMetadata, writeMetadata } from './metadata.ts';
import { folderNames, sortByKey } from './paths.ts';
import { RootGuard } from './root-guard.ts';
import { removeStaleTemps } from './stale-temps.ts';
import { SMALL_BYTES, writeAtomic } from './write-atomic.ts';

/**
 * Repo in a folder. Keys are NFC; a file whose name on disk is not NFC is found by its key. Writes go to
 * a hidden file beside the target, are synced, and renamed.
 */
export class LocalRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  private readonly root: string;
  private readonly system: System;
  private readonly names: DiskNames;
  private readonly guard: RootGuard;
  /** Folders whose stale temporary files were removed. */
  private readonly swept = new Set<string>();

  /** @param root the folder; writing creates it. */
  constructor(root: string, overrides: SystemOverrides = {}) {
    this.address = root;
    this.system = systemWith(overrides);
    this.root = resolve(root);
    this.names = new DiskNames(this.root);
    this.guard = new RootGuard(this.root, root);
    this.identity = `folder:${this.root}`;
  }

  async *list(prefix = '', { onBrokenLink }: ListOptions = {}): AsyncIterable<Entry> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') this.guard.check(join(this.root, parseKey(folder.slice(0, -1))));
    const broken: string[] = [];
    const paths = isHidden(folder) ? [] : await this.walk(folder, broken);
    if (paths === null && (prefix === '' || (await this.walk('', [])) === null))
      throw rootNotFound(this.root, this.address);
    const found = sortByKey(paths ?? []).filter(({ key }) => key.startsWith(prefix));
    if (onBrokenLink !== undefined) for (const { key } of sortByKey(broken)) onBrokenLink(key);
    for (const [i, { path, key }] of found.entries()) {
      // Names that differ only by NFC and NFD share a key; the NFC one comes first.
      if (found[i - 1]?.key !== key) yield this.listed(path, key);
    }
  }

  async folders(): Promise<readonly string[]> {
    const names = await this.attempt('list', '', async () => folderNames(this.root));
    if (names === null) throw rootNotFound(this.root, this.address);
    return names;
  }

  /** Entry that stats its file on first use: a message needs the stats of a few files. */
  private listed(path: string, key: Key): Entry {
    this.names.set(key, path);
    return new ListedFile(key, path, this.load);
  }

  private readonly load = (key: Key, path: string): Entry =>
    entryOf(key, this.statPath(path, key), this.system.nowMs());

  async stat(key: Key): Promise<DescribedEntry | null> {
    const path = this.names.pathOf(key);
    return this.attempt('read', key, async () => {
      this.guard.check(join(this.root, path));
      const stats = this.statPath(path, key);
      if (stats === null) return null;
      return {
        ...entryOf(key, stats, this.system.nowMs()),
        ...readMetadata(join(this.root, path), key, stats),
      };
    });
  }

  async read(key: Key, { signal }: ReadOptions = {}): Promise<StoredObject | null> {
    signal?.throwIfAborted();
    const path = join(this.root, this.names.pathOf(key));
    return this.attempt('read', key, async () => {
      this.guard.check(path);
      const stats = statSync(path);
      // Reading a pipe would block.
      if (!stats.isFile()) return null;
      const read = stats.size <= SMALL_BYTES ? readFileSync(path) : await promisify(readFile)(path);
      const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
      return {
        ...entryOf(key, stats, this.system.nowMs()),
        ...readMetadata(path, key, stats),
        bytes,
      };
    });
  }

  /** As `Repo.write`; pieces are written one after another. */
  async write(
    key: Key,
    bytes: Uint8Array | readonly Uint8Array[],
    options: WriteOptions = {},
  ): Promise<boolean> {
    const metadata = objectMetadata(key, options);
    const path = join(this.root, this.names.pathOf(key));
    const written = await this.attempt('write', key, async () => {
      this.guard.check(path);
      this.sweep(dirname(path));
      const { ifAbsent = false, durable = true, ifUnchanged } = options;
      const beforeNaming = (stats: Stats, isNew: boolean) =>
        writeMetadata({ path, key, stats, isNew }, metadata, this.system);
      const ifBytes = ifUnchanged?.bytes;
      return writeAtomic(path, bytes, { ifAbsent, ifBytes, durable, beforeNaming }, this.system);
    });
    return written ?? false;
  }

  async delete(key: Key): Promise<void> {
    const path = join(this.root, this.names.pathOf(key));
    await this.attempt('delete', key, async () => {
      this.guard.check(dirname(path));
      this.sweep(dirname(path));
      unlinkSync(path);
      deleteMetadata(path);
    });
  }

  async touch({ key, contentType, metadata }: DescribedEntry): Promise<void> {
    const path = join(this.root, this.names.pathOf(key));
    await this.attempt('touch', key, async () => {
      this.guard.check(path);
      const now = new Date(this.system.nowMs());
      utimesSync(path, now, now);
      const target = { path, key, stats: statSync(path), isNew: false };
      await writeMetadata(target, { contentType, metadata }, this.system);
    });
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    return pathToFileURL(join(this.root, this.names.pathOf(key))).href;
  }

  /**
   * Lists all files under a folder of the root, as relative paths; null without such a folder.
   * @param broken gets the links that lead nowhere.
   */
  private async walk(folder: string, broken: string[]): Promise<string[] | null> {
    const entries = await this.attempt('list', folder, async () =>
      readdirSync(join(this.root, folder), { withFileTypes: true }),
    );
    if (entries === null) return null;
    const paths: string[] = [];
    for (const entry of entries) {
      // A name with a backslash is not a key, so nobody can ask for the file.
      if (entry.name.startsWith('.') || entry.name.includes('\\')) continue;
      const path = folder === '' ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) {
        for (const inner of (await this.walk(path, broken)) ?? []) paths.push(inner);
      } else if (entry.isSymbolicLink()) {
        // Reading follows a link within the root. Links to folders are not walked.
        const stats = this.statOrNull(path, path);
        if (stats === null) broken.push(path);
        else if (stats.isFile()) paths.push(path);
      } else if (entry.isFile()) paths.push(path);
    }
    return paths;
  }

  /** @throws StitchError repo/…. */
  private statPath(path: string, key: Key): Stats | null {
    this.names.set(key, path);
    const stats = this.statOrNull(path, key);
    return stats?.isFile() ? stats : null;
  }

  private statOrNull(path: string, key: string): Stats | null {
    try {
      return statSync(this.root + sep + path, { throwIfNoEntry: false }) ?? null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw localError(error, 'read', this.address, key);
    }
  }

  /** Removes what killed runs left in a folder, before the first change there. */
  private sweep(folder: string): void {
    if (this.swept.has(folder)) return;
    this.swept.add(folder);
    removeStaleTemps(folder, this.system);
  }

  /** Runs one operation; absence is null, except for writes, and other failures become StitchErrors. */
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
}
