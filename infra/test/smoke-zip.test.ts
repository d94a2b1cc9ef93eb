// The tests after a deployment, themselves tested on the very zip with its buckets, behind a gateway as AWS has it.

import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf, listen, startGateway, urlOf } from '../../test/aws/lambda/emulator.ts';
import type { Stand } from '../../test/aws/lambda/stand.ts';
import { CampaignStand } from '../../test/aws/step-functions/campaign-stand.ts';
import { environmentOf, forward, smoke, startWithLinks } from './smoke-run.ts';

const service = inject('s3Services')[0]!;
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

describe('smoke test of the zip behind a REST API', () => {
  let campaigns: CampaignStand;
  let stand: Stand;
  let api: string;
  let isSigned = false;

  beforeAll(async () => {
    campaigns = await CampaignStand.open(service);
    ({ stand } = campaigns);
    ends.push(() => campaigns.stop());
    const { lambda } = await startWithLinks(stand, {});
    const { url } = stand.ends(await startGateway(lambda, 'rest'));
    // Stands for API Gateway: requires an API key, or a signature, on all routes but that of links.
    const guard = await listen(async (request, response) => {
      const body = await bodyOf(request);
      const may = isSigned
        ? isSignedBy(request, body, service.owner.secretAccessKey)
        : request.headers['x-api-key'] === 'the key';
      if (!may) {
        response.writeHead(403).end('{"message":"Forbidden"}');
        return;
      }
      const answer = await forward(request, body, url.replace('/prod', '') + request.url);
      const type = answer.headers.get('content-type')!;
      response.writeHead(answer.status, { 'Content-Type': type });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    ends.push(() => guard.close());
    api = `${urlOf(guard)}/prod`;
  });

  const where = () => [
    ...['--url', api, '--s3-endpoint', service.endpoint],
    ...['--clips', `s3://${stand.input}/clips/en`, '--renders', `s3://${stand.output}`],
  ];

  /** Stands for CloudFormation. @returns its address. */
  async function stackWith(outputs: Readonly<Record<string, string>>): Promise<string> {
    const members = Object.entries(outputs).map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    const stack = `<member><StackName>stitch-dev</StackName><Outputs>${members.join('')}</Outputs></member>`;
    const server = await listen((_, response) => {
      response.setHeader('Content-Type', 'text/xml');
      response.end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    });
    ends.push(() => server.close());
    return urlOf(server);
  }

  it('passes by the outputs of the stack, and leaves only results that expire', async () => {
    const { input, output } = stand;
    const { machineArn: StateMachine } = campaigns.machine;
    const env = {
      ...environmentOf(service.owner),
      STITCH_API_KEY: 'the key',
      AWS_ENDPOINT_URL_SFN: await campaigns.machine.listen(),
      AWS_ENDPOINT_URL_CLOUDFORMATION: await stackWith({
        ...{ Url: api, InputBucket: input, OutputBucket: output, StateMachine },
      }),
    };
    const clips = ['--clips', `s3://${input}/clips/en`, '--s3-endpoint', service.endpoint];
    const { code, stdout } = await smoke([...clips, '--stage', 'dev'], env);
    expect(stdout).toContain('ok   says three rows of a campaign (3 rows in');
    expect(stdout).toMatch(/13 passed, 0 failed, 0 skipped\n$/);
    expect(code).toBe(0);
    const files = (await stand.keys()).filter((key) => !key.startsWith('batch/_runs/'));
    expect(files).toEqual(['clips/en/hello.wav', 'clips/en/shreeshail.wav']);
  });

  it('signs requests by Signature Version 4', async () => {
    isSigned = true;
    const { code, stdout } = await smoke(
      [...where(), '--stage', 'prod'],
      environmentOf(service.owner),
    );
    expect(stdout).toMatch(/12 passed, 0 failed, 1 skipped\n$/);
    expect(code).toBe(0);
  });
});

/** True for a request with a valid Signature Version 4 by that secret. */
function isSignedBy(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  secret: string,
): boolean {
  const [, scope = '', names = '', given] =
    /Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const { pathname, searchParams } = new URL(url!, 'http://x');
  searchParams.sort();
  const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = [method, pathname, searchParams, lines.join(''), names, sha(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha(request)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>(
      (of, part) => createHmac('sha256', of).update(part).digest(),
      `AWS4${secret}`,
    );
  return given === createHmac('sha256', key).update(text).digest('hex');
}
