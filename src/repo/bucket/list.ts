import { compareKeys, type Entry, isHidden, type Key, keyOrNull } from '../repo.ts';
import { ListObjectsV2Command, type ListObjectsV2CommandOutput, requestLimits } from './client.ts';
import { decodeName, entryOf } from './entry.ts';
import { notS3 } from './errors.ts';
import { attempt, type BucketTarget, operationOn } from './target.ts';

/** Settings of a listing. */
interface ListOptions {
  /** Keys per page; undefined for the service's own limit. */
  readonly pageSize: number | undefined;
  /** Names of objects whose names are not their keys; updated as objects are listed. */
  readonly names: Map<Key, string>;
}

/** Yields entries in the order of the objects' names; requests the next page while one is consumed. */
export async function* listObjects(
  target: BucketTarget,
  prefix: string,
  { pageSize, names }: ListOptions,
): AsyncIterable<Entry> {
  const load = (token?: string) => loadPage(target, prefix, pageSize, token);
  let next: Promise<ListObjectsV2CommandOutput> | null = load();
  while (next !== null) {
    const page: ListObjectsV2CommandOutput = await next;
    next = page.NextContinuationToken ? load(page.NextContinuationToken) : null;
    next?.catch(() => {}); // thrown when it is awaited
    for (const { Key: encoded = '', Size, LastModified, ETag } of page.Contents ?? []) {
      const listed = page.EncodingType === 'url' ? decodeName(encoded) : encoded;
      const name = listed.slice(target.prefix.length);
      const key = keyOrNull(name);
      if (key === null || isHidden(key)) continue;
      if (key === name)
        names.delete(key); // the NFC name takes the key
      else if (compareKeys(name, key) < 0) names.set(key, name);
      else continue; // one of the few that compose to an earlier character, such as the Ångström sign
      yield entryOf(key, Size, LastModified, ETag);
    }
  }
}

/** Names of the folders directly under the prefix, which S3 finds without listing what is in them. */
export async function listFolders(
  target: BucketTarget,
  pageSize: number | undefined,
): Promise<readonly string[]> {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await loadPage(target, '', pageSize, token, '/');
    for (const { Prefix: encoded = '' } of page.CommonPrefixes ?? []) {
      const listed = page.EncodingType === 'url' ? decodeName(encoded) : encoded;
      const key = keyOrNull(listed.slice(target.prefix.length, -1));
      if (key !== null && !isHidden(key)) folders.push(key);
    }
    token = page.NextContinuationToken;
  } while (token);
  return [...new Set(folders)].sort(compareKeys);
}

function loadPage(
  target: BucketTarget,
  prefix: string,
  pageSize: number | undefined,
  token: string | undefined,
  delimiter?: string,
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: target.bucket,
    Prefix: target.prefix + prefix,
    Delimiter: delimiter,
    ContinuationToken: token,
    MaxKeys: pageSize,
    EncodingType: 'url', // without it a control character in any name breaks the whole answer
  });
  return attempt(target, 'list', '', async () => {
    const page = await target.client.s3.send(command, requestLimits(target.client, 0));
    if (page.Name === undefined && page.IsTruncated === undefined) {
      throw notS3(operationOn(target, 'list', ''));
    }
    return page;
  });
}
