import { StitchError } from '../errors.ts';
import type { BucketSettings } from './bucket/settings.ts';
import { LocalRepo } from './local/local-repo.ts';
import { type Key, parseKey, type Repo } from './repo.ts';

/** Parsed address: a folder's path, or a bucket and the prefix of its keys. */
export type Place =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string };

const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;

/**
 * Parses a path or `s3://bucket/prefix`.
 * @throws StitchError usage/option for an invalid bucket name, or another kind of address; repo/bad-key
 * for a prefix that could leave the bucket.
 */
export function parsePlace(address: string): Place {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined && address !== '') return { kind: 'folder', path: address };
  const [, bucket = '', prefix = ''] = /^[^:]+:\/\/([^/]*)\/?(.*?)\/?$/s.exec(address) ?? [];
  const quoted = JSON.stringify(address);
  if (scheme === 's3' && bucket !== '' && !BUCKET.test(bucket)) {
    const message = `${JSON.stringify(bucket)} in ${quoted} is not a valid bucket name; check the name`;
    throw new StitchError('usage/option', message);
  }
  if (scheme !== 's3' || bucket === '') {
    throw new StitchError(
      'usage/option',
      `${quoted} is not a supported location; give a folder, or s3://bucket/prefix`,
    );
  }
  if (prefix !== '') parseKey(prefix); // checked only: the objects' names need not be NFC
  return { kind: 'bucket', bucket, prefix };
}

/** Opens the repo at a path or `s3://bucket/prefix`. The S3 client is loaded only for the latter. */
export async function openRepo(address: string, settings: BucketSettings = {}): Promise<Repo> {
  const place = parsePlace(address);
  if (place.kind === 'folder') return new LocalRepo(place.path, { nowMs: settings.nowMs });
  const { BucketRepo } = await import('./bucket/bucket-repo.ts');
  return new BucketRepo(place.bucket, place.prefix, settings);
}

/** Splits `s3://bucket/prefix/name` into the repo's address and the key. @throws StitchError as `parsePlace`. */
export function splitAddress(address: string): { readonly parent: string; readonly key: Key } {
  const { bucket, prefix } = parsePlace(address) as Place & { readonly kind: 'bucket' };
  const slash = prefix.lastIndexOf('/');
  const key = parseKey(prefix.slice(slash + 1));
  return { parent: `s3://${bucket}${slash < 0 ? '' : `/${prefix.slice(0, slash)}`}`, key };
}
