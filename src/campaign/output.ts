import { createHash } from 'node:crypto';
import type { WorkerPool } from '../render/worker/pool.ts';
import { LocalRepo } from '../repo/local/local-repo.ts';
import { type OutputFile, writeFiles } from '../repo/local/write-files.ts';
import { type Entry, type Key, nullIfForbidden, type Repo } from '../repo/repo.ts';
import { concat } from '../util/bytes.ts';
import { mapConcurrent } from '../util/concurrency.ts';

/** Destination of a campaign's files. */
export interface CampaignOutput {
  readonly repo: Repo;
  /** Writes files, each atomically; their bytes must not change until then. @throws StitchError repo/…. */
  write(files: readonly OutputFile[]): Promise<void>;
  /** True where a file that was written stays as it was: a bucket, unlike a disk, loses and damages nothing. */
  readonly isDurable: boolean;
  /** True where a file has these bytes, as far as the listing of a bucket tells. */
  hasBytes(key: Key, pieces: readonly Uint8Array[]): Promise<boolean>;
}

/** Concurrent uploads: as many as the client has connections. */
const UPLOADS_AT_ONCE = 32;

/**
 * Opens the output in a repo. The pool's threads write a folder's files; this thread uploads, which is
 * mostly waiting.
 * @param folder the repo's folder; null for a bucket.
 */
export function openCampaignOutput(
  repo: Repo,
  folder: string | null,
  pool: Pick<WorkerPool, 'write'> | null,
): CampaignOutput {
  if (folder === null) {
    return {
      repo,
      write: async (files) => {
        await mapConcurrent(files, UPLOADS_AT_ONCE, ({ key, pieces }) =>
          repo.write(key, concat(pieces)),
        );
      },
      isDurable: true,
      hasBytes: async (key, pieces) =>
        hasContent(await nullIfForbidden(repo.stat(key)), concat(pieces)),
    };
  }
  const write = pool?.write ?? null;
  const local = new LocalRepo(folder);
  return {
    repo,
    write: (files) => (write === null ? writeFiles(local, files) : write(folder, files)),
    isDurable: false,
    hasBytes: async (key, pieces) => {
      const value = await local.read(key);
      return value !== null && consistsOf(value.bytes, pieces);
    },
  };
}

function consistsOf(bytes: Uint8Array, pieces: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const piece of pieces) {
    if (Buffer.compare(bytes.subarray(at, at + piece.length), piece) !== 0) return false;
    at += piece.length;
  }
  return at === bytes.length;
}

/** True where an entry has these bytes: by the MD5 that an ETag mostly is, or another hash; else by size. */
function hasContent(entry: Entry | null, bytes: Uint8Array): boolean {
  if (entry === null || entry.sizeBytes !== bytes.length) return false;
  const [hash = ''] = (entry.contentId ?? '').split('-');
  const algorithm = /^[0-9a-f]+$/.test(hash) ? HASH_ALGORITHMS[hash.length] : undefined;
  return algorithm === undefined || hash === createHash(algorithm).update(bytes).digest('hex');
}

/** Algorithms by the number of hexadecimal digits. */
const HASH_ALGORITHMS: Readonly<Record<number, string>> = { 32: 'md5', 64: 'sha256' };
