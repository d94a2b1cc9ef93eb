import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, inject, it } from 'vitest';
import { makeBucket, ownerOf } from '../../test/repo/buckets.ts';
import { environmentOf } from './smoke-run.ts';

const SCRIPT = join(import.meta.dirname, '../empty-buckets.ts');
const service = inject('s3Services').find(({ stranger }) => stranger !== null);

function run(args: readonly string[]) {
  const account = service && {
    AWS_ENDPOINT_URL_S3: service.endpoint,
    ...environmentOf(service.owner),
  };
  return spawnSync(process.execPath, ['--import', 'tsx', SCRIPT, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, AWS_REGION: 'us-east-1', ...account },
    encoding: 'utf8',
  });
}

it.skipIf(service === undefined)('counts all versions, and deletes them with --yes', async () => {
  const s3 = ownerOf(service!);
  const Bucket = await makeBucket(service!);
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const tag = (Value: string) =>
    s3.send(
      new PutBucketTaggingCommand({
        Bucket,
        Tagging: { TagSet: [{ Key: 'stitch-stage', Value }] },
      }),
    );
  expect(run(['--bucket', Bucket, '--yes']).stderr).toContain('it has no tag stitch-stage');
  await tag('prod');
  expect(run(['--bucket', Bucket, '--yes']).stderr).toContain('the stage prod keeps its data');
  await tag('dev');
  for (const Body of ['1', '2'])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'clips/hello.wav', Body }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'clips/hello.wav' }));
  expect(run(['--bucket', Bucket]).stdout).toBe(
    `${Bucket}: 3 versions found; --yes deletes them\n`,
  );
  expect(run(['--bucket', Bucket, '--yes']).stdout).toBe(`${Bucket}: 3 versions deleted\n`);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  expect([...Versions, ...DeleteMarkers]).toEqual([]);
});

it('refuses stages that keep their data, and prints its usage', () => {
  expect(run(['--stage', 'prod', '--yes'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('the stage prod keeps its data'),
  });
  expect(run([])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('usage: npm run infra:empty'),
  });
});
