import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from './stages.ts';

/** Prefixes in the input bucket: clips, and rows of campaigns that are started explicitly. */
export const CLIPS_PREFIX = 'clips';
export const ROWS_PREFIX = 'rows';
/** Rows that start a campaign when they are uploaded, where the stage allows it. */
export const CAMPAIGNS_PREFIX = 'campaigns';

/** Buckets for clips and rows, for renders, and for access logs. */
export class Buckets extends Construct {
  readonly input: s3.Bucket;
  readonly output: s3.Bucket;
  /** Access logs of the other two. */
  readonly logs: s3.Bucket;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'Buckets');
    const common: s3.BucketProps = {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    const unfinished = {
      id: 'unfinished-uploads',
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    };
    this.logs = new s3.Bucket(this, 'Logs', {
      ...common,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(stage.logDays) }, unfinished],
    });

    this.input = new s3.Bucket(this, 'Input', {
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
    if (stage.dropCampaigns) {
      // On the resource itself: the construct's own option adds a function with a role.
      const resource = this.input.node.defaultChild as s3.CfnBucket;
      const eventBridgeConfiguration = { eventBridgeEnabled: true };
      resource.notificationConfiguration = { eventBridgeConfiguration };
    }
    this.output = new s3.Bucket(this, 'Output', {
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

/** Condition of a policy: only the bucket of this account, should its name ever belong to another. */
export function inAccount(bucket: s3.Bucket) {
  return { StringEquals: { 's3:ResourceAccount': Stack.of(bucket).account } };
}
