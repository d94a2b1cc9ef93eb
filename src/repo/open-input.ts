import { createReadStream, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StitchError } from '../errors.ts';
import type { BucketRepo } from './bucket/bucket-repo.ts';
import type { BucketSettings } from './bucket/settings.ts';
import { isAbsent, localError } from './local/errors.ts';
import { openRepo, parsePlace, splitAddress } from './open-repo.ts';
import type { ObjectStream } from './repo.ts';

/** Small: rows parsed from a chunk stay in memory until the last is used, and would reach the old generation. */
const CHUNK_BYTES = 4 * 1024;

/**
 * Opens a file, pipe or `s3://bucket/key` for one sequential read.
 * @throws StitchError repo/not-found where there is none; repo/…, also from the chunks.
 */
export async function openInput(address: string, settings: BucketSettings): Promise<ObjectStream> {
  const place = parsePlace(address);
  if (place.kind === 'folder') return openFile(place.path);
  const { parent, key } = splitAddress(address);
  const repo = (await openRepo(parent, settings)) as BucketRepo;
  const stream = await repo.stream(key);
  if (stream === null) throw notFound(address);
  return stream;
}

function openFile(path: string): ObjectStream {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    return { sizeBytes: stats.isFile() ? stats.size : null, chunks: chunksOf(path) };
  } catch (error) {
    if (isAbsent(error)) throw notFound(path);
    throw localError(error, 'read', dirname(path), basename(path));
  }
}

async function* chunksOf(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) yield chunk;
  } catch (error) {
    throw localError(error, 'read', dirname(path), basename(path));
  }
}

function notFound(address: string): StitchError {
  return new StitchError('repo/not-found', `there is no ${address}; name an existing file`);
}
