import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Stand } from '../../test/aws/lambda/stand.ts';
import { ownerOf } from '../../test/repo/buckets.ts';
import type { S3Service } from '../../test/servers/s3-server.ts';
import { type Json, resolved } from './stacks.ts';

/** Requests to a bucket. */
export const put = (Key: string) => (Bucket: string) =>
  new PutObjectCommand({ Bucket, Key, Body: 'x' });
export const remove = (Key: string) => (Bucket: string) => new DeleteObjectCommand({ Bucket, Key });
export const get = (Key: string) => (Bucket: string) => new GetObjectCommand({ Bucket, Key });
export const list = (Prefix?: string) => (Bucket: string) =>
  new ListObjectsV2Command({ Bucket, Prefix });

/** Client of a service that checks permissions, as an account without any. */
export function foreignClientOf({ endpoint, stranger }: S3Service): S3Client {
  const credentials = stranger!;
  return new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
}

/** Applies a role's statements on the buckets as their policies, for the stranger. @returns those statements. */
export async function applyRole(stand: Stand, statements: Json[]): Promise<Json[]> {
  const { input, output } = stand;
  const arns = { BucketsInput: `arn:aws:s3:::${input}`, BucketsOutput: `arn:aws:s3:::${output}` };
  const all: Json[] = resolved(statements, arns).filter(({ Action }: Json) =>
    JSON.stringify(Action).includes('s3:'),
  );
  const user = (name: string) => ({ AWS: [`arn:aws:iam:::user/${name}`] });
  for (const Bucket of [input, output]) {
    const own = all.filter(({ Resource }) => JSON.stringify(Resource).includes(Bucket));
    // radosgw has no policies of roles, and does not know s3:ResourceAccount.
    const strangers = own.map(({ Condition: { StringEquals: _, ...others } = {}, ...each }) => ({
      ...each,
      ...(Object.keys(others).length > 0 && { Condition: others }),
      Principal: user('stranger'),
    }));
    // As in AWS, where the bucket's owner owns what anyone puts there.
    const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
    const owners = { Effect: 'Allow', Action: 's3:*', Resource, Principal: user('owner') };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [...strangers, owners] });
    await ownerOf(stand.service).send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
  return all;
}
