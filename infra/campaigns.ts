import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type Buckets, CAMPAIGNS_PREFIX, inAccount, ROWS_PREFIX } from './buckets.ts';
import { campaignStates, RUNS_PREFIX } from './campaign-states.ts';
import { accept, allow, logicalIdOf } from './nag.ts';
import { logGroupOf, type SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

const READ = [CAMPAIGNS_PREFIX, ROWS_PREFIX];

/** Campaigns: the state machine, its role, the queue of failed batches, and notifications. */
export class Campaigns extends Construct {
  readonly machine: StateMachine;
  readonly role: Role;
  readonly deadLetters: Queue;
  /** Notifies of campaigns that are done or failed. */
  readonly topic: Topic;
  /** Uploads that started no campaign, where uploads start campaigns. */
  readonly undelivered: Queue | undefined;

  constructor(scope: Construct, stage: Stage, buckets: Buckets, speechFunction: SpeechFunction) {
    super(scope, 'Campaigns');
    const stateMachineName = `stitch-${stage.name}-campaigns`;
    this.deadLetters = queueOf(this, 'DeadLetters');
    this.topic = new Topic(this, 'Topic', {
      displayName: `stitch ${stage.name}: campaigns`,
      enforceSSL: true,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'What a campaign may do',
    });
    for (const statement of this.statements(stateMachineName, buckets, speechFunction)) {
      this.role.addToPolicy(statement);
    }
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
      stateMachineName,
      comment: 'Says the rows of a CSV',
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(states)),
      role: this.role,
      tracingEnabled: true,
      logs: {
        destination: logGroupOf(this, `/aws/vendedlogs/states/stitch-${stage.name}`, stage),
        level: LogLevel.ALL,
        includeExecutionData: false, // messages are private
      },
    });
    this.acceptWildcards(stateMachineName, buckets);
    if (stage.dropCampaigns) this.undelivered = this.startWhenDropped(buckets, stateMachineName);
  }

  private statements(
    name: string,
    { input, output }: Buckets,
    { alias }: SpeechFunction,
  ): PolicyStatement[] {
    return [
      allow(
        'ReadTheRows',
        ['s3:GetObject'],
        READ.map((prefix) => `${input.bucketArn}/${prefix}/*`),
        inAccount(input),
      ),
      allow('SayTheRows', ['lambda:InvokeFunction'], [alias.functionArn]),
      allow(
        'TellWhatBecameOfThem',
        ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        [`${output.bucketArn}/${RUNS_PREFIX}/*`],
        inAccount(output),
      ),
      allow('StartBatches', ['states:StartExecution'], [this.arn('stateMachine', name)]),
      allow(
        'LookAfterBatches',
        ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
        [this.arn('execution', `${name}/*`), this.arn('execution', `${name}:*`)],
      ),
      allow('CountBatches', ['states:DescribeMapRun'], [this.arn('mapRun', `${name}/*`)]),
      allow('PutBatchesBy', ['sqs:SendMessage'], [this.deadLetters.queueArn]),
      allow('TellPeople', ['sns:Publish'], [this.topic.topicArn]),
    ];
  }

  /** ARN built from the name: the role is created before the state machine. */
  private arn(resource: string, resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'states', resource, resourceName, arnFormat });
  }

  /** Starts a campaign for every CSV uploaded to `campaigns/`, by its column `message`. */
  private startWhenDropped({ input }: Buckets, machineName: string): Queue {
    const undelivered = queueOf(this, 'Undelivered');
    new Rule(this, 'Dropped', {
      description: `Starts ${machineName} for a CSV in ${CAMPAIGNS_PREFIX}/`,
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

  private acceptWildcards(name: string, { input, output }: Buckets): void {
    const policy = this.role.node.findChild('DefaultPolicy');
    const reasons: readonly (readonly [resource: string, reason: string])[] = [
      ['*', 'the delivery of logs and X-Ray take no resource'],
      ...READ.map(
        (prefix) =>
          [`<${logicalIdOf(input)}.Arn>/${prefix}/*`, 'rows are named by who sends them'] as const,
      ),
      [`<${logicalIdOf(output)}.Arn>/${RUNS_PREFIX}/*`, 'runs are named by Step Functions'],
      [states('execution', `${name}/*`), 'batches are named by Step Functions'],
      [states('execution', `${name}:*`), 'runs are named by who starts them'],
      [states('mapRun', `${name}/*`), 'map runs are named by Step Functions'],
    ];
    for (const [resource, reason] of reasons) {
      accept(policy, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
    }
  }
}

function queueOf(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  accept(queue, 'AwsSolutions-SQS3', 'this is where dead letters go');
  return queue;
}

/** ARN in the notation of cdk-nag. */
function states(resource: string, name: string): string {
  return `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${resource}:${name}`;
}
