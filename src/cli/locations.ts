import { relative, resolve, sep } from 'node:path';
import { CACHE_PREFIX } from '../cache/cache.ts';
import { StitchError } from '../errors.ts';
import { languageOfFolder } from '../library/language-lookup.ts';
import { type RootSettings, splitLanguage } from '../library/roots.ts';
import type { CommandOptions } from '../options/command.ts';
import type { BucketSettings } from '../repo/bucket/settings.ts';
import { resolveLinks } from '../repo/local/paths.ts';
import { openRepo, type Place, parsePlace } from '../repo/open-repo.ts';
import { isHidden, type Repo } from '../repo/repo.ts';
import type { Io } from './io.ts';

/** A command's settings for the roots of the clips. */
export function rootSettings(settings: CommandOptions): RootSettings {
  return { ...bucketSettings(settings), prompts: settings.prompts };
}

/** A command's settings for buckets. */
export function bucketSettings({ s3Endpoint, s3TimeoutSeconds }: CommandOptions): BucketSettings {
  return { endpoint: s3Endpoint, timeoutSeconds: s3TimeoutSeconds };
}

/** The address of a command's cache; null for no cache. */
export async function cacheAddress({ cache }: CommandOptions, io: Io): Promise<string | null> {
  if (cache === false) return null;
  return cache ?? (await io.cacheFolder());
}

/** Opens the cache's repo. @throws StitchError usage/option if it is among the clips. */
export async function openCacheRepo(settings: CommandOptions, io: Io): Promise<Repo | null> {
  const address = await cacheAddress(settings, io);
  if (address === null) return null;
  for (const place of [address, `${address.replace(/\/+$/, '')}/${CACHE_PREFIX}`]) {
    refuseAmongClips(place, settings.roots, `the cache in ${address}`, '--cache');
  }
  return openRepo(address, bucketSettings(settings));
}

/**
 * Refuses to write among the clips, where the output would be a clip the next time, or replace a recording.
 * @param address the folder or prefix to write to. @param what its name in the error.
 * @param flag the flag that changes the address. @throws StitchError usage/option.
 */
export function refuseAmongClips(
  address: string,
  roots: readonly string[],
  what: string,
  flag: string,
): void {
  const root = roots.find((each) => isAmongClips(address, each));
  if (root === undefined) return;
  throw new StitchError(
    'usage/option',
    `${what} would be among the clips of ${root}; give ${flag} another folder`,
  );
}

function isAmongClips(address: string, root: string): boolean {
  const split = splitLanguage(root);
  const inside = within(parsePlace(address), parsePlace(split?.base ?? root));
  if (inside === null || isHidden(inside)) return false;
  return split === null || languageOfFolder(inside.split('/')[0]!) !== null;
}

/** The "/"-separated path from one place to another inside it; null if that is elsewhere. */
function within(inner: Place, outer: Place): string | null {
  if (inner.kind === 'bucket' && outer.kind === 'bucket') {
    const [from, to] = [outer, inner].map(({ bucket, prefix }) =>
      [bucket, prefix, ''].join('/').replace(/\/+$/, '/'),
    );
    return to!.startsWith(from!) ? to!.slice(from!.length) : null;
  }
  if (inner.kind === 'folder' && outer.kind === 'folder') {
    const way = relative(resolveLinks(resolve(outer.path)), resolveLinks(resolve(inner.path)));
    return way.startsWith('..') || resolve(way) === way ? null : way.split(sep).join('/');
  }
  return null;
}
