import { Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  SingleValueWidget,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Campaigns } from './campaigns.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/** Monitored constructs. */
export interface MonitoringTargets {
  readonly api: Api;
  readonly speechFunction: SpeechFunction;
  readonly campaigns: Campaigns;
}

const EACH_MINUTE = { period: Duration.minutes(1) };
const EVERY_5_MINUTES = { period: Duration.minutes(5) };

/** Alarms with their notifications, the budget, and the dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  /** Alarms that roll back a new version. */
  readonly versionAlarms: Alarm[];
  private readonly stage: Stage;

  /** @param alarmEmail recipient of alarms and campaign notifications. */
  constructor(
    scope: Construct,
    stage: Stage,
    targets: MonitoringTargets,
    alarmEmail: string | undefined,
  ) {
    super(scope, 'Watch');
    this.stage = stage;
    const { api, speechFunction, campaigns } = targets;
    this.topic = new Topic(this, 'Alarms', {
      displayName: `stitch ${stage.name}: alarms`,
      enforceSSL: true,
    });
    // A topic with a policy of its own loses the default one: without this, alarms could not publish.
    for (const service of ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com']) {
      const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
      this.topic.grantPublish(new ServicePrincipal(service, { conditions }));
    }
    if (alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(alarmEmail));
      campaigns.topic.addSubscription(new EmailSubscription(alarmEmail));
    }
    const { alias } = speechFunction;
    // A campaign with a wrong option is an error of the function too, but not of its version.
    this.alarm('Errors', 'The function fails', alias.metricErrors(EACH_MINUTE), 0, 1);
    this.versionAlarms = [
      this.alarm(
        'Slow',
        `Of 100 answers, 5 take longer than ${stage.p95Seconds} s`,
        api.rest.metricLatency({ ...EACH_MINUTE, statistic: Stats.percentile(95) }),
        stage.p95Seconds * 1000,
        3,
      ),
      this.alarm('Faults', 'Answers of 5xx', api.rest.metricServerError(EACH_MINUTE), 2, 2),
    ];
    this.alarm(
      'Throttled',
      'Callers are held up',
      speechFunction.function.metricThrottles(EACH_MINUTE),
      0,
      5,
    );
    const { machine, deadLetters } = campaigns;
    this.alarm('CampaignFailed', 'A campaign failed', machine.metricFailed(EVERY_5_MINUTES), 0, 1);
    this.alarm(
      'CampaignTimedOut',
      'A campaign took too long',
      machine.metricTimedOut(EVERY_5_MINUTES),
      0,
      1,
    );
    this.alarm(
      'DeadLetters',
      'Batches of campaigns could not be said',
      deadLetters.metricNumberOfMessagesSent(EVERY_5_MINUTES), // new ones, however many are left
      0,
      1,
    );
    this.addBudget();
    this.addDashboard(targets);
  }

  /** Creates an alarm for a metric that exceeds a threshold in `times` periods in a row. */
  private alarm(
    id: string,
    alarmDescription: string,
    metric: IMetric,
    threshold: number,
    times: number,
  ): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `stitch-${this.stage.name}-${id}`,
      alarmDescription: `${alarmDescription} (docs/troubleshooting.md#alarms)`,
      metric,
      threshold,
      evaluationPeriods: times,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }

  /** Adds a budget for resources with the stack's tags, which must be enabled for costs (docs/deploy.md). */
  private addBudget(): void {
    const thresholds = [
      { notificationType: 'ACTUAL', threshold: 80 },
      { notificationType: 'FORECASTED', threshold: 100 },
    ];
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `stitch-${this.stage.name}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: this.stage.budgetDollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:stitch-stage$${this.stage.name}`] },
      },
      notificationsWithSubscribers: thresholds.map((notification) => ({
        notification: {
          ...notification,
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: this.topic.topicArn }],
      })),
    });
    budget.node.addDependency(this.topic); // and its policy, which lets budgets publish
  }

  private addDashboard({ api, speechFunction, campaigns }: MonitoringTargets): void {
    const own = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'stitch',
        metricName,
        dimensionsMap: { service: 'stitch', stage: this.stage.name },
        statistic,
        ...EVERY_5_MINUTES,
      });
    const { rest } = api;
    const { alias } = speechFunction;
    const { machine, deadLetters } = campaigns;
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 12, height: 6 });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `stitch-${this.stage.name}`,
      widgets: [
        [
          new SingleValueWidget({
            title: `stitch ${this.stage.name}, ${Stack.of(this).region}: in 5 minutes`,
            metrics: [own('Requests', Stats.SUM), own('Faults', Stats.SUM), own('Rows', Stats.SUM)],
            width: 24,
          }),
        ],
        [
          graph(
            'Answers',
            [rest.metricCount(), rest.metricClientError(), rest.metricServerError()],
            [50, 95, 99].map((p) => rest.metricLatency({ statistic: Stats.percentile(p) })),
          ),
          graph(
            'Function',
            [alias.metricInvocations(), alias.metricErrors(), alias.metricThrottles()],
            [alias.metricDuration({ statistic: Stats.percentile(95) })],
          ),
        ],
        [
          graph('Messages', [
            own('CacheHits', Stats.AVERAGE),
            own('MissingWords', Stats.SUM),
            own('Clips', Stats.AVERAGE),
          ]),
          graph(
            'Campaigns',
            [machine.metricStarted(), machine.metricSucceeded(), machine.metricFailed()],
            [
              own('Rows', Stats.SUM),
              own('FailedRows', Stats.SUM),
              deadLetters.metricApproximateNumberOfMessagesVisible(),
            ],
          ),
        ],
      ],
    });
  }
}
