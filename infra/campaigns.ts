import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type Buckets, CAMPAIGNS_PREFIX, inAccount, ROWS_PREFIX } from './buckets.ts';
import { campaignStates, RUNS_PREFIX } from './campaign-states.ts';
import { logGroupOf } from './functions.ts';
import { accept, acceptWildcard, type Permission, permit } from './nag.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/** Campaigns: the state machine, its role, the queue of failed batches, and notifications. */
export class Campaigns extends Construct {
  private readonly name: string;
  readonly machine: StateMachine;
  readonly deadLetters: Queue;
  /** Notifies of campaigns that are done or failed. */
  readonly topic: Topic;
  /** Uploads that started no campaign, where uploads start campaigns. */
  readonly undelivered: Queue | undefined;

  constructor(scope: Construct, stage: Stage, buckets: Buckets, speechFunction: SpeechFunction) {
    super(scope, 'Campaigns');
    this.name = `stitch-${stage.name}-campaigns`;
    this.deadLetters = queueOf(this, 'DeadLetters');
    this.topic = new Topic(this, 'Topic', {
      displayName: `stitch ${stage.name}: campaigns`,
      enforceSSL: true,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'What a campaign may do',
    });
    permit(role, this.permissions(buckets, speechFunction));
    acceptWildcard(role, '*', 'the delivery of logs and X-Ray take no resource');
    const states = campaignStates(
      {
        functionArn: speechFunction.alias.functionArn,
        outputBucket: buckets.output.bucketName,
        deadLettersUrl: this.deadLetters.queueUrl,
        topicArn: this.topic.topicArn,
      },
      stage,
    );
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: this.name,
      comment: 'Says the rows of a CSV',
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(states)),
      role,
      tracingEnabled: true,
      logs: {
        destination: logGroupOf(this, `/aws/vendedlogs/states/stitch-${stage.name}`, stage),
        level: LogLevel.ALL,
        includeExecutionData: false, // messages are private
      },
    });
    if (stage.dropCampaigns) this.undelivered = this.startWhenDropped(buckets);
  }

  private permissions({ input, output }: Buckets, { alias }: SpeechFunction): Permission[] {
    const rows = [CAMPAIGNS_PREFIX, ROWS_PREFIX].map((prefix) =>
      input.arnForObjects(`${prefix}/*`),
    );
    return [
      {
        sid: 'ReadTheRows',
        actions: ['s3:GetObject'],
        on: rows,
        when: inAccount(input),
        why: 'rows are named by who sends them',
      },
      { sid: 'SayTheRows', actions: ['lambda:InvokeFunction'], on: [alias.functionArn] },
      {
        sid: 'TellWhatBecameOfThem',
        actions: [
          ...['s3:PutObject', 's3:GetObject'],
          ...['s3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        ],
        on: [output.arnForObjects(`${RUNS_PREFIX}/*`)],
        when: inAccount(output),
        why: 'runs are named by Step Functions',
      },
      { sid: 'StartBatches', actions: ['states:StartExecution'], on: [this.arn('stateMachine')] },
      {
        sid: 'LookAfterBatches',
        actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
        on: [this.arn('execution', '/*'), this.arn('execution', ':*')],
        why: 'batches are named by Step Functions, and runs by who starts them',
      },
      {
        sid: 'CountBatches',
        actions: ['states:DescribeMapRun'],
        on: [this.arn('mapRun', '/*')],
        why: 'map runs are named by Step Functions',
      },
      { sid: 'PutBatchesBy', actions: ['sqs:SendMessage'], on: [this.deadLetters.queueArn] },
      { sid: 'TellPeople', actions: ['sns:Publish'], on: [this.topic.topicArn] },
    ];
  }

  /** ARN built from the name: the role is created before the state machine. */
  arn(resource: string, after = ''): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const resourceName = `${this.name}${after}`;
    return Stack.of(this).formatArn({ service: 'states', resource, resourceName, arnFormat });
  }

  /** Starts a campaign for every CSV uploaded to `campaigns/`, by its column `message`. */
  private startWhenDropped({ input }: Buckets): Queue {
    const undelivered = queueOf(this, 'Undelivered');
    new Rule(this, 'Dropped', {
      description: `Starts ${this.name} for a CSV in ${CAMPAIGNS_PREFIX}/`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [input.bucketName] },
          object: { key: [{ wildcard: `${CAMPAIGNS_PREFIX}/*.csv` }] },
        },
      },
      targets: [
        new SfnStateMachine(this.machine, {
          deadLetterQueue: undelivered,
          input: RuleTargetInput.fromObject({
            csv: {
              bucket: EventField.fromPath('$.detail.bucket.name'),
              key: EventField.fromPath('$.detail.object.key'),
            },
          }),
        }),
      ],
    });
    return undelivered;
  }
}

function queueOf(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  accept(queue, { 'AwsSolutions-SQS3': 'this is where dead letters go' });
  return queue;
}
