// The role by which GitHub deploys, as far as buckets go: on radosgw, which holds callers to policies.

import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { applyRole, foreignClientOf, get, list, put, remove } from './foreign-account.ts';
import { environmentOf, smoke, startWithLinks } from './smoke-run.ts';
import { resource, synthesise } from './stacks.ts';

const service = inject('s3Services').find(({ stranger }) => stranger !== null);

describe.skipIf(service === undefined)('the role of deployments (a service that checks)', () => {
  let stand: Stand;
  let url: string;
  let s3: S3Client;

  beforeAll(async () => {
    stand = await Stand.open(service!);
    const { Properties } = resource(synthesise().template('dev'), 'AWS::IAM::Policy', 'Deployer');
    expect(await applyRole(stand, Properties.PolicyDocument.Statement)).toHaveLength(5);
    ({ url } = await startWithLinks(stand, { STITCH_INPUT_PREFIX: 'clips' }));
    s3 = foreignClientOf(service!);
  });
  afterAll(() => stand?.stop());

  it('allows the smoke test, which leaves nothing behind', async () => {
    const args = [
      ...['--url', url, '--s3-endpoint', service!.endpoint],
      ...['--clips', `s3://${stand.input}/clips`, '--renders', `s3://${stand.output}`],
    ];
    const { code, stdout } = await smoke(args, environmentOf(service!.stranger!));
    expect(stdout).toMatch(/11 passed, 0 failed, 2 skipped\n$/);
    expect(code).toBe(0);
    expect(await stand.keys()).toEqual(['clips/en/hello.wav', 'clips/en/shreeshail.wav']);
  });

  it.each([
    ['write over a recording', put('clips/en/hello.wav')],
    ['take a recording away', remove('clips/en/hello.wav')],
    ['read rows of campaigns', get('rows/march.csv')],
    ['list all', list()],
    ['put a render', put('cache/a')],
    ['read what was said in a campaign', get('batch/march/1.mp3')],
  ] as const)('may not %s', async (_what, command) => {
    const refused = await s3.send(command(stand.input) as never).catch((error) => error);
    expect(refused).toMatchObject({ name: 'AccessDenied' });
  });
});
