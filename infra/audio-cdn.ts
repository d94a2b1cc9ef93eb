import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { Links } from './links.ts';
import { accept } from './nag.ts';
import type { Stage } from './stages.ts';

/** CloudFront distribution before signed links: audio is served near its listeners. */
export class AudioCdn extends Construct {
  constructor(
    scope: Construct,
    stage: Stage,
    { name, certificateArn }: NonNullable<Stage['audioCdn']>,
    { api }: Links,
  ) {
    super(scope, 'AudioCdn');
    const { region, urlSuffix } = Stack.of(this);
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `stitch ${stage.name}: signed links`,
      domainNames: [name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_ALL,
      enableLogging: false,
      defaultBehavior: {
        origin: new HttpOrigin(`${api.apiId}.execute-api.${region}.${urlSuffix}`),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        // The signature covers the whole query. The function sets the lifetime, at most 5 minutes.
        cachePolicy: new cloudfront.CachePolicy(this, 'ByLink', {
          comment: 'By the whole link',
          queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
          minTtl: Duration.seconds(0),
          defaultTtl: Duration.seconds(0),
          maxTtl: Duration.minutes(5),
        }),
      },
    });
    accept(distribution, {
      'AwsSolutions-CFR1': 'farmers are called wherever they are',
      'AwsSolutions-CFR2':
        'it leads to signed links and nothing else, which the API behind it throttles',
      'AwsSolutions-CFR3': 'its logs would have whole links: the messages in them',
    });
    new CfnOutput(this, 'Domain', { value: distribution.distributionDomainName });
  }
}
