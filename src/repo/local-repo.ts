import { randomBytes } from 'node:crypto';
import { type Dirent, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { messageOf, StitchError } from '../errors.ts';
import { compareKeys, type Entry, type Key, type Repo } from './repo.ts';

/** How many files are looked at before other work gets its turn: a millisecond or two. */
const STATS_AT_ONCE = 256;

/** What to say of system errors that are about the name. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the name is too long; give a shorter one',
  ENOTDIR: 'a part of the path is a file and no folder; name another',
  EEXIST: 'a part of the path is a file and no folder; name another',
  EISDIR: 'it is a folder or a device; name a file',
};

/**
 * A folder. Keys are NFC; a file whose name on disk is written otherwise is found by either. Writes go
 * to a hidden file beside the target, are synced, and take its name in one step.
 */
export class LocalRepo implements Repo {
  readonly address: string;
  private readonly root: string;
  /** The name on disk of each key that is not the key itself; filled by listing. */
  private readonly namesOnDisk = new Map<Key, string>();

  /** @param root the folder; it need not be there yet for writing. */
  constructor(root: string) {
    this.address = root;
    this.root = resolve(root);
  }

  async *list(): AsyncIterable<Entry> {
    const paths = await this.walk('');
    if (paths === null) throw this.rootNotFound();
    const found = paths
      .map((path) => ({ path, key: path.split(sep).join('/').normalize('NFC') as Key }))
      .sort(
        (a, b) => compareKeys(a.key, b.key) || Number(b.path === b.key) - Number(a.path === a.key),
      );
    for (let i = 0; i < found.length; i += STATS_AT_ONCE) {
      // Not in the background: a trip there and back costs many times what a look does.
      for (let f = i; f < Math.min(i + STATS_AT_ONCE, found.length); f++) {
        const { path, key } = found[f]!;
        // Names that differ in NFC and NFD only are one key, which the NFC one has.
        const entry = found[f - 1]?.key === key ? null : await this.statPath(path, key);
        if (entry !== null) yield entry;
      }
      await new Promise((done) => setImmediate(done));
    }
  }

  async stat(key: Key): Promise<Entry | null> {
    const path = await this.pathOf(key);
    return this.attempt('look at', key, async () => {
      await this.refuseOutside(join(this.root, path));
      return this.statPath(path, key);
    });
  }

  async read(key: Key): Promise<Uint8Array | null> {
    const path = join(this.root, await this.pathOf(key));
    return this.attempt('read', key, async () => {
      await this.refuseOutside(path);
      // A pipe would keep its reader waiting.
      if (!(await stat(path)).isFile()) return null;
      const bytes = await readFile(path);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    });
  }

  async write(key: Key, bytes: Uint8Array): Promise<void> {
    const path = join(this.root, await this.pathOf(key));
    await this.attempt('write', key, async () => {
      await this.refuseOutside(path);
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, bytes);
    });
  }

  /** All files under a folder of the root, as relative paths; null when it is not there. */
  private async walk(folder: string): Promise<string[] | null> {
    const entries = await this.attempt('list', folder as Key, () =>
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

  private async statPath(path: string, key: Key): Promise<Entry | null> {
    if (path !== key) this.namesOnDisk.set(key, path);
    const entry = await this.attempt('look at', key, async () => statSync(join(this.root, path)));
    if (entry === null || !entry.isFile()) return null;
    return { key, sizeBytes: entry.size, modifiedMs: entry.mtimeMs };
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

  /** Runs one operation; "not there" is null, what can be named is named, the rest keeps its cause. */
  private async attempt<T>(verb: string, key: Key, operation: () => Promise<T>): Promise<T | null> {
    try {
      return await operation();
    } catch (cause) {
      if (cause instanceof StitchError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code;
      if ((code === 'ENOENT' || code === 'ENOTDIR') && verb !== 'write') return null;
      const place = join(this.address, key);
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
        throw new StitchError(
          'repo/forbidden',
          `${place} is not yours to ${verb}; change its permissions or give another place`,
          { cause },
        );
      }
      const what = REMEDIES[code ?? ''];
      if (what !== undefined) {
        throw new StitchError('repo/unavailable', `${place} cannot be: ${what}`, { cause });
      }
      if (code === 'ENOSPC' || code === 'EDQUOT') {
        throw new StitchError('repo/unavailable', `${place} cannot be written: the disk is full`, {
          cause,
        });
      }
      throw new StitchError(
        'repo/unavailable',
        `${place}: cannot ${verb} it: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  private rootNotFound(): StitchError {
    return new StitchError(
      'repo/not-found',
      `there is no folder ${this.address}; make it and put the clips there, or name another`,
    );
  }
}

/** A path without links, as far as it is there. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error;
    return join(await realOf(dirname(path)), basename(path));
  }
}

/** Writes a file whole or not at all; a link is written through. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there !== null && !there.isFile())
    throw Object.assign(new Error('no file'), { code: 'EISDIR' });
  const target = there === null ? path : await realpath(path);
  const temporary = join(
    dirname(target),
    `.stitch-${process.pid}-${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const file = await open(temporary, 'wx', there === null ? 0o666 : there.mode & 0o777);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
