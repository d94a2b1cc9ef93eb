import type { Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CLIPS_PREFIX, inAccount, ROWS_PREFIX } from './buckets.ts';
import { permit } from './nag.ts';
import type { StageParts } from './stack.ts';
import type { Stage } from './stages.ts';

/** Name of the role that GitHub's jobs assume (account.ts); roles are global, so it has the region. */
export function deployRoleName(stage: string, { region }: Stack): string {
  return `stitch-deploy-${stage}-${region}`;
}

const NAMED = 'the smoke test gives its files random names';

/** Lets GitHub's role run the smoke test: it calls the API and adds and deletes its own files. */
export function permitSmokeTest(stack: Stack, { name }: Stage, parts: StageParts): void {
  const { api, buckets, speechFunction, campaigns } = parts;
  const { input, output } = buckets;
  const { functionArn } = speechFunction.function;
  const [clips, results] = [`${CLIPS_PREFIX}/*`, 'batch/smoke*'];
  const when = inAccount(input);
  const listed = (keys: string) => ({ ...when, StringLike: { 's3:prefix': [keys] } });
  const role = Role.fromRoleName(stack, 'Deployer', deployRoleName(name, stack));
  permit(role, [
    { sid: 'FindTheStack', actions: ['cloudformation:DescribeStacks'], on: [stack.stackId] },
    { sid: 'FindTheVersion', actions: ['lambda:GetAlias'], on: [functionArn] },
    {
      sid: 'CallTheApi',
      actions: ['execute-api:Invoke'],
      on: [api.rest.arnForExecuteApi('*', '/*', name)],
      why: 'it calls every route',
    },
  ]);
  if (api.keyId !== undefined) {
    const resource = `/apikeys/${api.keyId}`;
    const on = [stack.formatArn({ service: 'apigateway', account: '', resource })];
    permit(role, [{ sid: 'ReadTheApiKey', actions: ['apigateway:GET'], on }]);
  }
  permit(role, [
    {
      sid: 'PutAndDeleteFiles',
      actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      on: [CLIPS_PREFIX, ROWS_PREFIX].map((prefix) => input.arnForObjects(`${prefix}/smoke*`)),
      when,
      why: NAMED,
    },
    { sid: 'FindClips', actions: ['s3:ListBucket'], on: [input.bucketArn], when: listed(clips) },
    {
      sid: 'ReadClips',
      actions: ['s3:GetObject'],
      on: [input.arnForObjects(clips)],
      when,
      why: 'any clip is read to render the same',
    },
    {
      sid: 'FindResults',
      actions: ['s3:ListBucket'],
      on: [output.bucketArn],
      when: listed(results),
    },
    {
      sid: 'ReadAndDeleteResults',
      actions: ['s3:GetObject', 's3:DeleteObject'],
      on: ['cache/*', results].map((keys) => output.arnForObjects(keys)),
      when,
      why: `renders are named by their content; ${NAMED}`,
    },
    {
      sid: 'StartCampaigns',
      actions: ['states:StartExecution', 'states:DescribeExecution'],
      on: [campaigns.machine.stateMachineArn, campaigns.arn('execution', ':smoke*')],
      why: NAMED,
    },
  ]);
}
