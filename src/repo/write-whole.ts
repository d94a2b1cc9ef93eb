import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { link, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** How a file is to be written. */
export interface WholeFileOptions {
  readonly ifAbsent: boolean;
  /** Waits until the disk has it. */
  readonly durable: boolean;
  /** Runs when the bytes are on the disk, before they take the name; gets what the file's stat will be. */
  readonly beforeNaming?: (stats: Stats) => Promise<void>;
}

/** Names of files that are being written: `.stitch-<machine>-<process>-<random>.tmp`. */
const TEMPORARY = /^\.stitch-(.*)-(\d+)-[0-9a-f]+\.tmp$/;
const MACHINE = hostname()
  .replace(/[^A-Za-z0-9]/g, '')
  .slice(0, 24);
/** Another machine's writer is given up after so long. */
const ABANDONED_MS = 24 * 3600 * 1000;

/**
 * Writes a file whole or not at all: into a hidden file beside it, which then takes its name in one step. A
 * link is written through, and what is replaced keeps its permissions.
 * @returns false when `ifAbsent` found a file there. @throws what the system says; EISDIR for no plain file.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  options: WholeFileOptions,
): Promise<boolean> {
  const there = await statOrNull(path);
  if (there !== null && options.ifAbsent) return false;
  if (there !== null && !there.isFile()) {
    throw Object.assign(new Error('no file'), { code: 'EISDIR' });
  }
  const target = there === null ? path : await realpath(path);
  const folder = dirname(target);
  if (there === null) await mkdir(folder, { recursive: true });
  const temporary = join(
    folder,
    `.stitch-${MACHINE}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const file = await open(temporary, 'wx', there === null ? 0o666 : there.mode & 0o777);
    try {
      await file.writeFile(bytes);
      if (options.durable) await file.sync();
      await options.beforeNaming?.(await file.stat());
    } finally {
      await file.close();
    }
    if (options.ifAbsent) return await nameIfAbsent(temporary, target);
    await rename(temporary, target);
    if (options.durable) await syncFolder(folder);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Takes away what runs that were killed left in a folder. Never fails: it is only tidying. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const match = TEMPORARY.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    const isOurs = match[1] === MACHINE;
    if (isOurs ? !isRunning(Number(match[2])) : await isAbandoned(path)) {
      await rm(path, { force: true }).catch(() => {});
    }
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Gives the file its name unless another has it; a hard link is the one step that can tell. */
async function nameIfAbsent(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && (await statOrNull(target)) === null) {
      // No hard links here (FAT, some network drives). Two at once may both win; both write it whole.
      await rename(temporary, target);
      return true;
    }
    if (code !== 'EEXIST') throw error;
    await rm(temporary, { force: true });
    return false;
  }
  await rm(temporary, { force: true });
  await syncFolder(dirname(target));
  return true;
}

/** A name lasts when its folder does. Not every system can: those that cannot need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const stats = await statOrNull(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_MS;
}
