// The roles as they are synthesised, tried on services that hold callers to them: radosgw for what the function does to
// buckets, as the buckets' own policies; moto, where it is, for the secret and what campaigns call.

import { readFileSync } from 'node:fs';
import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseKey } from '../../src/repo/repo.ts';
import { type Lambda, startGateway } from '../../test/aws/lambda/emulator.ts';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { applyRole, foreignClientOf, get, list, put, remove } from './foreign-account.ts';
import { motoLacks, startMoto } from './moto.ts';
import { type Json, resource, statementsOf, synthesise } from './stacks.ts';

const template = synthesise().template('prod');

const service = inject('s3Services').find(({ stranger }) => stranger !== null);

describe.skipIf(service === undefined)(
  'the function’s role, on radosgw (a service that checks)',
  () => {
    let stand: Stand;
    let lambda: Lambda;
    let api: string;
    let s3: S3Client;

    beforeAll(async () => {
      stand = await Stand.open(service!);
      expect(await applyRole(stand, statementsOf(template, 'SpeakerRole'))).toHaveLength(3);
      // As infra/ sets it, with the words of the fixtures where the stack has them.
      const { Variables } = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction')
        .Properties.Environment;
      const prefix = Variables.STITCH_INPUT_PREFIX;
      for (const name of ['hello.wav', 'shreeshail.wav']) {
        const { bytes } = (await stand.clips().read(parseKey(name)))!;
        await stand.repo(stand.input, prefix).write(parseKey(name), bytes);
      }
      const { accessKeyId, secretAccessKey } = service!.stranger!;
      lambda = await stand.start({
        STITCH_INPUT_PREFIX: prefix,
        STITCH_OUTPUT_PREFIX: '',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      });
      api = stand.ends(await startGateway(lambda, 'rest')).url;
      s3 = foreignClientOf(service!);
    });
    afterAll(() => stand.stop());

    it('allows messages, cached renders, links and deep health', async () => {
      for (const cached of [false, true]) {
        const answer = await fetch(`${api}/stitch`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{"message":"hello shreeshail"}',
        });
        const made = (await answer.json()) as Json;
        expect([answer.status, made.cached]).toEqual([200, cached]);
        expect((await fetch(made.public_url)).status).toBe(200);
      }
      expect((await fetch(`${api}/clips`)).status).toBe(200);
      const health = await fetch(`${api}/health?deep=true`);
      expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
    });

    it('allows batches of runs, and their summary', async () => {
      const batch = { campaign: 'march', run: 'one', template: 'hello {name}' };
      const items = [{ index: 0, row: { name: 'shreeshail' } }];
      expect(await lambda.invoke({ BatchInput: batch, Items: items })).toMatchObject({
        answer: { said: 1 },
      });
      const repo = stand.repo(stand.output, 'batch/_runs/5a');
      const listing = { ResultFiles: { SUCCEEDED: [] } };
      await repo.write(parseKey('manifest.json'), Buffer.from(JSON.stringify(listing)));
      const results = 'batch/_runs/5a/manifest.json';
      const tally = { campaign: 'march', run: 'one', results, rows: { total: 0 } };
      // In AWS, objects of the state machine belong to the account; here to the owner.
      expect(await lambda.invoke({ Tally: tally })).toHaveProperty('answer.rows', 0);
    });

    it.each([
      ['put a clip', 'input', put('clips/hello.wav')],
      ['take a clip away', 'input', remove('clips/hello.wav')],
      ['read what is no clip', 'input', get('campaigns/a.csv')],
      ['list what is no clip', 'input', list('campaigns/')],
      ['list all', 'input', list()],
      ['list what is rendered', 'output', list('cache/')],
      ['take renders away', 'output', remove('cache/a')],
      ['write elsewhere', 'output', put('other/a')],
      ['read elsewhere', 'output', get('other/a')],
      [
        'change who may',
        'output',
        (Bucket: string) => new PutBucketPolicyCommand({ Bucket, Policy: '{}' }),
      ],
    ] as const)('may not %s', async (_what, which, command) => {
      const refused = await s3.send(command(stand[which]) as never).catch((error) => error);
      expect(refused).toMatchObject({ name: 'AccessDenied' });
    });
  },
);

const lacks = motoLacks();
if (lacks !== null)
  console.log(`no moto (${lacks}): the roles are not tried on a secret, a queue and a topic`);

describe.skipIf(lacks !== null)('the roles, on moto (an emulator that checks)', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  const keys: Record<string, { accessKeyId: string; secretAccessKey: string }> = {};
  let secretArn: string;
  let queueUrl: string;

  beforeAll(async () => {
    moto = await startMoto();
    const { call } = moto;
    secretArn = (await call('secretsmanager', 'CreateSecret', { Name: 'key', SecretString: 'k' }))
      .ARN;
    queueUrl = (await call('sqs', 'CreateQueue', { QueueName: 'dead' })).QueueUrl;
    for (const role of ['SpeakerRole', 'CampaignsRole']) {
      // Of these services moto judges actions alone: their resources are held by speech-function.test.ts.
      const Statement = statementsOf(template, role).map(({ Condition: _, ...own }) => ({
        ...own,
        Resource: '*',
      }));
      keys[role] = await moto.user(role, JSON.stringify({ Version: '2012-10-17', Statement }));
    }
    await moto.enforce();
  });
  afterAll(() => moto?.stop());

  it('lets the function read its key, and no other secret', async () => {
    const as = keys.SpeakerRole!;
    const asked = { SecretId: secretArn, VersionStage: 'AWSCURRENT' };
    expect((await moto.call('secretsmanager', 'GetSecretValue', asked, as)).SecretString).toBe('k');
    for (const [action, parameters] of [
      ['PutSecretValue', { SecretId: secretArn, SecretString: 'x' }],
      ['DeleteSecret', { SecretId: secretArn }],
      ['ListSecrets', {}],
    ] as const) {
      await expect(moto.call('secretsmanager', action, parameters, as)).rejects.toThrow(
        /not authorized/i,
      );
    }
  });

  it('lets campaigns send failed batches, but read neither them nor the key', async () => {
    const as = keys.CampaignsRole!;
    await moto.call('sqs', 'SendMessage', { QueueUrl: queueUrl, MessageBody: '{}' }, as);
    for (const [service, action, parameters] of [
      ['sqs', 'ReceiveMessage', { QueueUrl: queueUrl }],
      ['sqs', 'PurgeQueue', { QueueUrl: queueUrl }],
      ['secretsmanager', 'GetSecretValue', { SecretId: secretArn }],
    ] as const) {
      await expect(moto.call(service, action, parameters, as)).rejects.toThrow(
        /not authorized|denied/i,
      );
    }
  });
});

it('lets only their services assume the roles', () => {
  for (const [role, service_] of [
    ['SpeakerRole', 'lambda.amazonaws.com'],
    ['CampaignsRole', 'states.amazonaws.com'],
  ] as const) {
    const { AssumeRolePolicyDocument } = resource(template, 'AWS::IAM::Role', role).Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service_ } },
    ]);
  }
  expect(readFileSync(new URL('../speech-function.ts', import.meta.url), 'utf8')).not.toContain(
    "'*'",
  );
});
