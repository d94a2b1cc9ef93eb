import { CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ownMetric } from './monitoring.ts';
import type { StageParts } from './stack.ts';
import { BUDGET_REGIONS, type Stage } from './stages.ts';

/**
 * Adds a budget for resources with the stack's tags, which must be enabled for costs (docs/deploy.md), where the region
 * has budgets.
 */
export function addBudget(scope: Construct, { name, budgetDollars }: Stage, topic: Topic): void {
  const { region } = Stack.of(scope);
  const thresholds = [
    { notificationType: 'ACTUAL', threshold: 80 },
    { notificationType: 'FORECASTED', threshold: 100 },
  ];
  const budget = new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `stitch-${name}-${region}`, // unique in the account
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: budgetDollars, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:stitch-stage$${name}`], Region: [region] },
    },
    notificationsWithSubscribers: thresholds.map((threshold) => ({
      notification: {
        ...threshold,
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
  budget.node.addDependency(topic); // and its policy, which lets budgets publish
  // Fn::Or takes ten conditions.
  const has = BUDGET_REGIONS.map((known) => Fn.conditionEquals(region, known));
  const halves = [has.slice(0, 10), has.slice(10)].map((half) => Fn.conditionOr(...half));
  const expression = Fn.conditionOr(...halves);
  budget.cfnOptions.condition = new CfnCondition(scope, 'HasBudgets', { expression });
}

export function addDashboard(
  scope: Construct,
  stage: Stage,
  { api: { rest }, links, speechFunction: { alias }, campaigns }: StageParts,
): void {
  const name = `${stage.name}-${Stack.of(scope).region}`;
  const { machine, deadLetters } = campaigns;
  const { AVERAGE, percentile } = cloudwatch.Stats;
  const own = (...names: string[]) => names.map((each) => ownMetric(stage, each));
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 12, height: 6 });
  const totals = new cloudwatch.SingleValueWidget({
    title: `stitch ${name}: in 5 minutes`,
    metrics: own('Requests', 'Faults', 'Rows'),
    width: 24,
  });
  const answers = graph(
    'Answers',
    [
      ...[rest.metricCount(), rest.metricClientError(), rest.metricServerError()],
      links.api.metricCount(),
    ],
    [50, 95, 99].map((p) => rest.metricLatency({ statistic: percentile(p) })),
  );
  const calls = graph(
    'Function',
    [alias.metricInvocations(), alias.metricErrors(), alias.metricThrottles()],
    [alias.metricDuration({ statistic: percentile(95) })],
  );
  const averages = ['CacheHits', 'Clips'].map((each) => ownMetric(stage, each, AVERAGE));
  const runs = graph(
    'Campaigns',
    [machine.metricStarted(), machine.metricSucceeded(), machine.metricFailed()],
    [...own('Rows', 'FailedRows'), deadLetters.metricApproximateNumberOfMessagesVisible()],
  );
  new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: `stitch-${name}`,
    widgets: [
      [totals],
      [answers, calls],
      [graph('Messages', [...averages, ...own('MissingWords')]), runs],
    ],
  });
}
