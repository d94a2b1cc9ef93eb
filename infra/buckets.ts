import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RUNS_PREFIX } from './campaign-states.ts';
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
        { id: 'old-versions', noncurrentVersionExpiration: Duration.days(stage.cacheDays) },
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
        // Results of batches; those of failed batches include their rows.
        { id: 'old-runs', prefix: `${RUNS_PREFIX}/`, expiration: Duration.days(stage.logDays) },
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
