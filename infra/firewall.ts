import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Stage } from './stages.ts';

/** Rule groups of AWS, with the rules that only count matches. */
const MANAGED_RULES = [
  // Messages with many values may exceed its 8 kB; not every caller sends a User-Agent.
  {
    name: 'AWSManagedRulesCommonRuleSet',
    countedRules: ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'],
  },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countedRules: [] },
  { name: 'AWSManagedRulesAmazonIpReputationList', countedRules: [] },
];

/** Web application firewall before the API. It limits no rate: the gateway's throttle does, by key, with 429. */
export class Firewall extends Construct {
  constructor(scope: Construct, stage: Stage, api: Api) {
    super(scope, 'Firewall');
    const visibility = (metricName: string) => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: false, // their queries and bodies contain messages
    });
    const list = new CfnWebACL(this, 'List', {
      name: `stitch-${stage.name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('stitch'),
      rules: MANAGED_RULES.map(({ name, countedRules }, priority) => ({
        name,
        priority,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ruleActionOverrides: countedRules.map((rule) => ({
              name: rule,
              actionToUse: { count: {} },
            })),
          },
        },
        visibilityConfig: visibility(name),
      })),
    });
    new CfnWebACLAssociation(this, 'Association', {
      webAclArn: list.attrArn,
      resourceArn: api.rest.deploymentStage.stageArn,
    });
  }
}
