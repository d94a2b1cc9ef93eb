import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir, readFile, realpath, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StitchError } from '../errors.ts';
import { checkLinkSeconds, labelOf } from './label.ts';
import { isAbsent, localError } from './local-errors.ts';
import { deleteLabel, readLabel, writeLabel } from './local-label.ts';
import {
  compareKeys,
  type Entry,
  type Key,
  type LabelledEntry,
  type Repo,
  type Value,
  type WriteOptions,
} from './repo.ts';
import { sweep, writeWhole } from './write-whole.ts';

/** How many files are looked at before other work gets its turn: a millisecond or two. */
const STATS_AT_ONCE = 256;

/** The coarsest file system's clock (FAT's): a file changed since may change again without its times telling. */
const FRESH_MS = 2000;

/**
 * A folder. Keys are NFC; a file whose name on disk is written otherwise is found by either. Writes go
 * to a hidden file beside the target, are synced, and take its name in one step.
 */
export class LocalRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  private readonly root: string;
  /** The name on disk of each key that is not the key itself; filled by listing. */
  private readonly namesOnDisk = new Map<Key, string>();
  /** Folders that were written into and tidied. */
  private readonly swept = new Set<string>();

  /** @param root the folder; it need not be there yet for writing. */
  constructor(root: string) {
    this.address = root;
    this.root = resolve(root);
    this.identity = `folder:${this.root}`;
  }

  async *list(prefix = ''): AsyncIterable<Entry> {
    const paths = await this.walk(prefix.slice(0, prefix.lastIndexOf('/') + 1));
    if (paths === null && (prefix === '' || (await this.walk('')) === null))
      throw this.rootNotFound();
    const found = (paths ?? [])
      .map((path) => ({ path, key: path.split(sep).join('/').normalize('NFC') as Key }))
      .filter(({ key }) => key.startsWith(prefix))
      .sort(
        (a, b) => compareKeys(a.key, b.key) || Number(b.path === b.key) - Number(a.path === a.key),
      );
    for (let i = 0; i < found.length; i += STATS_AT_ONCE) {
      // Not in the background: a trip there and back costs many times what a look does.
      for (let f = i; f < Math.min(i + STATS_AT_ONCE, found.length); f++) {
        const { path, key } = found[f]!;
        // Names that differ in NFC and NFD only are one key, which the NFC one has.
        const stats = found[f - 1]?.key === key ? null : await this.statPath(path, key);
        if (stats !== null) yield entryOf(key, stats);
      }
      await new Promise((done) => setImmediate(done));
    }
  }

  async stat(key: Key): Promise<LabelledEntry | null> {
    const path = await this.pathOf(key);
    return this.attempt('look at', key, async () => {
      await this.refuseOutside(join(this.root, path));
      const stats = await this.statPath(path, key);
      if (stats === null) return null;
      return { ...entryOf(key, stats), ...(await readLabel(join(this.root, path), key, stats)) };
    });
  }

  async read(key: Key): Promise<Value | null> {
    const path = join(this.root, await this.pathOf(key));
    return this.attempt('read', key, async () => {
      await this.refuseOutside(path);
      const stats = await stat(path);
      // A pipe would keep its reader waiting.
      if (!stats.isFile()) return null;
      const read = await readFile(path);
      const bytes = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
      return { ...entryOf(key, stats), ...(await readLabel(path, key, stats)), bytes };
    });
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const label = labelOf(key, options);
    const path = join(this.root, await this.pathOf(key));
    const written = await this.attempt('write', key, async () => {
      await this.refuseOutside(path);
      await this.tidy(dirname(path));
      const isWritten = await writeWhole(path, bytes, {
        ifAbsent: options.ifAbsent ?? false,
        durable: options.durable ?? true,
        beforeNaming: (stats) => writeLabel(path, key, label, stats),
      });
      return isWritten;
    });
    return written ?? false;
  }

  async delete(key: Key): Promise<void> {
    const path = join(this.root, await this.pathOf(key));
    await this.attempt('delete', key, async () => {
      await this.refuseOutside(dirname(path));
      await this.tidy(dirname(path));
      await rm(path);
      await deleteLabel(path);
    });
  }

  async touch({ key, contentType, metadata }: LabelledEntry): Promise<void> {
    const path = join(this.root, await this.pathOf(key));
    await this.attempt('touch', key, async () => {
      await this.refuseOutside(path);
      const now = new Date();
      await utimes(path, now, now);
      await writeLabel(path, key, { contentType, metadata }, await stat(path));
    });
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    return pathToFileURL(join(this.root, await this.pathOf(key))).href;
  }

  /** All files under a folder of the root, as relative paths; null when it is not there. */
  private async walk(folder: string): Promise<string[] | null> {
    const entries = await this.attempt('list', folder, () =>
      readdir(join(this.root, folder), { withFileTypes: true }),
    );
    if (entries === null) return null;
    const below = await Promise.all(
      entries.map((entry) => this.walkEntry(join(folder, entry.name), entry)),
    );
    return below.flat();
  }

  private async walkEntry(path: string, entry: Dirent): Promise<string[]> {
    // A backslash or a name that is no Unicode cannot be a key, so nothing could ask for the file.
    if (entry.name.startsWith('.') || entry.name.includes('\\')) return [];
    if (entry.isDirectory()) return (await this.walk(path)) ?? [];
    // A link is followed when it is read, and then only within the root. Links to folders are not walked.
    return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
  }

  private async statPath(path: string, key: Key): Promise<Stats | null> {
    if (path !== key) this.namesOnDisk.set(key, path);
    const stats = await this.attempt('look at', key, async () => statSync(join(this.root, path)));
    return stats?.isFile() ? stats : null;
  }

  /** A key's path under the root: the key itself, or the same written otherwise on the disk. */
  private async pathOf(key: Key): Promise<string> {
    const known = this.namesOnDisk.get(key);
    if (known !== undefined) return known;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at 0.
    if (/^[\x00-\x7f]*$/.test(key)) return key;
    let path = '';
    for (const part of key.split('/')) {
      const names = await readdir(join(this.root, path)).catch(() => [] as string[]);
      const name = names.includes(part)
        ? part
        : names.find((other) => other.normalize('NFC') === part);
      path = join(path, name ?? part);
    }
    return path;
  }

  /** Before the first change in a folder: takes away what killed runs left there. */
  private async tidy(folder: string): Promise<void> {
    if (this.swept.has(folder)) return;
    this.swept.add(folder);
    await sweep(folder);
  }

  /** @throws StitchError repo/forbidden when symbolic links lead out of the root. */
  private async refuseOutside(path: string): Promise<void> {
    const [root, real] = await Promise.all([realOf(this.root), realOf(path)]);
    const inside = relative(root, real);
    if (inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new StitchError(
        'repo/forbidden',
        `${path} is a link to a place outside ${this.address}; copy the file there instead`,
      );
    }
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
    return new StitchError(
      'repo/not-found',
      `there is no folder ${this.address}; make it and put the clips there, or name another`,
    );
  }
}

function entryOf(key: Key, { size, mtimeMs, ctimeMs }: Stats): Entry {
  const isFresh = Date.now() - Math.max(mtimeMs, ctimeMs) < FRESH_MS;
  return {
    key,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    version: isFresh ? null : `${size}-${mtimeMs}-${ctimeMs}`,
    contentId: null,
  };
}

/** A path without links, as far as it is there. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isAbsent(error) || dirname(path) === path) throw error;
    return join(await realOf(dirname(path)), basename(path));
  }
}
