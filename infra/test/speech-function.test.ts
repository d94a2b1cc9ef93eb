// The function in every stage, and what roles may do.

import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  EVERY,
  list,
  propertiesOf,
  resource,
  statementsOf,
  synthesise,
  variablesOf,
} from './stacks.ts';

describe.each(EVERY)('stage $name', (stage) => {
  const template = synthesise().template(stage.name);

  it('runs the zip on the newest Node, with its limits, its log and its traces', () => {
    const { Properties } = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction');
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'handler.handler',
      MemorySize: stage.memoryMegabytes,
      TracingConfig: { Mode: 'Active' },
      Code: { S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) },
    });
    // The quota of a new account is 10: a stage that reserves more could not be deployed there.
    expect(Properties.ReservedConcurrentExecutions).toBe(stage.concurrency);
    if (['dev', 'test'].includes(stage.name)) expect(stage.concurrency).toBeUndefined();
    expect(variablesOf(template)).not.toHaveProperty('STITCH_SIGNING_KEY');
    expect(variablesOf(template)).toMatchObject({
      STITCH_STAGE: stage.name,
      STITCH_INPUT_PREFIX: 'clips',
    });
  });

  it('has the permissions it needs, and no more', () => {
    const statements = statementsOf(template, 'SpeakerRole');
    const traces = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    expect(statements.flatMap(({ Action }) => list(Action)).sort()).toEqual([
      ...['logs:CreateLogStream', 'logs:PutLogEvents'],
      ...['s3:GetObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
      'secretsmanager:GetSecretValue',
      ...traces,
    ]);
    const anywhere = statements.filter(({ Resource }) => list(Resource).includes('*'));
    expect(anywhere.flatMap(({ Action }) => list(Action)).sort()).toEqual(traces);
    const role = resource(template, 'AWS::IAM::Role', 'SpeakerRole');
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it('has no role with wildcard actions, or wildcard resources that could be named', () => {
    const nameless =
      /^(xray:|logs:(Create|Get|Update|Delete|List)LogDeliver|logs:PutResourcePolicy|logs:DescribeResourcePolicies|logs:DescribeLogGroups)/;
    const policies = propertiesOf(template, 'AWS::IAM::Policy');
    for (const { Action, Resource } of policies.flatMap((each) => each.PolicyDocument.Statement)) {
      for (const action of list(Action)) {
        expect(action).not.toContain('*');
        if (list(Resource).includes('*')) expect(action).toMatch(nameless);
      }
    }
  });

  it('can deploy the same code again after a roll-back', () => {
    const { DeletionPolicy } = resource(template, 'AWS::Lambda::Version', 'SpeakerFunction');
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('leaves concurrency for callers beside a campaign', () => {
    expect(stage.batchesAtOnce).toBeLessThanOrEqual((stage.concurrency ?? 10) / 2);
  });

  it('tags every resource with its name', () => {
    const tags = [{ Key: 'stitch-stage', Value: stage.name }];
    for (const type of [
      'S3::Bucket',
      'Lambda::Function',
      'StepFunctions::StateMachine',
      'SQS::Queue',
    ])
      template.allResourcesProperties(`AWS::${type}`, { Tags: Match.arrayWith(tags) });
  });
});
