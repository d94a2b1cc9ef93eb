import { mapBounded } from '../bounded.ts';
import type { Key, Repo } from '../repo/repo.ts';
import type { OutFile, Pool } from './pool.ts';

/** Where the files of a campaign go. */
export interface Outlet {
  readonly repo: Repo;
  /** Writes files, each whole; until then the bytes stay as they are. @throws StitchError repo/…. */
  write(files: readonly OutFile[]): Promise<void>;
  /** Whether the file that the manifest tells of is there: a bucket keeps what it took, a disk may not. */
  has(key: Key, sizeBytes: number): Promise<boolean>;
}

/** Uploads at once: as many as the client has connections. */
const UPLOADS_AT_ONCE = 32;

/**
 * Opens the outlet into a repo. A folder's files are written by the pool's threads; uploads are sent by this
 * one, for they wait more than they work.
 */
export function openOutlet(repo: Repo, pool: Pool, isFolder: boolean): Outlet {
  if (!isFolder) {
    return {
      repo,
      write: (files) => writeAll(repo, files, UPLOADS_AT_ONCE),
      has: async () => true,
    };
  }
  const { write } = pool;
  return {
    repo,
    write: (files) => (write === null ? writeAll(repo, files, 1) : write(repo.address, files)),
    has: async (key, sizeBytes) => (await repo.stat(key))?.sizeBytes === sizeBytes,
  };
}

/** Writes files into a repo. What the power's failing loses is made again when the campaign goes on. */
export async function writeAll(
  repo: Repo,
  files: readonly OutFile[],
  atOnce: number,
): Promise<void> {
  await mapBounded(files, atOnce, ({ key, bytes }) => repo.write(key, bytes, { durable: false }));
}
