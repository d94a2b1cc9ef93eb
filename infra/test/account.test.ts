// Shared resources of an account, and the roles of GitHub's deployments.

import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { AccountStack } from '../account.ts';
import { STAGES } from '../stages.ts';
import { type Json, newApp, resource, synthesise } from './stacks.ts';

let stacks: ReturnType<typeof synthesise>;
beforeAll(() => {
  stacks = synthesise();
});

describe('AccountStack', () => {
  it('lets only jobs of a stage’s environment deploy it', () => {
    const roles = Object.values(stacks.account.findResources('AWS::IAM::Role')) as Json[];
    const subjects = roles.flatMap(({ Properties: { AssumeRolePolicyDocument } }) =>
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
    const roles = Object.values(Template.fromStack(own).findResources('AWS::IAM::Role')) as Json[];
    const names = roles.map(({ Properties }) => Properties.RoleName).filter(Boolean);
    expect(JSON.stringify(names)).toMatch(/^\[\{.*"stitch-deploy-prod-".*"AWS::Region".*\}\]$/);
  });

  it('retains the role for API Gateway’s logs, which other APIs use too', () => {
    for (const type of ['AWS::ApiGateway::Account', 'AWS::IAM::Role']) {
      const { DeletionPolicy } = resource(stacks.account, type, 'Gateway');
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  it('stores no key', () => {
    stacks.account.resourceCountIs('AWS::IAM::AccessKey', 0);
    stacks.account.resourceCountIs('AWS::IAM::User', 0);
  });
});
