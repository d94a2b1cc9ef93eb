// Properties that every stage must have.

import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { HTTP_STATUS } from '../../src/http/problem.ts';
import { STAGES } from '../stages.ts';
import { ALL, type Json, resource, statementsOf, synthesise } from './stacks.ts';

let stacks: ReturnType<typeof synthesise>;
beforeAll(() => {
  stacks = synthesise();
});

const list = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);
const text = (value: Json): string => JSON.stringify(value);

describe.each([...STAGES, ALL])('stage $name', (stage) => {
  let template: Template;
  beforeAll(() => {
    template = stacks.template(stage.name);
  });

  it('has private, encrypted, logged buckets, by TLS only', () => {
    const buckets = Object.entries(template.findResources('AWS::S3::Bucket'));
    expect(buckets).toHaveLength(3);
    for (const [id, { Properties, DeletionPolicy }] of buckets as Json[]) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(text(Properties.BucketEncryption)).toContain('AES256');
      const [rule] = Properties.OwnershipControls.Rules;
      expect(rule.ObjectOwnership).toBe('BucketOwnerEnforced');
      expect(Properties.LifecycleConfiguration.Rules).toContainEqual({
        Id: 'unfinished-uploads',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      });
      expect(DeletionPolicy).toBe(stage.keepsData ? 'Retain' : 'Delete');
      if (!id.startsWith('BucketsLogs')) expect(Properties.LoggingConfiguration).toBeDefined();
      const policies = Object.values(template.findResources('AWS::S3::BucketPolicy')) as Json[];
      const own = policies.find((policy) => policy.Properties.Bucket.Ref === id)!;
      const denied = own.Properties.PolicyDocument.Statement.filter(
        ({ Effect, Action }: Json) => Effect === 'Deny' && Action === 's3:*',
      );
      expect(text(denied)).toContain('"aws:SecureTransport":"false"');
      expect(text(denied)).toContain('"s3:TlsVersion":1.2');
    }
  });

  it('expires old versions, renders, and all of campaigns, which are personal', () => {
    const rulesOf = (bucket: string) =>
      resource(template, 'AWS::S3::Bucket', bucket).Properties.LifecycleConfiguration.Rules;
    const { Properties } = resource(template, 'AWS::S3::Bucket', 'BucketsInput');
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const Status = 'Enabled';
    const [ExpirationInDays, NoncurrentDays] = [stage.campaignDays, stage.cacheDays];
    expect(rulesOf('BucketsInput')).toEqual([
      {
        Id: 'old-versions',
        Status,
        ExpiredObjectDeleteMarker: true,
        NoncurrentVersionExpiration: { NoncurrentDays },
      },
      ...['rows', 'campaigns'].map((name) => ({
        Id: `old-${name}`,
        Prefix: `${name}/`,
        Status,
        ExpirationInDays,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      })),
      expect.objectContaining({ Id: 'unfinished-uploads' }),
    ]);
    expect(rulesOf('BucketsOutput')).toEqual([
      { Id: 'old-cache', Prefix: 'cache/', Status, ExpirationInDays: stage.cacheDays },
      { Id: 'old-campaigns', Prefix: 'batch/', Status, ExpirationInDays },
      expect.objectContaining({ Id: 'unfinished-uploads' }),
    ]);
  });

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
    expect(Properties.Environment.Variables).not.toHaveProperty('STITCH_SIGNING_KEY');
    expect(Properties.Environment.Variables).toMatchObject({
      STITCH_STAGE: stage.name,
      STITCH_INPUT_PREFIX: 'clips',
    });
    for (const log of Object.values(template.findResources('AWS::Logs::LogGroup')) as Json[])
      expect(log.Properties.RetentionInDays).toBe(stage.logDays);
  });

  it('has the permissions it needs, and no more', () => {
    const statements = statementsOf(template, 'SpeakerRole');
    const actions = statements.flatMap(({ Action }) => list(Action)).sort();
    expect(actions).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const anywhere = statements.filter(({ Resource }) => list(Resource).includes('*'));
    expect(anywhere.flatMap(({ Action }) => list(Action)).sort()).toEqual([
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const role = resource(template, 'AWS::IAM::Role', 'SpeakerRole');
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it('has no role with wildcard actions, or wildcard resources that could be named', () => {
    const nameless =
      /^(xray:|logs:(Create|Get|Update|Delete|List)LogDeliver|logs:PutResourcePolicy|logs:DescribeResourcePolicies|logs:DescribeLogGroups)/;
    for (const { Properties } of Object.values(
      template.findResources('AWS::IAM::Policy'),
    ) as Json[]) {
      for (const { Action, Resource } of Properties.PolicyDocument.Statement) {
        for (const action of list(Action)) {
          expect(action).not.toContain('*');
          if (list(Resource).includes('*')) expect(action).toMatch(nameless);
        }
      }
    }
  });

  it('can deploy the same code again after a roll-back', () => {
    const { DeletionPolicy } = resource(template, 'AWS::Lambda::Version', 'SpeakerFunction');
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('authorizes every route, and has a separate API for signed links', () => {
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method')) as Json[];
    expect(methods.length).toBeGreaterThanOrEqual(6);
    const kind = stage.jwt ? 'CUSTOM' : stage.auth === 'iam' ? 'AWS_IAM' : 'NONE';
    const asksForKey = stage.auth === 'api-key' && !stage.jwt;
    for (const { Properties } of methods) {
      expect(Properties.AuthorizationType).toBe(kind);
      expect(Properties.ApiKeyRequired ?? false).toBe(asksForKey);
    }
    template.resourceCountIs('AWS::ApiGateway::UsagePlan', asksForKey ? 1 : 0);
    const open = Object.values(template.findResources('AWS::ApiGatewayV2::Route')) as Json[];
    expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'GET /audio',
      'HEAD /audio',
    ]);
    const { Variables } = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction').Properties
      .Environment;
    if (!stage.audioCdn) expect(text(Variables.STITCH_LINK_URL)).toContain('LinksHttp');
  });

  it('lets the API of links call the live version, once that exists', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')) as Json[];
    const ofLinks = permissions.filter(({ Properties }) => text(Properties).includes('LinksHttp'));
    expect(ofLinks).toHaveLength(2);
    for (const { Properties, DependsOn } of ofLinks) {
      expect(text(Properties.FunctionName)).toContain(`:function:stitch-${stage.name}:live`);
      expect(text(DependsOn)).toContain('SpeakerLive');
    }
    const { Name } = resource(template, 'AWS::Lambda::Alias', 'SpeakerLive').Properties;
    const { FunctionName } = resource(
      template,
      'AWS::Lambda::Function',
      'SpeakerFunction',
    ).Properties;
    expect([FunctionName, Name]).toEqual([`stitch-${stage.name}`, 'live']);
  });

  it('throttles callers with 429, by key, and logs them without queries', () => {
    const { Properties } = resource(template, 'AWS::ApiGateway::Stage', 'ApiRestDeploymentStage');
    expect(Properties.MethodSettings).toEqual([
      expect.objectContaining({
        ThrottlingRateLimit: stage.throttle.perSecond,
        ThrottlingBurstLimit: stage.throttle.burst,
      }),
    ]);
    // Detailed metrics cost $12.60 a month, and no alarm reads them.
    expect(text(template.toJSON())).not.toMatch(/"(Detailed)?Metrics(Enabled)?":true/);
    expect(text(template.findResources('AWS::WAFv2::WebACL'))).not.toContain('RateBasedStatement');
    expect(text(template.toJSON())).not.toContain('/test-invoke-stage/');
    // The whole of what is asked is in none of these: links have the message in them.
    const links = resource(template, 'AWS::ApiGatewayV2::Stage', 'LinksStage').Properties;
    expect(links.DefaultRouteSettings.ThrottlingRateLimit).toBe(stage.throttle.perSecond);
    for (const log of [Properties.AccessLogSetting, links.AccessLogSettings])
      expect(log.Format).not.toMatch(/queryString|requestBody|\$context\.path"/);
    expect(Properties.TracingEnabled).toBe(true);
  });

  it('formats the gateway’s errors as the API does, whatever was sent', () => {
    const refusals = Object.values(
      template.findResources('AWS::ApiGateway::GatewayResponse'),
    ) as Json[];
    expect(refusals.length).toBeGreaterThanOrEqual(9);
    for (const { Properties } of refusals) {
      const problem = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(problem).toMatchObject({ success: false, status: Number(Properties.StatusCode) });
      expect(Object.keys(HTTP_STATUS)).toContain(problem.code);
      expect(problem.title).toMatch(/\w/);
    }
  });

  it('has a firewall and gradual versions where they are enabled', () => {
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', stage.firewall ? 1 : 0);
    template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', stage.gradual ? 1 : 0);
    if (!stage.gradual) return;
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      AlarmConfiguration: { Enabled: true, Alarms: Match.anyValue() },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
    });
    template.hasResource('AWS::Lambda::Alias', {
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: Match.anyValue() },
    });
  });

  it('leaves concurrency for callers beside a campaign', () => {
    expect(stage.batchesAtOnce).toBeLessThanOrEqual((stage.concurrency ?? 10) / 2);
  });

  it('starts campaigns for uploads only where that is enabled', () => {
    template.resourceCountIs('AWS::Events::Rule', stage.dropCampaigns ? 1 : 0);
    const input = resource(template, 'AWS::S3::Bucket', 'BucketsInput').Properties;
    expect(input.NotificationConfiguration?.EventBridgeConfiguration).toEqual(
      stage.dropCampaigns ? { EventBridgeEnabled: true } : undefined,
    );
  });

  const alarmsOf = (): Json[] => Object.values(template.findResources('AWS::CloudWatch::Alarm'));

  it('notifies once of each cause, and of its end', () => {
    const names = ['Campaigns', 'Failing', 'Refused', 'Slow', 'Throttled'];
    expect(alarmsOf().map(({ Properties }) => Properties.AlarmName)).toEqual(
      expect.arrayContaining(names.map((name) => `stitch-${stage.name}-${name}`)),
    );
    expect(alarmsOf()).toHaveLength(names.length);
    for (const { Properties } of alarmsOf()) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    }
    const policies = text(template.findResources('AWS::SNS::TopicPolicy'));
    for (const teller of ['cloudwatch', 'budgets'])
      expect(policies).toContain(`${teller}.amazonaws.com`);
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'a@example.org' });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', stage.dashboard ? 1 : 0);
  });

  it('watches shares of API, links and batches, and shifts back on them', () => {
    const [failing] = alarmsOf().filter(({ Properties }) =>
      Properties.AlarmName.endsWith('-Failing'),
    );
    const metrics: Json[] = failing.Properties.Metrics;
    const [{ Expression }] = metrics.filter((metric) => 'Expression' in metric);
    const read = metrics.flatMap(({ MetricStat: stat }) => stat?.Metric.MetricName ?? []);
    expect(read.sort()).toEqual(
      ['5XXError', '5xx', 'Batches', 'Count', 'Count', 'Faults', 'Requests'].sort(),
    );
    // Two failing calls a minute, of any number up to 200, alarm in two minutes; one alone does not.
    expect(failing.Properties).toMatchObject({
      Threshold: 1,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 5,
    });
    const alarming = (failed: number, of: number, name: 'e1' | 'e2' | 'e3') => {
      const values = { e1: 0, e2: 0, e3: 0, n1: of, n2: of, n3: of, b3: 0, [name]: failed };
      const terms = {
        FILL: (value: number) => value,
        IF: (when: boolean, yes: number, no: number) => (when ? yes : no),
        MAX: (list: number[]) => Math.max(...list),
      };
      const all = { ...values, ...terms };
      return new Function(...Object.keys(all), `return ${Expression}`)(...Object.values(all)) > 1;
    };
    for (const name of ['e1', 'e2', 'e3'] as const) {
      expect(alarming(2, 2, name)).toBe(true);
      expect(alarming(2, 150, name)).toBe(true);
      expect(alarming(2, 1000, name)).toBe(false);
      expect(alarming(0, 1000, name)).toBe(false);
    }
    if (!stage.gradual) return;
    const group = resource(template, 'AWS::CodeDeploy::DeploymentGroup', 'ShiftGroup').Properties;
    expect(text(group.AlarmConfiguration)).toMatch(/WatchFailing.*WatchSlow/);
  });

  it('has a budget of a name of its own in regions that have budgets', () => {
    const budget = resource(template, 'AWS::Budgets::Budget', 'WatchBudget');
    expect(budget.Condition).toMatch(/HasBudgets/);
    expect(budget.Properties.Budget.BudgetLimit.Amount).toBe(stage.budgetDollars);
    const condition = text(template.toJSON().Conditions[budget.Condition]);
    for (const region of ['eu-west-1', 'ap-south-1']) expect(condition).toContain(`"${region}"`);
    expect(condition).not.toContain('af-south-1');
    const names = [budget.Properties.Budget.BudgetName];
    for (const { Properties } of Object.values(
      template.findResources('AWS::CloudWatch::Dashboard'),
    ) as Json[])
      names.push(Properties.DashboardName);
    for (const name of names) expect(text(name)).toContain('AWS::Region');
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
