import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StitchError } from '../../errors.ts';

/** Fact and remedy of system errors that are about the place. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the name is too long; give a shorter one',
  ENOENT: 'the folder cannot be created; name another',
  EROFS: 'the file system is read-only; name another place',
  ENOSPC: 'the disk is full; free some space, or name another place',
  EDQUOT: 'your disk quota is used up; free some space, or name another place',
  ENOTDIR: 'part of the path is a file, not a folder; name another',
  EEXIST: 'part of the path is a file, not a folder; name another',
  EISDIR: 'it is a folder or a device; name a file',
};

/** True where nothing exists: no such name, a file in place of a folder, or links in a circle. */
export function isAbsent(thrown: unknown): boolean {
  const { code } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

/** Converts a system error to a StitchError that names the place and the remedy. */
export function localError(
  thrown: unknown,
  verb: string,
  address: string,
  key: string,
): StitchError {
  if (thrown instanceof StitchError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  const place = join(address, key);
  const options = { cause: thrown };
  if (code === 'EACCES' || code === 'EPERM') {
    return new StitchError(
      'repo/forbidden',
      `no permission to ${verb} ${place}; change its permissions, or name another place`,
      options,
    );
  }
  const reason = REMEDIES[code] ?? messageOf(thrown);
  return new StitchError('repo/unavailable', `cannot ${verb} ${place}: ${reason}`, options);
}

/** Error for a root that cannot be listed. @param address the root as its user named it. */
export function rootNotFound(root: string, address: string): StitchError {
  if (existsSync(root)) {
    return new StitchError('repo/unavailable', `${address} is a file, not a folder; name a folder`);
  }
  return new StitchError(
    'repo/not-found',
    `there is no folder ${address}; create it and put the clips there, or name another`,
  );
}
