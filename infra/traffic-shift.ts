import { readFileSync } from 'node:fs';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { transformSync } from 'esbuild';
import { accept, logicalIdOf } from './nag.ts';
import { functionNameOf, logGroupOf, type SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/**
 * Shifts traffic to a new version gradually, once a hook has tried it. CloudFormation rolls the stack back where the
 * hook fails or one of the alarms fires.
 */
export class TrafficShift extends Construct {
  constructor(
    scope: Construct,
    stage: Stage,
    { function: speaker, alias }: SpeechFunction,
    alarms: Alarm[],
  ) {
    super(scope, 'Shift');
    // By name: the group depends on the hook.
    const name = functionNameOf(stage);
    const hookName = `CodeDeployHook_${name}`; // AWS's policy for CodeDeploy lets it call functions of such names
    const log = logGroupOf(this, `/aws/lambda/${hookName}`, stage);
    const { version } = speaker.currentVersion;
    const role = new Role(this, 'HookRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Permissions of the test before a version takes traffic',
    });
    for (const [actions, resource] of [
      [['logs:CreateLogStream', 'logs:PutLogEvents'], log.logGroupArn],
      [['lambda:InvokeFunction'], `${speaker.functionArn}:${version}`],
      [
        ['codedeploy:PutLifecycleEventHookExecutionStatus'],
        Stack.of(this).formatArn({
          service: 'codedeploy',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          resource: 'deploymentgroup',
          resourceName: `${name}/${name}`,
        }),
      ],
    ] as const) {
      role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    }
    const source = readFileSync(new URL('pre-traffic-hook.ts', import.meta.url), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'cjs', minify: true });
    const preHook = new Lambda(this, 'Hook', {
      functionName: hookName,
      description: 'Tries a new version before it takes traffic',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromInline(code),
      handler: 'index.handler',
      role,
      logGroup: log,
      timeout: Duration.minutes(3),
      environment: { FUNCTION_NAME: speaker.functionName, FUNCTION_VERSION: version },
    });
    const group = new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application', { applicationName: name }),
      deploymentGroupName: name,
      alias,
      alarms,
      preHook,
      deploymentConfig: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    // CloudFormation must update the hook before it shifts the alias.
    alias.node.addDependency(preHook, role);
    const managed = 'service-role/AWSCodeDeployRoleForLambdaLimited';
    for (const [rule, why] of [
      [
        `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${managed}]`,
        'the policy that AWS keeps for CodeDeploy to shift aliases with',
      ],
      [
        `AwsSolutions-IAM5[Resource::<${logicalIdOf(preHook)}.Arn>:*]`,
        'the construct lets CodeDeploy call any version of the hook',
      ],
    ] as const) {
      accept(group, rule, why);
    }
  }
}
