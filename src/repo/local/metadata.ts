import { existsSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { System } from '../../util/system.ts';
import { contentTypeOf } from '../object-metadata.ts';
import type { Key, ObjectMetadata } from '../repo.ts';
import { writeAtomic } from './write-atomic.ts';

/** A file's metadata, with the state of the file that it belongs to. */
interface MetadataRecord extends ObjectMetadata {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Path of the hidden file beside a file that keeps its metadata. */
function metadataPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.stitch-label`);
}

/**
 * Keeps a file's metadata, where its extension does not imply all of it. Written before the file is
 * renamed; until then it matches no file.
 * @param target the file, its key, its stats, and whether there was no file before.
 */
export async function writeMetadata(
  { path, key, stats, isNew }: MetadataTarget,
  metadata: ObjectMetadata,
  system: System,
): Promise<void> {
  if (isImplied(key, metadata)) {
    // Metadata of an earlier file has that file's size and time, and so matches no other.
    if (!isNew) deleteMetadata(path);
    return;
  }
  const record: MetadataRecord = { ...metadata, sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
  const bytes = Buffer.from(JSON.stringify(record));
  await writeAtomic(metadataPath(path), bytes, { ifAbsent: false, durable: false }, system);
}

interface MetadataTarget {
  readonly path: string;
  readonly key: Key;
  readonly stats: Stats;
  readonly isNew: boolean;
}

/** Reads a file's metadata; a record of another state of the file, or an unreadable one, is ignored. */
export function readMetadata(path: string, key: Key, stats: Stats): ObjectMetadata {
  const plain = { contentType: contentTypeOf(key), metadata: {} };
  try {
    const text = readFileSync(metadataPath(path), 'utf8');
    const { contentType, metadata, sizeBytes, modifiedMs } = JSON.parse(text) as MetadataRecord;
    const isOfThisFile = sizeBytes === stats.size && modifiedMs === stats.mtimeMs;
    return isOfThisFile ? { contentType, metadata } : plain;
  } catch {
    return plain;
  }
}

/** Deletes a file's metadata, if it has any. */
export function deleteMetadata(path: string): void {
  // Most files have none, and checking costs less than failing.
  if (existsSync(metadataPath(path))) rmSync(metadataPath(path), { force: true });
}

/** True for metadata that the key's extension implies. */
function isImplied(key: Key, { contentType, metadata }: ObjectMetadata): boolean {
  return contentType === contentTypeOf(key) && Object.keys(metadata).length === 0;
}
