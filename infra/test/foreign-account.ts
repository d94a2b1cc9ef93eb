import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { ownerOf } from '../../test/repo/buckets.ts';
import type { S3Service } from '../../test/servers/s3-server.ts';
import type { Json } from './stacks.ts';

/** Client of a service that checks permissions, as an account without any. */
export function foreignClientOf({ endpoint, stranger }: S3Service): S3Client {
  const credentials = stranger!;
  return new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
}

/** Applies a role's statements as a bucket policy for users: radosgw has no policies of roles. */
export async function putPolicy(
  service: S3Service,
  Bucket: string,
  statements: Readonly<Record<string, readonly Json[]>>,
): Promise<void> {
  const Statement = Object.entries(statements).flatMap(([user, own]) =>
    own.map(({ Condition: { StringEquals: _, ...others } = {}, ...each }) => ({
      ...each,
      // radosgw does not know s3:ResourceAccount.
      ...(Object.keys(others).length > 0 && { Condition: others }),
      Principal: { AWS: [`arn:aws:iam:::user/${user}`] },
    })),
  );
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await ownerOf(service).send(new PutBucketPolicyCommand({ Bucket, Policy }));
}
