import type { Key } from '../repo.ts';
import type { LocalRepo } from './local-repo.ts';

/** A file to write, in pieces. */
export interface OutputFile {
  readonly key: Key;
  readonly pieces: readonly Uint8Array[];
}

/** Writes files into a folder. What a power failure loses is made again when the campaign goes on. */
export async function writeFiles(folder: LocalRepo, files: readonly OutputFile[]): Promise<void> {
  for (const { key, pieces } of files) await folder.write(key, pieces, { durable: false });
}
