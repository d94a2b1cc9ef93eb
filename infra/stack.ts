import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { AudioCdn } from './audio-cdn.ts';
import { Buckets } from './buckets.ts';
import { Campaigns } from './campaigns.ts';
import { addBudget, addDashboard } from './dashboard.ts';
import { permitSmokeTest } from './deployer.ts';
import { Firewall } from './firewall.ts';
import { Links } from './links.ts';
import { Monitoring } from './monitoring.ts';
import { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';
import { TrafficShift } from './traffic-shift.ts';

/** Parts of a stage by which it is watched and tested. */
export interface StageParts {
  readonly buckets: Buckets;
  readonly links: Links;
  readonly speechFunction: SpeechFunction;
  readonly api: Api;
  readonly campaigns: Campaigns;
}

export interface StitchStackProps extends StackProps {
  readonly stage: Stage;
  /** Recipient of alarms and campaign notifications. */
  readonly alarmEmail?: string | undefined;
  /** Whether GitHub deploys it, by the role of the account's stack. */
  readonly isDeployedByGitHub?: boolean | undefined;
}

/** All resources of one stage in AWS. */
export class StitchStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { stage, alarmEmail, isDeployedByGitHub, ...props }: StitchStackProps,
  ) {
    super(scope, id, {
      ...props,
      description: `stitch: messages from recorded clips (${stage.name})`,
      terminationProtection: stage.keepsData,
    });
    const buckets = new Buckets(this, stage);
    const links = new Links(this, stage);
    const linkUrl = stage.audioCdn ? `https://${stage.audioCdn.name}` : links.api.apiEndpoint;
    const speechFunction = new SpeechFunction(this, stage, buckets, linkUrl);
    links.dependOn(speechFunction);
    const api = new Api(this, stage, speechFunction);
    if (stage.firewall) new Firewall(this, stage, api);
    if (stage.audioCdn) new AudioCdn(this, stage, stage.audioCdn, links);
    const campaigns = new Campaigns(this, stage, buckets, speechFunction);
    const parts = { buckets, links, speechFunction, api, campaigns };
    const monitoring = new Monitoring(this, stage, parts, alarmEmail);
    addBudget(monitoring, stage, monitoring.topic);
    if (stage.dashboard) addDashboard(monitoring, stage, parts);
    if (stage.gradual) new TrafficShift(this, stage, speechFunction, monitoring.versionAlarms);
    if (isDeployedByGitHub) permitSmokeTest(this, stage, parts);
    Tags.of(this).add('stitch-stage', stage.name);
    for (const [name, value] of [
      ['Url', api.rest.url],
      ['LinksUrl', linkUrl],
      ['InputBucket', buckets.input.bucketName],
      ['OutputBucket', buckets.output.bucketName],
      ['LogsBucket', buckets.logs.bucketName],
      ['SigningKey', speechFunction.signingKey.secretName],
      ['StateMachine', campaigns.machine.stateMachineArn],
      ['DeadLetters', campaigns.deadLetters.queueUrl],
      ['ApiKeyId', api.keyId],
    ] as const) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }
}
