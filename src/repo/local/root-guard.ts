import { dirname, isAbsolute, relative, sep } from 'node:path';
import { StitchError } from '../../errors.ts';
import { identityOf, mayBeLink, resolveLinks } from './paths.ts';

/** Refuses paths that symbolic links lead out of a folder. */
export class RootGuard {
  private readonly root: string;
  private readonly address: string;
  /** Folders verified to lie inside the root, by device and inode. */
  private readonly verified = new Map<string, string>();

  /** @param address the root as its user named it. */
  constructor(root: string, address: string) {
    this.root = root;
    this.address = address;
  }

  /** @throws StitchError repo/forbidden for a path that leads out of the root. */
  check(path: string): void {
    // A path that is not a link lies in its folder; resolving a whole path costs more than writing a file.
    const folder = dirname(path);
    const folderId = identityOf(folder);
    const isPlain = !mayBeLink(path);
    if (isPlain && folderId !== null && this.verified.get(folder) === folderId) return;
    const inside = relative(resolveLinks(this.root), resolveLinks(path));
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new StitchError(
        'repo/forbidden',
        `${path} is a link to a place outside ${this.address}; copy the file there instead`,
      );
    }
    if (isPlain && folderId !== null) this.verified.set(folder, folderId);
  }
}
