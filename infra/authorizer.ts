import { Duration } from 'aws-cdk-lib';
import { type IAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accept } from './nag.ts';
import { logGroupOf, zip } from './speech-function.ts';
import type { Stage } from './stages.ts';

/** Authorizes callers by an issuer's tokens, in a separate function from the same zip. */
export function authorizerOf(
  scope: Construct,
  stage: Stage,
  { issuer, audiences, keysUrl }: NonNullable<Stage['jwt']>,
): IAuthorizer {
  const own = new Construct(scope, 'Authorizer');
  const functionName = `stitch-${stage.name}-authorizer`;
  const logGroup = logGroupOf(own, `/aws/lambda/${functionName}`, stage);
  const role = new Role(own, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: 'What the check of tokens may do: write its log',
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const handler = new Lambda(own, 'Function', {
    functionName,
    description: 'Checks the tokens of callers',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: zip(),
    handler: 'authorizer.handler',
    role,
    logGroup,
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
  const why = 'X-Ray takes no resource for PutTraceSegments and PutTelemetryRecords';
  accept(role, 'AwsSolutions-IAM5[Resource::*]', why);
  return new TokenAuthorizer(own, 'Token', {
    handler,
    validationRegex: '^Bearer [-_=A-Za-z0-9]+\\.[-_=A-Za-z0-9]+\\.[-_=A-Za-z0-9]+$',
    resultsCacheTtl: Duration.minutes(5),
  });
}
