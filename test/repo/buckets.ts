import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import type { BucketSettings } from '../../src/repo/bucket/settings.ts';
import type { S3Service } from '../servers/s3-server.ts';
import type { Skip } from './contract.ts';

/** What the npm service cannot do. */
export const FAUXQS_CANNOT: readonly Skip[] = [
  { test: 'gives back 50 MB', reason: 'its web server takes no body of that size' },
  {
    test: 'lists every key in the order of its UTF-8 bytes, without hidden ones',
    reason: 'it orders by UTF-16',
  },
  {
    test: 'writes only where there is nothing, when asked to',
    reason: 'it does not know If-None-Match',
  },
  {
    test: 'lets one of many win who write only where there is nothing',
    reason: 'it does not know If-None-Match',
  },
];

let made = 0;

/** A client of a service as its owner, for setting up and looking after. */
export function ownerOf({ endpoint, owner }: S3Service): S3Client {
  return new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials: owner });
}

/** Makes an empty bucket and gives its name. */
export async function makeBucket(service: S3Service): Promise<string> {
  const name = `stitch-${process.pid}-${made++}`;
  await ownerOf(service).send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** A repo on an empty bucket, under a prefix. */
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
