import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Api } from './api.ts';
import { type Buckets, CLIPS_PREFIX, inAccount, ROWS_PREFIX } from './buckets.ts';
import type { Campaigns } from './campaigns.ts';
import { permit } from './nag.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/** Name of the role that GitHub's jobs assume (account.ts); roles are global, so it has the region. */
export function deployRoleName(stage: string, { region }: Stack): string {
  return `stitch-deploy-${stage}-${region}`;
}

/** Constructs that a deployment tests. */
interface Deployed {
  readonly api: Api;
  readonly buckets: Buckets;
  readonly speechFunction: SpeechFunction;
  readonly campaigns: Campaigns;
}

const NAMED = 'the smoke test gives its files random names';

/** Lets GitHub's role run the smoke test: it calls the API and adds and deletes its own files. */
export function permitSmokeTest(stack: Stack, { name }: Stage, deployed: Deployed): void {
  const { api, buckets, speechFunction, campaigns } = deployed;
  const { input, output } = buckets;
  const when = inAccount(input);
  const listed = (prefix: string) => ({ ...when, StringLike: { 's3:prefix': [prefix] } });
  const role = Role.fromRoleName(stack, 'Deployer', deployRoleName(name, stack));
  const states = { service: 'states', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  const run = { ...states, resource: 'execution', resourceName: `${campaigns.name}:smoke*` };
  permit(role, [
    { sid: 'FindTheStack', actions: ['cloudformation:DescribeStacks'], on: [stack.stackId] },
    {
      sid: 'FindTheVersion',
      actions: ['lambda:GetAlias'],
      on: [speechFunction.function.functionArn],
    },
    {
      sid: 'CallTheApi',
      actions: ['execute-api:Invoke'],
      on: [api.rest.arnForExecuteApi('*', '/*', name)],
      why: 'it calls every route',
    },
  ]);
  if (api.keyId !== undefined) {
    const key = { service: 'apigateway', account: '', resource: `/apikeys/${api.keyId}` };
    permit(role, [
      { sid: 'ReadTheApiKey', actions: ['apigateway:GET'], on: [stack.formatArn(key)] },
    ]);
  }
  permit(role, [
    {
      sid: 'PutAndDeleteFiles',
      actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      on: [CLIPS_PREFIX, ROWS_PREFIX].map((prefix) => input.arnForObjects(`${prefix}/smoke*`)),
      when,
      why: NAMED,
    },
    {
      sid: 'FindClips',
      actions: ['s3:ListBucket'],
      on: [input.bucketArn],
      when: listed(`${CLIPS_PREFIX}/*`),
    },
    {
      sid: 'ReadClips',
      actions: ['s3:GetObject'],
      on: [input.arnForObjects(`${CLIPS_PREFIX}/*`)],
      when,
      why: 'any clip is read to render the same',
    },
    {
      sid: 'FindResults',
      actions: ['s3:ListBucket'],
      on: [output.bucketArn],
      when: listed('batch/smoke*'),
    },
    {
      sid: 'ReadAndDeleteResults',
      actions: ['s3:GetObject', 's3:DeleteObject'],
      on: ['cache/*', 'batch/smoke*'].map((keys) => output.arnForObjects(keys)),
      when,
      why: 'renders are named by their content, and the smoke test’s campaigns at random',
    },
    {
      sid: 'StartCampaigns',
      actions: ['states:StartExecution', 'states:DescribeExecution'],
      on: [campaigns.machine.stateMachineArn, stack.formatArn(run)],
      why: NAMED,
    },
  ]);
}
