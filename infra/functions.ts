import { fileURLToPath } from 'node:url';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acceptWildcard, type Permission, permit } from './nag.ts';
import type { Stage } from './stages.ts';

/** Properties of a function, and what its role may do. */
export interface FunctionProps extends Omit<lambda.FunctionProps, 'runtime' | 'role' | 'logGroup'> {
  readonly functionName: string;
  readonly roleDescription: string;
  readonly permissions?: readonly Permission[];
  /** Ids of the function and of its role. */
  readonly ids?: readonly [string, string];
}

/** Zip of the function, the same file that the tests run. */
export function zip(): lambda.Code {
  return lambda.Code.fromAsset(
    fileURLToPath(new URL('../dist/stitch-lambda.zip', import.meta.url)),
  );
}

/** Creates a function on the newest Node, with a log and a role of its own. */
export function functionOf(scope: Construct, stage: Stage, props: FunctionProps): lambda.Function {
  const { roleDescription: description, permissions = [], ids, ...own } = props;
  const [functionId, roleId] = ids ?? ['Function', 'Role'];
  const logGroup = logGroupOf(scope, `/aws/lambda/${own.functionName}`, stage);
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  const role = new Role(scope, roleId, { assumedBy, description });
  permit(role, permissions);
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  permit(role, [{ sid: 'WriteTheLog', actions, on: [logGroup.logGroupArn] }]);
  if (own.tracing === lambda.Tracing.ACTIVE) {
    const why = 'X-Ray takes no resource for PutTraceSegments and PutTelemetryRecords';
    acceptWildcard(role, '*', why);
  }
  return new lambda.Function(scope, functionId, {
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    role,
    logGroup,
    ...own,
  });
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
export function removalPolicyOf({ keepsData }: Stage): RemovalPolicy {
  return keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
