// The rules of the template, put to a service that carries them out: a day lasts two seconds there.

import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { makeBucket, ownerOf } from '../../test/repo/buckets.ts';
import { type Json, resource, synthesise } from './stacks.ts';

const service = inject('s3Services').find(({ stranger }) => stranger !== null);
const DAY_MS = 2000;
/** Longest term here. */
const MAX_DAYS = 3;

/** A bucket of dev with its rules. @returns what changes it, and what lists all versions. */
async function bucketOf(id: string, isVersioned: boolean) {
  const { Rules } = resource(synthesise().template('dev'), 'AWS::S3::Bucket', id).Properties
    .LifecycleConfiguration;
  const Bucket = await makeBucket(service!);
  const s3 = ownerOf(service!);
  if (isVersioned) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  const LifecycleConfiguration = { Rules: Rules.map(asRequested) };
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  return {
    put: (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
    remove: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    all: async () => {
      const found = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      return [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])].map(({ Key }) => Key);
    },
  };
}

const soon = { timeout: 15 * DAY_MS, interval: 200 };

describe.skipIf(service === undefined)('the lifecycle of dev’s buckets (needs radosgw)', () => {
  it('expires renders and campaigns, and keeps all else', async () => {
    const { put, all } = await bucketOf('BucketsOutput', false);
    const keys = ['batch/_runs/a', 'batch/march/a.mp3', 'cache/blocks/b', 'cached/c', 'kept/d'];
    for (const key of keys) await put(key);
    expect(await all()).toEqual(keys); // they have days yet
    await expect.poll(all, soon).toEqual(['cached/c', 'kept/d']);
  });

  it('expires rows with their old versions and markers, and keeps clips', async () => {
    const { put, remove, all } = await bucketOf('BucketsInput', true);
    for (const key of ['clips/a.wav', 'rows/a.csv', 'rows/a.csv', 'campaigns/b.csv'])
      await put(key);
    await remove('campaigns/b.csv');
    expect(await all()).toHaveLength(5);
    await expect.poll(all, soon).toEqual(['clips/a.wav']);
  });
});

/** A rule of CloudFormation as S3's own API has it. */
function asRequested(rule: Json): Json {
  const { Id: ID, Status, Prefix = '', NoncurrentVersionExpiration: old } = rule;
  const days = (of: number) => Math.min(of, MAX_DAYS);
  return {
    ID,
    Status,
    Filter: { Prefix },
    ...(rule.ExpirationInDays && { Expiration: { Days: days(rule.ExpirationInDays) } }),
    ...(rule.ExpiredObjectDeleteMarker && { Expiration: { ExpiredObjectDeleteMarker: true } }),
    ...(old && { NoncurrentVersionExpiration: { NoncurrentDays: days(old.NoncurrentDays) } }),
    ...(rule.AbortIncompleteMultipartUpload && {
      AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    }),
  };
}
