import { existsSync, realpathSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { StitchError } from '../errors.ts';
import { LocalRepo } from '../repo/local-repo.ts';
import { parseKey } from '../repo/repo.ts';
import type { Stitched } from '../stitcher.ts';
import { fileNameFor } from './file-name.ts';
import type { Io } from './io.ts';
import type { GivenOptions } from './options.ts';

const ENDINGS = ['mp3', 'wav'];

/**
 * The format that the name of --out asks for; undefined leaves it to the other options. Of a name and a
 * --format that disagree, a flag goes before a variable.
 * @throws StitchError usage/option where both are flags, or the name asks for what cannot be made.
 */
export function formatOf(out: string | undefined, given: GivenOptions): unknown {
  const { format } = given.render();
  const named = out === undefined || out === '-' || isFolder(out) ? '' : extname(out).slice(1);
  const ending = named.toLowerCase();
  if (ending === '' || format === ending) return format;
  const [nameOfOut, nameOfFormat] = [given.nameOf('out'), given.nameOf('format')];
  if (!ENDINGS.includes(ending)) {
    if (format !== undefined) return format;
    throw new StitchError(
      'usage/option',
      `${out} ends in .${ending}, but only mp3 and wav can be made; or give --format`,
    );
  }
  const isVariable = (name: string) => !name.startsWith('--');
  if (format === undefined || (isVariable(nameOfFormat) && !isVariable(nameOfOut))) return ending;
  throw new StitchError(
    'usage/option',
    `${out} (${nameOfOut}) ends in .${ending}, but ${nameOfFormat} asks for ${String(format)}; make them agree`,
  );
}

/** Writes the audio; gives the path, or null for standard output. @throws StitchError usage/option, repo/…. */
export async function deliver(
  stitched: Stitched,
  out: string | undefined,
  root: string,
  io: Io,
): Promise<string | null> {
  if (out === '-') {
    await io.stdout.write(stitched.bytes);
    return null;
  }
  const path =
    out !== undefined && !isFolder(out)
      ? out
      : join(out ?? '', fileNameFor(stitched.plan, stitched.profile.container));
  const there = existsSync(path) ? statSync(path) : undefined;
  if (there !== undefined && !there.isFile()) {
    // A pipe or a device is written into: taking its name would destroy it.
    await writeFile(path, stitched.bytes, { flag: 'r+' }).catch((cause: Error) => {
      const what = `${path} cannot be written: ${cause.message}`;
      throw new StitchError('repo/unavailable', what, { cause });
    });
    return path;
  }
  // A link is written through, wherever it leads.
  const target = there === undefined ? path : realpathSync(path);
  refuseAmongClips(target, root);
  await new LocalRepo(dirname(target)).write(parseKey(basename(target)), stitched.bytes);
  return path;
}

/** A render among the clips would be a clip of its own the next time, or take a recording's place. */
function refuseAmongClips(path: string, root: string): void {
  const place = relative(real(root), real(dirname(path)));
  if (place.startsWith('..') || resolve(place) === place) return;
  throw new StitchError(
    'usage/option',
    `${path} would stand among the clips of ${root} and be taken for one; give --out another folder`,
  );
}

/** A folder's path without links, as far as it is there. */
function real(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : resolve(folder);
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
}
