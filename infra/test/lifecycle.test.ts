// The rules of the template, put to a service that carries them out: a day lasts two seconds there.

import { PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { makeBucket, ownerOf } from '../../test/repo/buckets.ts';
import { type Json, resource, synthesise } from './stacks.ts';

const service = inject('s3Services').find(({ stranger }) => stranger !== null);
const DAY_MS = 2000;

describe.skipIf(service === undefined)('the lifecycle of dev’s output (needs radosgw)', () => {
  it('expires cache/ after its days, and keeps all else', async () => {
    const template = synthesise().template('dev');
    const { Rules } = resource(template, 'AWS::S3::Bucket', 'BucketsOutput').Properties
      .LifecycleConfiguration;
    const Bucket = await makeBucket(service!);
    await ownerOf(service!).send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: Rules.map(asRequested) },
      }),
    );
    const repo = new BucketRepo(Bucket, '', {
      endpoint: service!.endpoint,
      credentials: service!.owner,
    });
    const keys = ['batch/march/a.mp3', 'cache/a.mp3', 'cache/blocks/b', 'cached/c'];
    for (const key of keys) await repo.write(parseKey(key), Buffer.from('x'));
    const left = async () => {
      const found: string[] = [];
      for await (const { key } of repo.list()) found.push(key);
      return found;
    };
    await new Promise((done) => setTimeout(done, DAY_MS));
    expect(await left()).toEqual(keys); // they have days yet
    const days = Rules.find((rule: Json) => rule.Id === 'old-cache').ExpirationInDays;
    await expect
      .poll(left, { timeout: (days + 10) * DAY_MS, interval: 200 })
      .toEqual(['batch/march/a.mp3', 'cached/c']);
  });
});

/** A rule of CloudFormation as S3's own API has it. */
function asRequested({
  Id,
  Status,
  Prefix = '',
  ExpirationInDays,
  AbortIncompleteMultipartUpload,
}: Json): Json {
  return {
    ID: Id,
    Status,
    Filter: { Prefix },
    ...(ExpirationInDays && { Expiration: { Days: ExpirationInDays } }),
    ...(AbortIncompleteMultipartUpload && { AbortIncompleteMultipartUpload }),
  };
}
