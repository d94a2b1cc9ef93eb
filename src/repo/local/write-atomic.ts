import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFile,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { System } from '../../util/system.ts';
import { temporaryName } from './stale-temps.ts';

export interface WriteAtomicOptions {
  /** Writes only where there is no file yet. */
  readonly ifAbsent: boolean;
  /** Writes only where the file has these bytes. */
  readonly ifBytes?: Uint8Array | undefined;
  /** Syncs the file and its folder to disk. */
  readonly durable: boolean;
  /** Runs between writing and renaming; gets the file's stats, and whether there was no file before. */
  readonly beforeNaming?: (stats: Stats, isNew: boolean) => Promise<void>;
}

/** Limit in bytes for synchronous reads and writes: of small files, waiting takes longer than the work. */
export const SMALL_BYTES = 256 * 1024;

/**
 * Writes a file atomically: into a hidden file beside it, which is then renamed. A link is written
 * through, and a replaced file keeps its permissions.
 * @returns false when `ifAbsent` found a file, or `ifBytes` another one or none. @throws system errors; EISDIR where the path is not a plain file.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array | readonly Uint8Array[],
  options: WriteAtomicOptions,
  system: System,
): Promise<boolean> {
  try {
    return await writeOnce(path, bytes, options, system);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || (syscall !== 'rename' && syscall !== 'link')) throw error;
    // Another process removed the hidden file as stale: a container of the same name, say.
    return writeOnce(path, bytes, options, system);
  }
}

async function writeOnce(
  path: string,
  bytes: Uint8Array | readonly Uint8Array[],
  options: WriteAtomicOptions,
  system: System,
): Promise<boolean> {
  const existing = statOrNull(path);
  if (existing !== null && options.ifAbsent) return false;
  if (existing === null && options.ifBytes !== undefined) return false;
  if (existing !== null && !existing.isFile()) {
    throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
  }
  const target = existing === null ? path : realpathSync.native(path);
  const folder = dirname(target);
  const temporary = join(folder, temporaryName(system));
  try {
    const file = openIn(folder, temporary);
    try {
      if (existing !== null) fchmodSync(file, existing.mode & 0o777);
      if (!(bytes instanceof Uint8Array)) writePieces(file, bytes);
      else if (bytes.length <= SMALL_BYTES) writeFileSync(file, bytes);
      else await promisify(writeFile)(file, bytes);
      if (options.durable) await promisify(fsync)(file);
      await options.beforeNaming?.(fstatSync(file), existing === null);
    } finally {
      closeSync(file);
    }
    if (options.ifAbsent) return await nameIfAbsent(temporary, target);
    if (options.ifBytes === undefined) renameSync(temporary, target);
    else if (!nameIfBytes(temporary, target, options.ifBytes, system)) return false;
    if (options.durable) await syncFolder(folder);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Pieces per call; systems accept 1024. */
const MAX_PIECES = 1000;

function writePieces(file: number, pieces: readonly Uint8Array[]): void {
  for (let at = 0; at < pieces.length; at += MAX_PIECES) {
    let left = pieces.slice(at, at + MAX_PIECES);
    while (left.length > 0) {
      let written = writevSync(file, left);
      while (left.length > 0 && written >= left[0]!.length) written -= left.shift()!.length;
      if (left.length > 0) left = [left[0]!.subarray(written), ...left.slice(1)];
    }
  }
}

/** Opens a new file for writing; creates its folder where there is none. */
function openIn(folder: string, path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeFolder(folder);
    return openSync(path, 'wx');
  }
}

/** Creates a folder and its parents. Node's own way never ends where the system answers ENOENT (/proc). */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (statOrNull(folder)?.isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder || statOrNull(dirname(folder)) !== null) {
      throw error;
    }
    makeFolder(dirname(folder));
    makeFolder(folder);
  }
}

function statOrNull(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

/** Names the file unless another file has the name; a hard link is the one atomic way. */
async function nameIfAbsent(temporary: string, target: string): Promise<boolean> {
  try {
    linkSync(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && statOrNull(target) === null) {
      // No hard links here (FAT, some network drives). Concurrent writers may both win; each writes the whole file.
      renameSync(temporary, target);
      return true;
    }
    if (code !== 'EEXIST') throw error;
    rmSync(temporary, { force: true });
    return false;
  }
  rmSync(temporary, { force: true });
  await syncFolder(dirname(target));
  return true;
}

/** Age of a lock whose program was killed. */
const STALE_LOCK_MS = 10_000;

/** Names the file where the other one has these bytes. A lock keeps out other programs that do the same. */
function nameIfBytes(
  temporary: string,
  target: string,
  bytes: Uint8Array,
  system: System,
): boolean {
  const lock = join(dirname(target), `.${basename(target)}.lock`);
  const age = system.nowMs() - (statOrNull(lock)?.mtimeMs ?? Number.POSITIVE_INFINITY);
  if (age > STALE_LOCK_MS) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    const isSame = statOrNull(target) !== null && readFileSync(target).equals(bytes);
    if (isSame) renameSync(temporary, target);
    else rmSync(temporary, { force: true });
    return isSame;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Syncs a folder, which makes the names in it durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = openSync(folder, 'r');
    await promisify(fsync)(handle).finally(() => closeSync(handle));
  } catch {
    // Windows cannot open folders.
  }
}
