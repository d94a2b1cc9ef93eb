// Places that every stage keeps things in, and for how long.

import { describe, expect, it } from 'vitest';
import { EVERY, type Json, propertiesOf, resource, synthesise } from './stacks.ts';

describe.each(EVERY)('stage $name', (stage) => {
  const template = synthesise().template(stage.name);

  it('has private, encrypted, logged buckets, by TLS only', () => {
    const buckets = Object.entries(template.findResources('AWS::S3::Bucket'));
    expect(buckets).toHaveLength(3);
    for (const [id, { Properties, DeletionPolicy }] of buckets as [string, Json][]) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
      const [rule] = Properties.OwnershipControls.Rules;
      expect(rule.ObjectOwnership).toBe('BucketOwnerEnforced');
      expect(DeletionPolicy).toBe(stage.keepsData ? 'Retain' : 'Delete');
      if (!id.startsWith('BucketsLogs')) expect(Properties.LoggingConfiguration).toBeDefined();
      const policies = propertiesOf(template, 'AWS::S3::BucketPolicy');
      const { PolicyDocument } = policies.find(({ Bucket }) => Bucket.Ref === id)!;
      const denied = PolicyDocument.Statement.filter(
        ({ Effect, Action }: Json) => Effect === 'Deny' && Action === 's3:*',
      );
      expect(JSON.stringify(denied)).toContain('"aws:SecureTransport":"false"');
      expect(JSON.stringify(denied)).toContain('"s3:TlsVersion":1.2');
    }
  });

  it('expires old versions, renders, and all of campaigns, which are personal', () => {
    const rulesOf = (bucket: string) =>
      resource(template, 'AWS::S3::Bucket', bucket).Properties.LifecycleConfiguration.Rules;
    const { Properties } = resource(template, 'AWS::S3::Bucket', 'BucketsInput');
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const Status = 'Enabled';
    const [ExpirationInDays, NoncurrentDays] = [stage.campaignDays, stage.cacheDays];
    const unfinished = {
      Id: 'unfinished-uploads',
      Status,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    };
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
      unfinished,
    ]);
    expect(rulesOf('BucketsOutput')).toEqual([
      { Id: 'old-cache', Prefix: 'cache/', Status, ExpirationInDays: stage.cacheDays },
      { Id: 'old-campaigns', Prefix: 'batch/', Status, ExpirationInDays },
      unfinished,
    ]);
    expect(rulesOf('BucketsLogs')).toContainEqual(unfinished);
  });

  it('keeps logs as long as its days', () => {
    for (const { RetentionInDays } of propertiesOf(template, 'AWS::Logs::LogGroup'))
      expect(RetentionInDays).toBe(stage.logDays);
  });

  it('starts campaigns for uploads only where that is enabled', () => {
    template.resourceCountIs('AWS::Events::Rule', stage.dropCampaigns ? 1 : 0);
    const input = resource(template, 'AWS::S3::Bucket', 'BucketsInput').Properties;
    expect(input.NotificationConfiguration?.EventBridgeConfiguration).toEqual(
      stage.dropCampaigns ? { EventBridgeEnabled: true } : undefined,
    );
  });
});
