import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  Function as Lambda,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Buckets, CLIPS_PREFIX, inAccount } from './buckets.ts';
import { accept, allow, logicalIdOf } from './nag.ts';
import type { Stage } from './stages.ts';

/** Zip of the function, the same file that the tests run. */
export function zip(): Code {
  return Code.fromAsset(fileURLToPath(new URL('../dist/stitch-lambda.zip', import.meta.url)));
}
/** Name of a stage's function. */
export function functionNameOf({ name }: Stage): string {
  return `stitch-${name}`;
}
/** Alias of the version in service. */
export const ALIAS = 'live';

/** Time limit, above API Gateway's 29 seconds: batches may take longer. */
const TIMEOUT_SECONDS = 120;

/** Function that renders messages: its role, its log, the key of its links and its alias. */
export class SpeechFunction extends Construct {
  readonly function: Lambda;
  readonly role: Role;
  readonly signingKey: Secret;
  /** Alias that callers and campaigns invoke. */
  readonly alias: Alias;

  /** @param linkUrl base URL of signed links. */
  constructor(scope: Construct, stage: Stage, { input, output }: Buckets, linkUrl: string) {
    super(scope, 'Speaker');
    const functionName = functionNameOf(stage);
    const logGroup = logGroupOf(this, `/aws/lambda/${functionName}`, stage);
    this.signingKey = new Secret(this, 'SigningKey', {
      secretName: `stitch/${stage.name}/signing-key`,
      description: 'Signs the links of stitch; the version before is good to check',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicyOf(stage),
    });
    accept(
      this.signingKey,
      'AwsSolutions-SMG4',
      'a new key is put by hand (docs/deploy.md): the one before stays good for links that are out, which a schedule cannot know of',
    );
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'What stitch may do while it speaks',
    });
    for (const statement of statements(input, output)) this.role.addToPolicy(statement);
    this.role.addToPolicy(
      allow('ReadTheSigningKey', ['secretsmanager:GetSecretValue'], [this.signingKey.secretArn]),
    );
    this.role.addToPolicy(
      allow('WriteTheLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    );
    this.function = new Lambda(this, 'Function', {
      functionName,
      description: 'Says messages from recorded clips',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: zip(),
      handler: 'handler.handler',
      role: this.role,
      logGroup,
      memorySize: stage.memoryMegabytes,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      ...(stage.concurrency && { reservedConcurrentExecutions: stage.concurrency }),
      tracing: Tracing.ACTIVE,
      // The version of a rolled-back deployment would block the next with the same code.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      environment: {
        STITCH_STAGE: stage.name,
        STITCH_INPUT_BUCKET: input.bucketName,
        STITCH_INPUT_PREFIX: CLIPS_PREFIX,
        STITCH_OUTPUT_BUCKET: output.bucketName,
        STITCH_SIGNING_KEY_SECRET: this.signingKey.secretArn,
        STITCH_LINK_URL: linkUrl,
      },
    });
    const policy = this.role.node.findChild('DefaultPolicy');
    accept(
      policy,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray takes no resource for PutTraceSegments and PutTelemetryRecords',
    );
    for (const [bucket, folder, what] of [
      [input, CLIPS_PREFIX, 'any clip of the library is read by its name'],
      [output, 'cache', 'renders are named by their content'],
      [output, 'batch', 'files of campaigns are named by their rows'],
    ] as const) {
      const id = `AwsSolutions-IAM5[Resource::<${logicalIdOf(bucket)}.Arn>/${folder}/*]`;
      accept(policy, id, `${what}: no list of them can be in a policy`);
    }
    this.alias = new Alias(this, 'Live', {
      aliasName: ALIAS,
      version: this.function.currentVersion,
    });
  }
}

/** Creates a log group that is deleted with its stage. */
export function logGroupOf(scope: Construct, logGroupName: string, stage: Stage): LogGroup {
  return new LogGroup(scope, 'Log', {
    logGroupName,
    retention: stage.logDays as RetentionDays,
    removalPolicy: removalPolicyOf(stage),
  });
}

/** Removal policy of named resources: one left by a failed first deployment would block the next. */
function removalPolicyOf({ keepsData }: Stage): RemovalPolicy {
  return keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** Permissions of the function on buckets. */
function statements(input: Buckets['input'], output: Buckets['output']): PolicyStatement[] {
  return [
    allow('FindTheClips', ['s3:ListBucket'], [input.bucketArn], {
      StringLike: { 's3:prefix': [`${CLIPS_PREFIX}/*`] },
      ...inAccount(input),
    }),
    allow(
      'ReadTheClips',
      ['s3:GetObject'],
      [`${input.bucketArn}/${CLIPS_PREFIX}/*`],
      inAccount(input),
    ),
    allow(
      'KeepWhatIsRendered',
      ['s3:GetObject', 's3:PutObject'],
      [`${output.bucketArn}/cache/*`, `${output.bucketArn}/batch/*`],
      inAccount(output),
    ),
  ];
}
