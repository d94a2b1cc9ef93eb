import { afterAll, beforeAll } from 'vitest';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { fixture } from '../fixtures.ts';
import { makeBucket } from '../repo/buckets.ts';
import type { S3Service } from '../servers/s3-server.ts';

/**
 * A bucket of the suite, made before its tests: hello.wav and shreeshail.wav, which says "friend", in clips/en. Its
 * owner's credentials are in the environment.
 */
export function bucketOfClips(service: S3Service) {
  const before = { ...process.env };
  let bucket = '';
  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: service.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: service.owner.secretAccessKey,
    });
    bucket = await makeBucket(service);
    const clips = new BucketRepo(bucket, 'clips/en', { endpoint: service.endpoint });
    for (const name of ['hello.wav', 'shreeshail.wav'])
      await clips.write(parseKey(name), fixture(`audios/${name}`));
    await clips.write(parseKey('clips.csv'), Buffer.from('clip,text\nshreeshail.wav,friend\n'));
  });
  afterAll(() => {
    process.env = before;
  });
  return {
    get name() {
      return bucket;
    },
    repo: () => new BucketRepo(bucket, '', { endpoint: service.endpoint }),
  };
}
