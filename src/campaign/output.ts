import { createHash } from 'node:crypto';
import type { OutputFile, WorkerPool } from '../render/worker/pool.ts';
import { LocalRepo } from '../repo/local/local-repo.ts';
import { type Entry, type Key, nullIfForbidden, type Repo } from '../repo/repo.ts';
import { concat } from '../util/bytes.ts';
import { mapConcurrent } from '../util/concurrency.ts';

/** Where the files of a campaign go. */
export interface CampaignOutput {
  readonly repo: Repo;
  /** Writes files, each whole; until then the bytes stay as they are. @throws StitchError repo/…. */
  write(files: readonly OutputFile[]): Promise<void>;
  /** Whether a file that is named by what it says is there: a bucket keeps what it took, a disk may not. */
  hasSize(key: Key, sizeBytes: number): Promise<boolean>;
  /** Whether a file is there and is just that, as far as can be told without reading it from a bucket. */
  hasBytes(key: Key, pieces: readonly Uint8Array[]): Promise<boolean>;
}

/** Uploads at once: as many as the client has connections. */
const UPLOADS_AT_ONCE = 32;

/**
 * Opens the outlet into a repo. A folder's files are written by the pool's threads; uploads are sent by this
 * one, for they wait more than they work.
 * @param folder the repo's folder; null where it is none.
 */
export function openCampaignOutput(
  repo: Repo,
  folder: string | null,
  pool: WorkerPool,
): CampaignOutput {
  if (folder === null) {
    return {
      repo,
      write: async (files) => {
        await mapConcurrent(files, UPLOADS_AT_ONCE, ({ key, pieces }) =>
          repo.write(key, concat(pieces)),
        );
      },
      hasSize: async () => true,
      hasBytes: async (key, pieces) => isOf(await nullIfForbidden(repo.stat(key)), concat(pieces)),
    };
  }
  const { write } = pool;
  const local = new LocalRepo(folder);
  return {
    repo,
    write: (files) => (write === null ? writeInto(local, files) : write(folder, files)),
    hasSize: async (key, sizeBytes) => (await local.stat(key))?.sizeBytes === sizeBytes,
    hasBytes: async (key, pieces) => {
      const value = await local.read(key);
      return value !== null && Buffer.compare(value.bytes, concat(pieces)) === 0;
    },
  };
}

/** Whether an entry is of these bytes: by the MD5 that an ETag mostly is, or another hash; else by their number. */
function isOf(entry: Entry | null, bytes: Uint8Array): boolean {
  if (entry === null || entry.sizeBytes !== bytes.length) return false;
  const [hash = ''] = (entry.contentId ?? '').split('-');
  const algorithm = /^[0-9a-f]+$/.test(hash) ? HASHES[hash.length] : undefined;
  return algorithm === undefined || hash === createHash(algorithm).update(bytes).digest('hex');
}

/** By their number of hexadecimal digits. */
const HASHES: Readonly<Record<number, string>> = { 32: 'md5', 64: 'sha256' };

/** Writes files into a folder. What the power's failing loses is made again when the campaign goes on. */
export async function writeInto(folder: LocalRepo, files: readonly OutputFile[]): Promise<void> {
  for (const { key, pieces } of files) await folder.write(key, pieces, { durable: false });
}
