import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { AudioCdn } from './audio-cdn.ts';
import { Buckets } from './buckets.ts';
import { Campaigns } from './campaigns.ts';
import { Firewall } from './firewall.ts';
import { Links } from './links.ts';
import { Speaker } from './speaker.ts';
import type { Stage } from './stages.ts';
import { Watch } from './watch.ts';

/** What a stack is made with. */
export interface StitchStackProps extends StackProps {
  readonly stage: Stage;
  /** Who is told of alarms and campaigns. */
  readonly alarmEmail?: string | undefined;
}

/** All that one stage of the service needs in AWS. */
export class StitchStack extends Stack {
  constructor(scope: Construct, id: string, { stage, alarmEmail, ...props }: StitchStackProps) {
    super(scope, id, {
      ...props,
      description: `stitch: messages from recorded clips (${stage.name})`,
      terminationProtection: stage.keepsData,
    });
    const buckets = new Buckets(this, stage);
    const links = new Links(this, stage);
    const linkUrl = stage.audioCdn ? `https://${stage.audioCdn.name}` : links.url;
    const speaker = new Speaker(this, stage, buckets, linkUrl);
    links.after(speaker);
    const api = new Api(this, stage, speaker);
    if (stage.firewall) new Firewall(this, stage, api);
    if (stage.audioCdn) new AudioCdn(this, stage, stage.audioCdn, links);
    const campaigns = new Campaigns(this, stage, buckets, speaker);
    const watch = new Watch(this, stage, { api, speaker, campaigns }, alarmEmail);
    if (stage.gradual) speaker.shiftGradually(watch.ofVersions);
    Tags.of(this).add('stitch-stage', stage.name);
    for (const [name, value] of [
      ['Url', api.rest.url],
      ['LinksUrl', linkUrl],
      ['InputBucket', buckets.input.bucketName],
      ['OutputBucket', buckets.output.bucketName],
      ['LogsBucket', buckets.logs.bucketName],
      ['SigningKey', speaker.signingKey.secretName],
      ['StateMachine', campaigns.machine.stateMachineArn],
      ['DeadLetters', campaigns.deadLetters.queueUrl],
    ] as const) {
      new CfnOutput(this, name, { value });
    }
  }
}
