import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StitchError } from '../../errors.ts';
import type { Key } from '../repo.ts';
import type { LocalRepo } from './local-repo.ts';

/** A file to write, in pieces. */
export interface OutputFile {
  readonly key: Key;
  readonly pieces: readonly Uint8Array[];
}

/**
 * Writes files into a folder that is there. What a power failure loses is made again when the campaign goes on.
 * @throws StitchError repo/unavailable once the folder is gone, which would be created again; repo/….
 */
export async function writeFiles(folder: LocalRepo, files: readonly OutputFile[]): Promise<void> {
  for (const { key, pieces } of files) {
    if (!existsSync(folder.address)) throw gone(folder.address, key);
    await folder.write(key, pieces, { durable: false });
  }
}

function gone(address: string, key: Key): StitchError {
  const what = `cannot write ${join(address, key)}: the folder was deleted or moved meanwhile; run the same command again`;
  return new StitchError('repo/unavailable', what);
}
