import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFile,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** How a file is to be written. */
export interface WriteAtomicOptions {
  readonly ifAbsent: boolean;
  /** Waits until the disk has it. */
  readonly durable: boolean;
  /**
   * Runs when the bytes are written, before they take the name; gets what the file's stat will be, and
   * whether there was no file before.
   */
  readonly beforeNaming?: (stats: Stats, isNew: boolean) => Promise<void>;
}

/** A file of up to so many bytes is read or written at once: waiting for it would take longer. */
export const SMALL_BYTES = 256 * 1024;

/** Names of files that are being written: `.stitch-<machine>-<process>-<random>.tmp`. */
const TEMPORARY = /^\.stitch-(.*)-(\d+)-[0-9a-f]+\.tmp$/;
const MACHINE = hostname()
  .replace(/[^A-Za-z0-9]/g, '')
  .slice(0, 24);
/** A writer of another machine, or one whose number another process has now, is given up after so long. */
const ABANDONED_MS = 24 * 3600 * 1000;

/**
 * Writes a file whole or not at all: into a hidden file beside it, which then takes its name in one step. A
 * link is written through, and what is replaced keeps its permissions.
 * @returns false when `ifAbsent` found a file there. @throws what the system says; EISDIR for no plain file.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array | readonly Uint8Array[],
  options: WriteAtomicOptions,
): Promise<boolean> {
  try {
    return await writeOnce(path, bytes, options);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || (syscall !== 'rename' && syscall !== 'link')) throw error;
    // Somebody took the hidden file for one left behind: a container of the same name, say.
    return writeOnce(path, bytes, options);
  }
}

async function writeOnce(
  path: string,
  bytes: Uint8Array | readonly Uint8Array[],
  options: WriteAtomicOptions,
): Promise<boolean> {
  const there = statOrNull(path);
  if (there !== null && options.ifAbsent) return false;
  if (there !== null && !there.isFile()) {
    throw Object.assign(new Error('no file'), { code: 'EISDIR' });
  }
  const target = there === null ? path : realpathSync.native(path);
  const folder = dirname(target);
  const temporary = join(folder, `.stitch-${MACHINE}-${process.pid}-${uniqueHex()}.tmp`);
  try {
    const file = openIn(folder, temporary);
    try {
      if (there !== null) fchmodSync(file, there.mode & 0o777);
      if (!(bytes instanceof Uint8Array)) writePieces(file, bytes);
      else if (bytes.length <= SMALL_BYTES) writeFileSync(file, bytes);
      else await promisify(writeFile)(file, bytes);
      if (options.durable) await promisify(fsync)(file);
      await options.beforeNaming?.(fstatSync(file), there === null);
    } finally {
      closeSync(file);
    }
    if (options.ifAbsent) return await nameIfAbsent(temporary, target);
    renameSync(temporary, target);
    if (options.durable) await syncFolder(folder);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Takes away what runs that were killed left in a folder. Never fails: it is only tidying. */
export function removeStaleTemps(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const match = TEMPORARY.exec(name);
      if (match === null) continue;
      const path = join(folder, name);
      const isDead = match[1] === MACHINE && !isRunning(Number(match[2]));
      if (isDead || isAbandoned(path)) rmSync(path, { force: true });
    }
  } catch {
    // The folder is not there yet, or not ours to tidy.
  }
}

/** Systems take 1024 pieces at once. */
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

/** Opens a new file for writing, in a folder that is made where it is not there. */
function openIn(folder: string, path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeFolder(folder);
    return openSync(path, 'wx');
  }
}

const RUN_HEX = randomBytes(6).toString('hex');
let names = 0;

/** Another one each time, in this thread and any other. */
function uniqueHex(): string {
  return RUN_HEX + (names++).toString(16).padStart(8, '0');
}

/** Makes a folder and those above it. Node's own way never ends where the system answers ENOENT (/proc). */
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

/** Gives the file its name unless another has it; a hard link is the one step that can tell. */
async function nameIfAbsent(temporary: string, target: string): Promise<boolean> {
  try {
    linkSync(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && statOrNull(target) === null) {
      // No hard links here (FAT, some network drives). Two at once may both win; both write it whole.
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

/** A name lasts when its folder does. Not every system can: those that cannot need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = openSync(folder, 'r');
    await promisify(fsync)(handle).finally(() => closeSync(handle));
  } catch {
    // Windows opens no folders.
  }
}

/** Whether this machine has such a process. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isAbandoned(path: string): boolean {
  const stats = statOrNull(path);
  return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_MS;
}
