import { afterAll, expect, inject } from 'vitest';
import { StitchError } from '../../../src/errors.ts';
import { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';
import { type Key, parseKey, type Repo } from '../../../src/repo/repo.ts';
import { type FaultyProxy, startFaultyProxy } from '../../servers/faulty-proxy.ts';
import { makeBucket } from '../buckets.ts';

/** Best S3 service that runs here. */
export const service = inject('s3Services')[0]!;
export const owner = { endpoint: service.endpoint, credentials: service.owner };
const proxies: FaultyProxy[] = [];
afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())));

export const key = (text: string): Key => parseKey(text);

export async function keysOf(repo: Repo): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of repo.list()) keys.push(entry.key);
  return keys;
}

export async function failureOf(work: Promise<unknown>): Promise<StitchError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StitchError);
  return error as StitchError;
}

/** Creates a bucket with the value "big", behind a proxy of its own without faults yet. */
export async function behindProxy(timeoutSeconds = 0.8) {
  const proxy = await startFaultyProxy(service.endpoint);
  proxies.push(proxy);
  const bucket = await makeBucket(service);
  const direct = new BucketRepo(bucket, '', owner);
  await direct.write(key('big'), new Uint8Array(300_000).fill(7));
  // Each repo has its own connections.
  const open = () =>
    new BucketRepo(bucket, '', { ...owner, endpoint: proxy.endpoint, timeoutSeconds });
  return { proxy, direct, repo: open(), open };
}
