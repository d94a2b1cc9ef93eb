import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import type { BucketSettings } from '../../src/repo/bucket/settings.ts';
import type { S3Service } from '../servers/s3-server.ts';
import type { Skip } from './contract.ts';

/** Tests that the npm service cannot pass. */
export const FAUXQS_CANNOT: readonly Skip[] = [
  { test: 'returns a value of 50 MB', reason: 'its web server refuses bodies of that size' },
  {
    test: 'lists every key in the order of its UTF-8 bytes, without hidden ones',
    reason: 'it sorts by UTF-16',
  },
  {
    test: 'writes only to an absent key with ifAbsent',
    reason: 'it ignores If-None-Match',
  },
  {
    test: 'lets one of several concurrent writers with ifAbsent win',
    reason: 'it ignores If-None-Match',
  },
  {
    test: 'writes only over the value that was read with ifUnchanged',
    reason: 'it ignores If-Match',
  },
  {
    test: 'lets one of several concurrent writers with ifUnchanged win',
    reason: 'it ignores If-Match',
  },
];

/** Creates a client with the owner's credentials, for setup. */
export function ownerOf({ endpoint, owner }: S3Service): S3Client {
  return new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials: owner });
}

/** Creates an empty bucket and returns its name. */
export async function makeBucket(service: S3Service): Promise<string> {
  // A counter would begin anew with each test file of one process.
  const name = `stitch-${randomUUID()}`;
  await ownerOf(service).send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** Opens a repo in an empty bucket, under a prefix. */
export async function bucketRepo(
  service: S3Service,
  settings: BucketSettings = {},
): Promise<BucketRepo> {
  const { endpoint, owner: credentials } = service;
  return new BucketRepo(await makeBucket(service), 'pre fix/é', {
    endpoint,
    credentials,
    ...settings,
  });
}
