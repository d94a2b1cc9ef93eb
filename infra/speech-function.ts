import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alias, type Function as Lambda, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Buckets, CLIPS_PREFIX, inAccount } from './buckets.ts';
import { functionOf, removalPolicyOf, zip } from './functions.ts';
import { accept, type Permission } from './nag.ts';
import type { Stage } from './stages.ts';

export function functionNameOf({ name }: Stage): string {
  return `stitch-${name}`;
}
/** Alias of the version in service. */
export const ALIAS = 'live';

/** Time limit, above API Gateway's 29 seconds: batches may take longer. */
const TIMEOUT_SECONDS = 120;

/** Function that renders messages, the key of its links and its alias. */
export class SpeechFunction extends Construct {
  readonly function: Lambda;
  readonly signingKey: Secret;
  /** Alias that callers and campaigns invoke. */
  readonly alias: Alias;

  /** @param linkUrl base URL of signed links. */
  constructor(scope: Construct, stage: Stage, buckets: Buckets, linkUrl: string) {
    super(scope, 'Speaker');
    this.signingKey = new Secret(this, 'SigningKey', {
      secretName: `stitch/${stage.name}/signing-key`,
      description: 'Signs the links of stitch; the version before is good to check',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicyOf(stage),
    });
    accept(this.signingKey, {
      'AwsSolutions-SMG4':
        'a new key is put by hand (docs/deploy.md): the one before stays good for links that are out, which a schedule cannot know of',
    });
    this.function = functionOf(this, stage, {
      functionName: functionNameOf(stage),
      description: 'Says messages from recorded clips',
      roleDescription: 'What stitch may do while it speaks',
      permissions: permissions(buckets, this.signingKey),
      code: zip(),
      handler: 'handler.handler',
      memorySize: stage.memoryMegabytes,
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      ...(stage.concurrency && { reservedConcurrentExecutions: stage.concurrency }),
      tracing: Tracing.ACTIVE,
      // The version of a rolled-back deployment would block the next with the same code.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      environment: {
        STITCH_STAGE: stage.name,
        STITCH_INPUT_BUCKET: buckets.input.bucketName,
        STITCH_INPUT_PREFIX: CLIPS_PREFIX,
        STITCH_OUTPUT_BUCKET: buckets.output.bucketName,
        STITCH_SIGNING_KEY_SECRET: this.signingKey.secretArn,
        STITCH_LINK_URL: linkUrl,
        ...(stage.prompts !== undefined && { STITCH_PROMPTS: stage.prompts }),
      },
    });
    this.alias = new Alias(this, 'Live', {
      aliasName: ALIAS,
      version: this.function.currentVersion,
    });
  }
}

function permissions({ input, output }: Buckets, { secretArn }: Secret): Permission[] {
  return [
    {
      sid: 'FindTheClips',
      actions: ['s3:ListBucket'],
      on: [input.bucketArn],
      when: { StringLike: { 's3:prefix': [`${CLIPS_PREFIX}/*`] }, ...inAccount(input) },
    },
    {
      sid: 'ReadTheClips',
      actions: ['s3:GetObject'],
      on: [input.arnForObjects(`${CLIPS_PREFIX}/*`)],
      when: inAccount(input),
      why: 'any clip of the library is read by its name: no list of them can be in a policy',
    },
    {
      sid: 'KeepWhatIsRendered',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: ['cache/*', 'batch/*'].map((keys) => output.arnForObjects(keys)),
      when: inAccount(output),
      why: 'renders are named by their content, and files of campaigns by their rows',
    },
    { sid: 'ReadTheSigningKey', actions: ['secretsmanager:GetSecretValue'], on: [secretArn] },
  ];
}
