import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { transformSync } from 'esbuild';
import { functionOf } from './functions.ts';
import { accept, acceptWildcard } from './nag.ts';
import { functionNameOf, type SpeechFunction } from './speech-function.ts';
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
    const name = functionNameOf(stage);
    const { version } = speaker.currentVersion;
    const source = readFileSync(new URL('pre-traffic-hook.ts', import.meta.url), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'cjs', minify: true });
    const preHook = functionOf(this, stage, {
      ids: ['Hook', 'HookRole'],
      functionName: `CodeDeployHook_${name}`, // AWS's policy for CodeDeploy lets it call functions of such names
      description: 'Tries a new version before it takes traffic',
      roleDescription: 'Permissions of the test before a version takes traffic',
      permissions: [
        {
          sid: 'CallTheVersion',
          actions: ['lambda:InvokeFunction'],
          on: [`${speaker.functionArn}:${version}`],
        },
      ],
      code: Code.fromInline(code),
      handler: 'index.handler',
      timeout: Duration.minutes(3),
      environment: { FUNCTION_NAME: speaker.functionName, FUNCTION_VERSION: version },
    });
    const group = new codedeploy.LambdaDeploymentGroup(this, 'Group', {
      application: new codedeploy.LambdaApplication(this, 'Application', { applicationName: name }),
      deploymentGroupName: name,
      alias,
      alarms,
      preHook,
      deploymentConfig: codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    // CloudFormation must update the hook before it shifts the alias.
    alias.node.addDependency(preHook, preHook.role!);
    const managed = 'service-role/AWSCodeDeployRoleForLambdaLimited';
    accept(group, {
      [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${managed}]`]:
        'the policy that AWS keeps for CodeDeploy to shift aliases with',
    });
    const why = 'the construct lets CodeDeploy call any version of the hook';
    acceptWildcard(group, `${preHook.functionArn}:*`, why);
  }
}
