import { Duration } from 'aws-cdk-lib';
import { type IAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionOf, zip } from './functions.ts';
import type { Stage } from './stages.ts';

/** Authorizes callers by an issuer's tokens, in a separate function from the same zip. */
export function authorizerOf(
  scope: Construct,
  stage: Stage,
  { issuer, audiences, keysUrl }: NonNullable<Stage['jwt']>,
): IAuthorizer {
  const own = new Construct(scope, 'Authorizer');
  const handler = functionOf(own, stage, {
    functionName: `stitch-${stage.name}-authorizer`,
    description: 'Checks the tokens of callers',
    roleDescription: 'What the check of tokens may do: write its log',
    code: zip(),
    handler: 'authorizer.handler',
    memorySize: 512,
    timeout: Duration.seconds(10),
    ...(stage.concurrency && { reservedConcurrentExecutions: stage.concurrency }),
    tracing: Tracing.ACTIVE,
    environment: {
      STITCH_JWT_ISSUER: issuer,
      STITCH_JWT_AUDIENCES: audiences.join(','),
      ...(keysUrl !== undefined && { STITCH_JWT_KEYS: keysUrl }),
    },
  });
  return new TokenAuthorizer(own, 'Token', {
    handler,
    validationRegex: '^Bearer [-_=A-Za-z0-9]+\\.[-_=A-Za-z0-9]+\\.[-_=A-Za-z0-9]+$',
    resultsCacheTtl: Duration.minutes(5),
  });
}
