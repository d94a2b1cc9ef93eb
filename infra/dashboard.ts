import { CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MonitoringTargets } from './monitoring.ts';
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

/** Adds a dashboard. @param own metric of the function's own. */
export function addDashboard(
  scope: Construct,
  { name }: Stage,
  { api: { rest }, links, speechFunction: { alias }, campaigns }: MonitoringTargets,
  own: (metricName: string, statistic: string) => IMetric,
): void {
  const { region } = Stack.of(scope);
  const { machine, deadLetters } = campaigns;
  const sums = (...names: string[]) => names.map((each) => own(each, Stats.SUM));
  const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
    new GraphWidget({ title, left, right, width: 12, height: 6 });
  const totals = new SingleValueWidget({
    title: `stitch ${name}, ${region}: in 5 minutes`,
    metrics: sums('Requests', 'Faults', 'Rows'),
    width: 24,
  });
  const answers = graph(
    'Answers',
    [
      rest.metricCount(),
      rest.metricClientError(),
      rest.metricServerError(),
      links.api.metricCount(),
    ],
    [50, 95, 99].map((p) => rest.metricLatency({ statistic: Stats.percentile(p) })),
  );
  const calls = graph(
    'Function',
    [alias.metricInvocations(), alias.metricErrors(), alias.metricThrottles()],
    [alias.metricDuration({ statistic: Stats.percentile(95) })],
  );
  const averages = ['CacheHits', 'Clips'].map((each) => own(each, Stats.AVERAGE));
  const runs = graph(
    'Campaigns',
    [machine.metricStarted(), machine.metricSucceeded(), machine.metricFailed()],
    [...sums('Rows', 'FailedRows'), deadLetters.metricApproximateNumberOfMessagesVisible()],
  );
  new Dashboard(scope, 'Dashboard', {
    dashboardName: `stitch-${name}-${region}`,
    widgets: [
      [totals],
      [answers, calls],
      [graph('Messages', [...averages, ...sums('MissingWords')]), runs],
    ],
  });
}
