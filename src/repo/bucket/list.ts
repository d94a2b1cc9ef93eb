import { compareKeys, type Entry, isHidden, type Key, keyOrNull } from '../repo.ts';
import { ListObjectsV2Command, type ListObjectsV2CommandOutput, requestLimits } from './client.ts';
import { decodeName, entryOf } from './entry.ts';
import { notS3 } from './errors.ts';
import { readsObjects } from './fast-list.ts';
import { attempt, type BucketTarget, operationOn } from './target.ts';

/** Settings of a listing. */
interface ListOptions {
  /** Keys per page; undefined for the service's own limit. */
  readonly pageSize: number | undefined;
  /** Names of objects whose names are not their keys; updated as objects are listed. */
  readonly names: Map<Key, string>;
  /** Keys at which the listing is divided, to be fetched in parallel; default: none. */
  readonly splits?: readonly string[] | undefined;
}

type Contents = NonNullable<ListObjectsV2CommandOutput['Contents']>;

/** A part of a listing: names above `after`, up to `last`; undefined for no limit. */
interface NameRange {
  readonly after?: string | undefined;
  readonly last?: string | undefined;
}

/** Yields entries in the order of the objects' names; requests the next page while one is consumed. */
export async function* listObjects(
  target: BucketTarget,
  prefix: string,
  { pageSize, names, splits = [] }: ListOptions,
): AsyncIterable<Entry> {
  const ranges = rangesOf(splits.filter((split) => split.startsWith(prefix)));
  const pagesOf = (range: NameRange) => listPages(target, prefix, pageSize, range);
  for await (const page of ranges.length === 1 ? pagesOf({}) : inParallel(ranges.map(pagesOf))) {
    for (const { Key: encoded = '', Size, LastModified, ETag } of page) {
      const name = encoded.slice(target.prefix.length);
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

/** The ranges between keys, which together hold every name once. */
function rangesOf(splits: readonly string[]): NameRange[] {
  const sorted = [...new Set(splits)].sort(compareKeys);
  return [...sorted, undefined].map((last, i) => ({ after: sorted[i - 1], last }));
}

/** Starts all, and yields what they have in their order. */
async function* inParallel(parts: readonly AsyncIterable<Contents>[]): AsyncIterable<Contents> {
  const loading = parts.map(async (part) => {
    const pages: Contents[] = [];
    for await (const page of part) pages.push(page);
    return pages;
  });
  for (const pages of loading) pages.catch(() => {}); // thrown when its turn comes
  for (const pages of loading) yield* await pages;
}

/** Yields the pages of a range, with decoded names. */
async function* listPages(
  target: BucketTarget,
  prefix: string,
  pageSize: number | undefined,
  { after, last }: NameRange,
): AsyncIterable<Contents> {
  const startAfter = after === undefined ? undefined : target.prefix + after;
  const load = (token?: string) => loadPage(target, prefix, { pageSize, token, startAfter });
  let next: Promise<ListObjectsV2CommandOutput> | null = load();
  while (next !== null) {
    const page: ListObjectsV2CommandOutput = await next;
    const contents = (page.Contents ?? []).map(({ Key: encoded = '', ...rest }) => ({
      ...rest,
      Key: page.EncodingType === 'url' ? decodeName(encoded) : encoded,
    }));
    const end = last === undefined ? undefined : target.prefix + last;
    const isOver = end !== undefined && compareKeys(contents.at(-1)?.Key ?? '', end) >= 0;
    const token = isOver ? undefined : page.NextContinuationToken;
    next = token ? load(token) : null;
    next?.catch(() => {}); // thrown when it is awaited
    yield isOver ? contents.filter(({ Key }) => compareKeys(Key, end) <= 0) : contents;
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
    const page = await loadPage(target, '', { pageSize, token, delimiter: '/' });
    for (const { Prefix: encoded = '' } of page.CommonPrefixes ?? []) {
      const listed = page.EncodingType === 'url' ? decodeName(encoded) : encoded;
      const key = keyOrNull(listed.slice(target.prefix.length, -1));
      if (key !== null && !isHidden(key)) folders.push(key);
    }
    token = page.NextContinuationToken;
  } while (token);
  return [...new Set(folders)].sort(compareKeys);
}

/** What a request asks for. */
interface PageRequest {
  readonly pageSize: number | undefined;
  readonly token: string | undefined;
  readonly startAfter?: string | undefined;
  readonly delimiter?: string;
}

function loadPage(
  target: BucketTarget,
  prefix: string,
  { pageSize, token, startAfter, delimiter }: PageRequest,
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: target.bucket,
    Prefix: target.prefix + prefix,
    Delimiter: delimiter,
    ContinuationToken: token,
    StartAfter: startAfter,
    MaxKeys: pageSize,
    EncodingType: 'url', // without it a control character in any name breaks the whole answer
  });
  return attempt(target, 'list', '', async () => {
    const objects = readsObjects(command);
    const answer = await target.client.s3.send(command, requestLimits(target.client, 0));
    const page = { ...answer, Contents: objects() ?? answer.Contents ?? [] };
    if (page.Name === undefined && page.IsTruncated === undefined) {
      throw notS3(operationOn(target, 'list', ''));
    }
    return page;
  });
}
