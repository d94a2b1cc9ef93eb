import { join } from 'node:path';
import { messageOf, StitchError } from '../../errors.ts';

/** What to say of system errors that are about the place. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the name is too long; give a shorter one',
  ENOENT: 'no folder can be made there; name another',
  EROFS: 'the file system is read-only; name another place',
  ENOSPC: 'the disk is full; make room, or name another place',
  EDQUOT: 'your share of the disk is full; make room, or name another place',
  ENOTDIR: 'a part of the path is a file and no folder; name another',
  EEXIST: 'a part of the path is a file and no folder; name another',
  EISDIR: 'it is a folder or a device; name a file',
};

/** Whether the system says that there is nothing: no such name, or a file where a folder would be. */
export function isAbsent(thrown: unknown): boolean {
  const { code } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What the system threw as an error of ours that names the place and the remedy. */
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
      `${place} is not yours to ${verb}; change its permissions or give another place`,
      options,
    );
  }
  const what = REMEDIES[code];
  if (what !== undefined)
    return new StitchError('repo/unavailable', `cannot ${verb} ${place}: ${what}`, options);
  return new StitchError(
    'repo/unavailable',
    `cannot ${verb} ${place}: ${messageOf(thrown)}`,
    options,
  );
}
