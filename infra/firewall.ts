import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Stage } from './stages.ts';

/** Rules that AWS keeps, and what of them is only counted. */
const MANAGED = [
  // Messages with many values may be longer than its 8 kB; not all that calls has a name.
  {
    name: 'AWSManagedRulesCommonRuleSet',
    plural: ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'],
  },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', plural: [] },
  { name: 'AWSManagedRulesAmazonIpReputationList', plural: [] },
];

/** The web application firewall before the API. */
export class Firewall extends Construct {
  constructor(scope: Construct, stage: Stage, api: Api) {
    super(scope, 'Firewall');
    const visibility = (metricName: string) => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: false, // their queries and bodies have messages in them
    });
    const list = new CfnWebACL(this, 'List', {
      name: `stitch-${stage.name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('stitch'),
      rules: [
        {
          name: 'RateOfAnAddress',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: { limit: stage.mostPerAddress, aggregateKeyType: 'IP' },
          },
          visibilityConfig: visibility('RateOfAnAddress'),
        },
        ...MANAGED.map(({ name, plural }, i) => ({
          name,
          priority: i + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name,
              ...(plural.length > 0 && {
                ruleActionOverrides: plural.map((rule) => ({
                  name: rule,
                  actionToUse: { count: {} },
                })),
              }),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', {
      webAclArn: list.attrArn,
      resourceArn: api.rest.deploymentStage.stageArn,
    });
  }
}
