import type { BucketClient } from './client.ts';
import { bucketError, type S3Operation } from './errors.ts';

/** A bucket, or the part of it under a prefix, with the client that reaches it. */
export interface BucketTarget {
  readonly client: BucketClient;
  readonly bucket: string;
  /** "" or with "/" at the end. */
  readonly prefix: string;
  /** The s3:// address. */
  readonly address: string;
}

/** Runs one operation. @param key "" for the target itself. @throws StitchError repo/…. */
export async function attempt<T>(
  target: BucketTarget,
  verb: S3Operation['verb'],
  key: string,
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw bucketError(error, operationOn(target, verb, key));
  }
}

/** Describes an operation for errors. @param key "" for the target itself. */
export function operationOn(
  { client, bucket, address }: BucketTarget,
  verb: S3Operation['verb'],
  key: string,
): S3Operation {
  const { endpoint, timeoutMs } = client;
  return { verb, address: key === '' ? address : `${address}/${key}`, bucket, endpoint, timeoutMs };
}
