import { existsSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { contentTypeOf } from '../object-metadata.ts';
import type { Key, ObjectMetadata } from '../repo.ts';
import { writeAtomic } from './write-atomic.ts';

/** A file's label, and the state of the file that it belongs to. */
interface Stored extends ObjectMetadata {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Where a file's label is kept: a hidden file beside it. */
function labelPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.stitch-label`);
}

/**
 * Keeps a file's label, where its ending does not tell all of it. Written before the file takes its name;
 * until then it belongs to no file.
 */
export async function writeMetadata(
  path: string,
  key: Key,
  label: ObjectMetadata,
  stats: Stats,
  isNew = false,
): Promise<void> {
  if (isPlain(key, label)) {
    // One that an earlier file left is of that file's size and time, and so of no other.
    if (!isNew) deleteMetadata(path);
    return;
  }
  const stored: Stored = { ...label, sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
  const bytes = Buffer.from(JSON.stringify(stored));
  await writeAtomic(labelPath(path), bytes, { ifAbsent: false, durable: false });
}

/** A file's label; one that belongs to another state of the file, or cannot be read, does not count. */
export function readMetadata(path: string, key: Key, stats: Stats): ObjectMetadata {
  const plain = { contentType: contentTypeOf(key), metadata: {} };
  try {
    const text = readFileSync(labelPath(path), 'utf8');
    const { contentType, metadata, sizeBytes, modifiedMs } = JSON.parse(text) as Stored;
    const isOfThisFile = sizeBytes === stats.size && modifiedMs === stats.mtimeMs;
    return isOfThisFile ? { contentType, metadata } : plain;
  } catch {
    return plain;
  }
}

/** Takes a file's label away, if it has one. */
export function deleteMetadata(path: string): void {
  // Most files have none, and to look costs less than to fail.
  if (existsSync(labelPath(path))) rmSync(labelPath(path), { force: true });
}

function isPlain(key: Key, { contentType, metadata }: ObjectMetadata): boolean {
  return contentType === contentTypeOf(key) && Object.keys(metadata).length === 0;
}
