import { mapBounded } from '../bounded.ts';
import { joined } from '../mp3/splice.ts';
import { LocalRepo } from '../repo/local-repo.ts';
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
 * @param folder the repo's folder; null where it is none.
 */
export function openOutlet(repo: Repo, folder: string | null, pool: Pool): Outlet {
  if (folder === null) {
    return {
      repo,
      write: async (files) => {
        await mapBounded(files, UPLOADS_AT_ONCE, ({ key, pieces }) =>
          repo.write(key, joined(pieces)),
        );
      },
      has: async () => true,
    };
  }
  const { write } = pool;
  const local = new LocalRepo(folder);
  return {
    repo,
    write: (files) => (write === null ? writeInto(local, files) : write(folder, files)),
    has: async (key, sizeBytes) => (await local.stat(key))?.sizeBytes === sizeBytes,
  };
}

/** Writes files into a folder. What the power's failing loses is made again when the campaign goes on. */
export async function writeInto(folder: LocalRepo, files: readonly OutFile[]): Promise<void> {
  for (const { key, pieces } of files) await folder.write(key, pieces, { durable: false });
}
