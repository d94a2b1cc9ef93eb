import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import { type Buckets, CLIPS_PREFIX, inAccount, ROWS_PREFIX } from './buckets.ts';
import type { Campaigns } from './campaigns.ts';
import { accept, allow, logicalIdOf } from './nag.ts';
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

/** Permissions of the smoke test after a deployment: it calls the API and adds and deletes its own files. */
export class Deployer extends Construct {
  private readonly policy: Policy;

  constructor(
    scope: Construct,
    stage: Stage,
    { api, buckets, speechFunction, campaigns }: Deployed,
  ) {
    super(scope, 'Deployer');
    const { input, output } = buckets;
    const stack = Stack.of(this);
    const role: IRole = Role.fromRoleName(this, 'Role', deployRoleName(stage.name, stack));
    this.policy = new Policy(this, 'Policy', { roles: [role] });
    const gateway = (resource: string) =>
      stack.formatArn({ service: 'apigateway', account: '', resource });
    const machine = `stitch-${stage.name}-campaigns`;
    const states = (resource: string, resourceName: string) =>
      stack.formatArn({
        service: 'states',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resource,
        resourceName,
      });
    const ours = inAccount(input);
    const listed = (...prefixes: string[]) => ({ ...ours, StringLike: { 's3:prefix': prefixes } });
    this.allow('FindTheStack', ['cloudformation:DescribeStacks'], [stack.stackId]);
    this.allow('FindTheVersion', ['lambda:GetAlias'], [speechFunction.function.functionArn]);
    this.allow(
      'CallTheApi',
      ['execute-api:Invoke'],
      [api.rest.arnForExecuteApi('*', '/*', stage.name)],
    );
    if (api.keyId !== undefined) {
      this.allow('ReadTheApiKey', ['apigateway:GET'], [gateway(`/apikeys/${api.keyId}`)]);
    }
    this.allow(
      'PutAndDeleteFiles',
      ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      [CLIPS_PREFIX, ROWS_PREFIX].map((prefix) => `${input.bucketArn}/${prefix}/smoke*`),
      ours,
    );
    this.allow('FindClips', ['s3:ListBucket'], [input.bucketArn], listed(`${CLIPS_PREFIX}/*`));
    this.allow('ReadClips', ['s3:GetObject'], [`${input.bucketArn}/${CLIPS_PREFIX}/*`], ours);
    this.allow('FindResults', ['s3:ListBucket'], [output.bucketArn], listed('batch/smoke*'));
    this.allow(
      'ReadAndDeleteResults',
      ['s3:GetObject', 's3:DeleteObject'],
      ['cache/*', 'batch/smoke*'].map((keys) => `${output.bucketArn}/${keys}`),
      ours,
    );
    this.allow(
      'StartCampaigns',
      ['states:StartExecution', 'states:DescribeExecution'],
      [campaigns.machine.stateMachineArn, states('execution', `${machine}:smoke*`)],
    );
    const here = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>';
    const calls = `${here}:<${logicalIdOf(api.rest)}>/${stage.name}/*/*`;
    accept(this.policy, `AwsSolutions-IAM5[Resource::${calls}]`, 'it calls every route');
    this.accept(input, output, machine);
  }

  private allow(...of: Parameters<typeof allow>): void {
    this.policy.addStatements(allow(...of));
  }

  private accept(input: Buckets['input'], output: Buckets['output'], machine: string): void {
    const named = 'the smoke test gives its files random names';
    const here = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
    for (const [resource, reason] of [
      [`<${logicalIdOf(input)}.Arn>/${CLIPS_PREFIX}/smoke*`, named],
      [`<${logicalIdOf(input)}.Arn>/${ROWS_PREFIX}/smoke*`, named],
      [`<${logicalIdOf(input)}.Arn>/${CLIPS_PREFIX}/*`, 'any clip is read to render the same'],
      [`<${logicalIdOf(output)}.Arn>/cache/*`, 'renders are named by their content'],
      [`<${logicalIdOf(output)}.Arn>/batch/smoke*`, named],
      [`${here}:execution:${machine}:smoke*`, named],
    ] as const) {
      accept(this.policy, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
    }
  }
}
