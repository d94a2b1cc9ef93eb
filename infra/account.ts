import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deployRoleName } from './deployer.ts';
import { accept, permit } from './nag.ts';

export interface AccountStackProps extends StackProps {
  /** GitHub repository whose workflows may deploy, as owner/name; undefined for none. */
  readonly repository?: string | undefined;
  /** ARN of the account's existing OIDC provider for GitHub: an account can have only one. */
  readonly githubProvider?: string | undefined;
  /** Names of the stages in this account. */
  readonly stages: readonly string[];
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
    for (const name of stages) this.addDeployer(name, repository, provider);
  }

  private addProvider(): string {
    const url = `https://${ISSUER}`;
    return new iam.CfnOIDCProvider(this, 'GitHub', { url, clientIdList: ['sts.amazonaws.com'] })
      .attrArn;
  }

  /** Adds API Gateway's role for logs, of which an account and region has one. */
  private addGatewayLogs(): void {
    const policy = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';
    const role = new iam.Role(this, 'GatewayLogs', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    accept(role, {
      [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`]:
        'the policy that AWS keeps for API Gateway to write logs with',
    });
    const gateway = new CfnAccount(this, 'Gateway', { cloudWatchRoleArn: role.roleArn });
    // Other APIs of the account use it too.
    for (const shared of [role, gateway]) shared.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }

  /**
   * Adds a role that only jobs in a stage's GitHub environment can assume, once GitHub has its approvals. It may assume
   * the roles of `cdk bootstrap`, which do the work; the stage's own stack adds its smoke test (deployer.ts).
   */
  private addDeployer(stage: string, repository: string, provider: string): void {
    const claims = {
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
      [`${ISSUER}:sub`]: `repo:${repository}:environment:${stage}`,
    };
    const role = new iam.Role(this, `Deploy-${stage}`, {
      roleName: deployRoleName(stage, this),
      description: `GitHub deploys ${stage} from ${repository}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new iam.WebIdentityPrincipal(provider, { StringEquals: claims }),
    });
    const on = ['deploy', 'file-publishing'].map((use) => {
      const resourceName = `cdk-hnb659fds-${use}-role-${this.account}-${this.region}`;
      return this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
    });
    permit(role, [{ sid: 'UseTheRolesOfCdk', actions: ['sts:AssumeRole'], on }]);
    new CfnOutput(this, `Role-${stage}`, { value: role.roleArn });
  }
}
