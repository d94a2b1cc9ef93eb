// The role by which GitHub deploys, as far as buckets go: on radosgw, which holds callers to policies.

import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Lambda, startGateway } from '../../test/aws/lambda/emulator.ts';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { foreignClientOf, putPolicy } from './foreign-account.ts';
import { smoke } from './smoke-run.ts';
import { type Json, resolved, resource, synthesise } from './stacks.ts';

const service = inject('s3Services').find(({ stranger }) => stranger !== null);

describe.skipIf(service === undefined)('the role of deployments (a service that checks)', () => {
  let stand: Stand;
  let url: string;
  let s3: S3Client;

  beforeAll(async () => {
    stand = await Stand.open(service!);
    const { input, output } = stand;
    const { Properties } = resource(synthesise().template('dev'), 'AWS::IAM::Policy', 'Deployer');
    const all = resolved(Properties.PolicyDocument.Statement, {
      BucketsInput: `arn:aws:s3:::${input}`,
      BucketsOutput: `arn:aws:s3:::${output}`,
    });
    const statements = all.filter(({ Action }: Json) => JSON.stringify(Action).includes('s3:'));
    expect(statements).toHaveLength(5);
    for (const Bucket of [input, output]) {
      const own = statements.filter(({ Resource }: Json) =>
        JSON.stringify(Resource).includes(Bucket),
      );
      // As in AWS, where the bucket's owner owns what anyone puts there.
      const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
      const owners = { Effect: 'Allow', Action: 's3:*', Resource };
      await putPolicy(service!, Bucket, { stranger: own, owner: [owners] });
    }
    let lambda: Lambda;
    const invoke: Lambda['invoke'] = (...of) => lambda.invoke(...of);
    url = stand.ends(await startGateway({ invoke }, 'url')).url;
    lambda = await stand.start({
      STITCH_INPUT_PREFIX: 'clips',
      STITCH_OUTPUT_PREFIX: '',
      STITCH_LINK_URL: url,
    });
    s3 = foreignClientOf(service!);
  });
  afterAll(() => stand?.stop());

  it('allows the smoke test, which leaves nothing behind', async () => {
    const { accessKeyId, secretAccessKey } = service!.stranger!;
    const { code, stdout } = await smoke(
      [
        ...['--url', url, '--s3-endpoint', service!.endpoint],
        ...['--clips', `s3://${stand.input}/clips`, '--renders', `s3://${stand.output}`],
      ],
      {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
    );
    expect(stdout).toMatch(/11 passed, 0 failed, 2 skipped\n$/);
    expect(code).toBe(0);
    const left: string[] = [];
    for (const bucket of [stand.input, stand.output])
      for await (const { key } of stand.repo(bucket, '').list()) left.push(key);
    expect(left).toEqual(['clips/en/hello.wav', 'clips/en/shreeshail.wav']);
  });

  it.each([
    [
      'write over a recording',
      (Bucket: string) => new PutObjectCommand({ Bucket, Key: 'clips/en/hello.wav', Body: 'x' }),
    ],
    [
      'take a recording away',
      (Bucket: string) => new DeleteObjectCommand({ Bucket, Key: 'clips/en/hello.wav' }),
    ],
    [
      'read rows of campaigns',
      (Bucket: string) => new GetObjectCommand({ Bucket, Key: 'rows/march.csv' }),
    ],
    ['list all', (Bucket: string) => new ListObjectsV2Command({ Bucket })],
    [
      'put a render',
      (Bucket: string) => new PutObjectCommand({ Bucket, Key: 'cache/a', Body: 'x' }),
    ],
    [
      'read what was said in a campaign',
      (Bucket: string) => new GetObjectCommand({ Bucket, Key: 'batch/march/1.mp3' }),
    ],
  ] as const)('may not %s', async (_what, command) => {
    const refused = await s3.send(command(stand.input) as never).catch((error) => error);
    expect(refused).toMatchObject({ name: 'AccessDenied' });
  });
});
