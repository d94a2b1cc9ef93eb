import { basename, dirname } from 'node:path';
import { systemWith } from '../../util/system.ts';
import { localError } from './errors.ts';
import { removeStaleTemps } from './stale-temps.ts';
import { writeAtomic } from './write-atomic.ts';

/**
 * Writes one file atomically, at exactly this path; a link is written through.
 * @throws StitchError repo/forbidden, repo/unavailable.
 */
export async function writeLocalFile(
  path: string,
  bytes: Uint8Array,
  system = systemWith(),
): Promise<void> {
  removeStaleTemps(dirname(path), system);
  try {
    await writeAtomic(path, bytes, { ifAbsent: false, durable: true }, system);
  } catch (error) {
    throw localError(error, 'write', dirname(path), basename(path));
  }
}
