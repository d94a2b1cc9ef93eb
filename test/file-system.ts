import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Replaces functions of node:fs while `work` runs, for all modules: a system that writes less than it was given, or
 * another process that comes in between.
 */
export async function withFileSystem<T>(
  replacements: Partial<typeof fs>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(replacements) as (keyof typeof fs)[];
  const before = Object.fromEntries(names.map((name) => [name, fs[name]]));
  try {
    Object.assign(fs, replacements);
    syncBuiltinESMExports();
    return await work();
  } finally {
    Object.assign(fs, before);
    syncBuiltinESMExports();
  }
}

/** Stats of the files and folders that are synced to the disk while `work` runs, in order. */
export async function syncedDuring(work: () => Promise<unknown>): Promise<readonly fs.Stats[]> {
  const { fsync, fsyncSync, fstatSync } = fs;
  const synced: fs.Stats[] = [];
  const note = (file: number) => synced.push(fstatSync(file));
  const noted = Object.assign(
    (file: number, done: fs.NoParamCallback) => {
      note(file);
      fsync(file, done);
    },
    { __promisify__: fsync.__promisify__ },
  );
  const notedSync = (file: number) => {
    note(file);
    fsyncSync(file);
  };
  await withFileSystem({ fsync: noted, fsyncSync: notedSync }, work);
  return synced;
}
