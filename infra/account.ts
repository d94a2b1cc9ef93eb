import {
  ArnFormat,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnOIDCProvider,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept } from './nag.ts';
import { STAGES } from './stages.ts';

/** Properties of an account's stack. */
export interface AccountStackProps extends StackProps {
  /** GitHub repository whose workflows may deploy, as owner/name; undefined for none. */
  readonly repository?: string | undefined;
  /** ARN of the account's existing OIDC provider for GitHub: an account can have only one. */
  readonly githubProvider?: string | undefined;
  /** Stages in this account; undefined for all. */
  readonly stages?: readonly string[] | undefined;
}

const ISSUER = 'token.actions.githubusercontent.com';

/**
 * Shared resources of an account: a role for API Gateway's logs, and for each stage a role that GitHub's workflows
 * assume without a stored key.
 * https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments
 */
export class AccountStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { repository, githubProvider, stages, ...props }: AccountStackProps,
  ) {
    super(scope, id, { ...props, description: 'stitch: what an account needs once' });
    Tags.of(this).add('stitch-stage', 'account');
    this.addGatewayLogs();
    if (repository === undefined) return;
    const provider = githubProvider ?? this.addProvider();
    const own = stages ?? STAGES.map(({ name }) => name);
    for (const name of own) this.addDeployer(name, repository, provider);
  }

  private addProvider(): string {
    const url = `https://${ISSUER}`;
    return new CfnOIDCProvider(this, 'GitHub', { url, clientIdList: ['sts.amazonaws.com'] })
      .attrArn;
  }

  /** Adds API Gateway's role for logs, of which an account and region has one. */
  private addGatewayLogs(): void {
    const policy = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';
    const role = new Role(this, 'GatewayLogs', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    accept(
      role,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      'the policy that AWS keeps for API Gateway to write logs with',
    );
    const gateway = new CfnAccount(this, 'Gateway', { cloudWatchRoleArn: role.roleArn });
    // Other APIs of the account use it too.
    for (const shared of [role, gateway]) shared.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /** Adds a role that only jobs in a stage's GitHub environment can assume, once GitHub has its approvals. */
  private addDeployer(stage: string, repository: string, provider: string): void {
    const role = new Role(this, `Deploy-${stage}`, {
      roleName: `stitch-deploy-${stage}`,
      description: `GitHub deploys ${stage} from ${repository}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: principalOf(provider, `repo:${repository}:environment:${stage}`),
    });
    this.allowCdkRoles(role);
    for (const statement of this.smokeStatements(stage)) role.addToPolicy(statement);
    this.acceptSmoke(role, stage);
    new CfnOutput(this, `Role-${stage}`, { value: role.roleArn });
  }

  /** Lets a role assume the roles of `cdk bootstrap`, which do the work, and no others. */
  private allowCdkRoles(role: Role): void {
    const names = ['deploy', 'file-publishing', 'lookup'].map(
      (use) => `cdk-hnb659fds-${use}-role-${this.account}-${this.region}`,
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'UseTheRolesOfCdk',
        actions: ['sts:AssumeRole'],
        resources: names.map((resourceName) =>
          this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
        ),
      }),
    );
  }

  /** Permissions of the smoke test after a deployment: it calls the API, and adds and deletes its own clips. */
  private smokeStatements(stage: string): PolicyStatement[] {
    return [
      new PolicyStatement({
        sid: 'FindTheStack',
        actions: ['cloudformation:DescribeStacks'],
        resources: [
          this.formatArn({
            service: 'cloudformation',
            resource: 'stack',
            resourceName: `stitch-${stage}/*`,
          }),
        ],
      }),
      new PolicyStatement({
        sid: 'CallTheApi',
        actions: ['execute-api:Invoke'],
        resources: [
          this.formatArn({ service: 'execute-api', resource: '*', resourceName: `${stage}/*` }),
        ],
      }),
      new PolicyStatement({
        sid: 'ReadTheApiKey',
        actions: ['apigateway:GET'],
        resources: [
          this.formatArn({ service: 'apigateway', account: '', resource: '/apikeys' }),
          this.formatArn({ service: 'apigateway', account: '', resource: '/apikeys/*' }),
        ],
      }),
      new PolicyStatement({
        sid: 'PutAndTakeClips',
        actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [`arn:${this.partition}:s3:::stitch-${stage}-*/clips/smoke*`],
      }),
      new PolicyStatement({
        sid: 'FindClips',
        actions: ['s3:ListBucket'],
        resources: [`arn:${this.partition}:s3:::stitch-${stage}-*`],
        conditions: { StringLike: { 's3:prefix': ['clips/*'] } },
      }),
      new PolicyStatement({
        sid: 'ReadClips',
        actions: ['s3:GetObject'],
        resources: [`arn:${this.partition}:s3:::stitch-${stage}-*/clips/*`],
      }),
      new PolicyStatement({
        sid: 'TakeRendersAway',
        actions: ['s3:GetObject', 's3:DeleteObject'],
        resources: [`arn:${this.partition}:s3:::stitch-${stage}-*/cache/*`],
      }),
      new PolicyStatement({
        sid: 'GoBack',
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias'],
        resources: [
          this.formatArn({
            service: 'lambda',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            resource: 'function',
            resourceName: `stitch-${stage}`,
          }),
        ],
      }),
      new PolicyStatement({
        sid: 'SeeAlarms',
        actions: ['cloudwatch:DescribeAlarms'],
        resources: [
          this.formatArn({
            service: 'cloudwatch',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            resource: 'alarm',
            resourceName: '*',
          }),
        ],
      }),
    ];
  }

  private acceptSmoke(role: Role, stage: string): void {
    const policy = role.node.findChild('DefaultPolicy');
    const partition = 'arn:<AWS::Partition>';
    const here = '<AWS::Region>:<AWS::AccountId>';
    const buckets = 'the names of buckets are made when the stack is';
    for (const [resource, reason] of [
      [
        `${partition}:cloudformation:${here}:stack/stitch-${stage}/*`,
        'stacks have a number after their name',
      ],
      [
        `${partition}:execute-api:${here}:*/${stage}/*`,
        'the number of the API is made when the stack is',
      ],
      [`${partition}:apigateway:<AWS::Region>::/apikeys/*`, 'keys are listed to be found by name'],
      [`${partition}:s3:::stitch-${stage}-*/clips/smoke*`, buckets],
      [`${partition}:cloudwatch:${here}:alarm:*`, 'alarms are described by a list of names'],
      [`${partition}:s3:::stitch-${stage}-*`, buckets],
      [`${partition}:s3:::stitch-${stage}-*/clips/*`, buckets],
      [`${partition}:s3:::stitch-${stage}-*/cache/*`, buckets],
    ] as const) {
      accept(policy, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
    }
  }
}

function principalOf(provider: string, subject: string): WebIdentityPrincipal {
  return new WebIdentityPrincipal(provider, {
    StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: subject },
  });
}
