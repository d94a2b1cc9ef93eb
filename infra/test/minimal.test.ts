// The smallest stack: both descriptions by parsers, the script with programs that log, and the function as they set it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { startGateway } from '../../test/aws/lambda/emulator.ts';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { makePrograms } from './programs.ts';
import { faultsOf, type Json } from './stacks.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, 'infra', path), 'utf8');

const yaml = read('minimal/template.yaml');
let resources: Record<string, Json>;
let terraform: Json;
beforeAll(async () => {
  const customTags = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({
    tag,
    resolve: (text: string) => text,
  }));
  resources = parseYaml(yaml, { customTags }).Resources;
  terraform = await parseHcl('main.tf', read('minimal/main.tf'));
});

it.each(['eu-west-1', 'ap-south-1', 'af-south-1'])('is a valid template in %s', (region) => {
  expect(faultsOf(yaml, region)).toEqual([]);
});

it('is the same function by CloudFormation and Terraform', () => {
  const { Environment, ...own } = resources.Function.Properties;
  const [theirs] = terraform.resource.aws_lambda_function.function;
  expect([theirs.runtime, theirs.handler, theirs.memory_size, theirs.timeout]).toEqual([
    own.Runtime,
    own.Handler,
    own.MemorySize,
    own.Timeout,
  ]);
  const [{ variables }] = theirs.environment;
  expect(Object.keys(variables)).toEqual(Object.keys(Environment.Variables));
  // No reserved concurrency: the quota of a new account is 10.
  expect(JSON.stringify([own, theirs])).not.toMatch(/reserved/i);
  const actionsOf = (text: string) => [...text.matchAll(/(?:s3|logs):\w+/g)].map(([name]) => name);
  const [policy] = terraform.resource.aws_iam_role_policy.policy;
  const { Policies } = resources.Role.Properties;
  expect(actionsOf(policy.policy)).toEqual(actionsOf(JSON.stringify(Policies)));
  const calls = Object.values(terraform.resource.aws_lambda_permission) as Json[];
  expect(calls.map(([{ action }]) => action)).toEqual(
    ['MayCallUrl', 'MayInvokeByUrl'].map((id) => resources[id].Properties.Action),
  );
});

it('answers callers with the token, and nobody else', async () => {
  const stand = await Stand.open(inject('s3Services')[0]!);
  onTestFinished(() => stand.stop());
  const { STITCH_TOKEN: _, ...variables } = resources.Function.Properties.Environment.Variables;
  expect(Object.keys(variables)).toEqual(['STITCH_INPUT_BUCKET', 'STITCH_OUTPUT_BUCKET']);
  const token = '0123456789abcdef0123456789abcdef';
  const none = { STITCH_INPUT_PREFIX: '', STITCH_OUTPUT_PREFIX: '', STITCH_SIGNING_KEY: '' };
  const lambda = await stand.start({ ...none, STITCH_TOKEN: token });
  const { url } = stand.ends(await startGateway(lambda, 'url'));
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/stitch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: '{"message":"hello shreeshail"}',
    });
  expect((await ask({})).status).toBe(401);
  const answer = await ask({ Authorization: `Bearer ${token}` });
  expect([answer.status, ((await answer.json()) as Json).success]).toEqual([200, true]);
});

it('is deployed in five steps, which print no token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-minimal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { PATH, calls: read } = makePrograms(folder, {
    aws: `case "$*" in *get-caller-identity*) echo 123456789012 ;; *head-bucket*) exit 1 ;; *describe-stacks*) echo "https://url/" ;; esac`,
    curl: 'echo "{}"',
    openssl: 'echo the-secret-token',
  });
  const { status, stdout, stderr } = spawnSync('bash', [join(ROOT, 'infra/minimal.sh')], {
    encoding: 'utf8',
    env: { PATH, AWS_REGION: 'af-south-1', STITCH_TOKEN_FILE: join(folder, 'token') },
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.match(/^\d\..*$/gm)).toHaveLength(5);
  expect(stdout).not.toContain('the-secret-token');
  const calls = read();
  const order = ['s3 mb', 's3 cp', 'cloudformation deploy', 's3 sync', 'curl'].map((step) =>
    calls.findIndex((call) => call.includes(step)),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(calls.find((call) => call.startsWith('curl'))).toContain('Bearer the-secret-token');
});
