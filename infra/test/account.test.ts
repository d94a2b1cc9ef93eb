// Shared resources of an account, and the roles of GitHub's deployments.

import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { AccountStack } from '../account.ts';
import { STAGES } from '../stages.ts';
import { type Json, newApp, propertiesOf, resource, synthesise } from './stacks.ts';

const { account } = synthesise();

describe('AccountStack', () => {
  it('lets only jobs of a stage’s environment deploy it', () => {
    const roles = propertiesOf(account, 'AWS::IAM::Role');
    const subjects = roles.flatMap(({ AssumeRolePolicyDocument }) =>
      AssumeRolePolicyDocument.Statement.flatMap(({ Condition }: Json) =>
        Condition === undefined ? [] : [Condition.StringEquals],
      ),
    );
    expect(subjects).toEqual(
      STAGES.map(({ name }) => `environment:${name}`).map((subject) => ({
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': `repo:owner/name:${subject}`,
      })),
    );
  });

  it('has roles for its own stages only', () => {
    const app = newApp();
    const own = new AccountStack(app, 'own', { repository: 'owner/name', stages: ['prod'] });
    const roles = propertiesOf(Template.fromStack(own), 'AWS::IAM::Role');
    const names = roles.map(({ RoleName }) => RoleName).filter(Boolean);
    expect(JSON.stringify(names)).toMatch(/^\[\{.*"stitch-deploy-prod-".*"AWS::Region".*\}\]$/);
  });

  it('retains the role for API Gateway’s logs, which other APIs use too', () => {
    for (const type of ['AWS::ApiGateway::Account', 'AWS::IAM::Role']) {
      const { DeletionPolicy } = resource(account, type, 'Gateway');
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  it('stores no key', () => {
    account.resourceCountIs('AWS::IAM::AccessKey', 0);
    account.resourceCountIs('AWS::IAM::User', 0);
  });
});
