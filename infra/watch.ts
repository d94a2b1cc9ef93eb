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
import type { Speaker } from './speaker.ts';
import type { Stage } from './stages.ts';

/** What is watched. */
export interface Watched {
  readonly api: Api;
  readonly speaker: Speaker;
  readonly campaigns: Campaigns;
}

const EACH_MINUTE = { period: Duration.minutes(1) };
const EVERY_5_MINUTES = { period: Duration.minutes(5) };

/** Alarms, who is told of them, what is spent, and the one dashboard. */
export class Watch extends Construct {
  readonly topic: Topic;
  /** Those that have a new version taken back. */
  readonly ofVersions: Alarm[];
  private readonly stage: Stage;

  /** @param alarmEmail is told of alarms and campaigns. */
  constructor(scope: Construct, stage: Stage, watched: Watched, alarmEmail: string | undefined) {
    super(scope, 'Watch');
    this.stage = stage;
    const { api, speaker, campaigns } = watched;
    this.topic = new Topic(this, 'Alarms', {
      displayName: `stitch ${stage.name}: alarms`,
      enforceSSL: true,
    });
    // A topic with a policy of its own has no other: alarms would not get through without this.
    for (const service of ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com']) {
      const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
      this.topic.grantPublish(new ServicePrincipal(service, { conditions }));
    }
    if (alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(alarmEmail));
      campaigns.topic.addSubscription(new EmailSubscription(alarmEmail));
    }
    const { alias } = speaker;
    // A campaign with a wrong option is an error of the function, too, and none of its version.
    this.alarm('Errors', 'The function fails', alias.metricErrors(EACH_MINUTE), 0, 1);
    this.ofVersions = [
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
      speaker.function.metricThrottles(EACH_MINUTE),
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
      deadLetters.metricNumberOfMessagesSent(EVERY_5_MINUTES), // of new ones, whatever is there yet
      0,
      1,
    );
    this.addBudget();
    this.addDashboard(watched);
  }

  /** An alarm when a metric is above a threshold so many times in a row. */
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

  /** Of what bears the stack's tags: they have to be switched on for costs (docs/deploy.md). */
  private addBudget(): void {
    const told = [
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
      notificationsWithSubscribers: told.map((notification) => ({
        notification: {
          ...notification,
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: this.topic.topicArn }],
      })),
    });
    budget.node.addDependency(this.topic); // and its policy, by which budgets may tell it
  }

  private addDashboard({ api, speaker, campaigns }: Watched): void {
    const own = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'stitch',
        metricName,
        dimensionsMap: { service: 'stitch', stage: this.stage.name },
        statistic,
        ...EVERY_5_MINUTES,
      });
    const { rest } = api;
    const { alias } = speaker;
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
