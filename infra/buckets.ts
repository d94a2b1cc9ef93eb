import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from './stages.ts';

/** Prefix of clips in the input bucket. */
export const CLIPS_PREFIX = 'clips';
/** Prefix of rows in the input bucket for campaigns that are started explicitly. */
export const ROWS_PREFIX = 'rows';
/** Prefix of rows that start a campaign when they are uploaded, where the stage allows it. */
export const CAMPAIGNS_PREFIX = 'campaigns';

/** Buckets for clips and rows, for renders, and for access logs. */
export class Buckets extends Construct {
  readonly input: Bucket;
  readonly output: Bucket;
  /** Access logs of the other two. */
  readonly logs: Bucket;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'Buckets');
    const common: BucketProps = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    const unfinished = {
      id: 'unfinished-uploads',
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    };
    this.logs = new Bucket(this, 'Logs', {
      ...common,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(stage.logDays) }, unfinished],
    });

    this.input = new Bucket(this, 'Input', {
      ...common,
      versioned: true,
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'input/',
      lifecycleRules: [
        {
          id: 'old-versions',
          noncurrentVersionExpiration: Duration.days(stage.cacheDays),
          expiredObjectDeleteMarker: true,
        },
        // Rows are personal: their old versions do not outlive them.
        ...[ROWS_PREFIX, CAMPAIGNS_PREFIX].map((prefix) => ({
          id: `old-${prefix}`,
          prefix: `${prefix}/`,
          expiration: Duration.days(stage.campaignDays),
          noncurrentVersionExpiration: Duration.days(1),
        })),
        unfinished,
      ],
    });
    if (stage.dropCampaigns) sendObjectEvents(this.input);
    this.output = new Bucket(this, 'Output', {
      ...common,
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'output/',
      lifecycleRules: [
        { id: 'old-cache', prefix: 'cache/', expiration: Duration.days(stage.cacheDays) },
        // Messages and manifests of campaigns, and in batch/_runs the results of batches with their rows.
        { id: 'old-campaigns', prefix: 'batch/', expiration: Duration.days(stage.campaignDays) },
        unfinished,
      ],
    });
  }
}

/** Enables EventBridge on the resource itself: the construct's own option adds a function with a role. */
function sendObjectEvents(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
}

/** Condition of a policy: only the bucket of this account, should its name ever belong to another. */
export function inAccount(bucket: Bucket) {
  return { StringEquals: { 's3:ResourceAccount': Stack.of(bucket).account } };
}
