import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Campaigns } from './campaigns.ts';
import { addBudget, addDashboard } from './dashboard.ts';
import type { Links } from './links.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/** Monitored constructs. */
export interface MonitoringTargets {
  readonly api: Api;
  readonly links: Links;
  readonly speechFunction: SpeechFunction;
  readonly campaigns: Campaigns;
}

/** An alarm: `most` of what is measured, exceeded in `times` of the last 5 periods. */
interface Rule {
  readonly what: string;
  readonly metric: IMetric;
  readonly most: number;
  readonly times: number;
}

const EACH_MINUTE = Duration.minutes(1);
const EVERY_5_MINUTES = Duration.minutes(5);
/** Tolerated percentage of failures. One failed call of ten does not alarm before the next minute with one. */
const FAILING_PERCENT = 1;
/** Tolerated percentage of refusals, and their number below which nobody is told. */
const REFUSED_PERCENT = 5;
const MIN_REFUSED = 20;

/** Alarms with their notifications; the budget and the dashboard are in dashboard.ts. */
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
    const slow = `Of 100 answers, 5 take longer than ${stage.p95Seconds} s`;
    const p95 = api.rest.metricLatency({ period: EACH_MINUTE, statistic: Stats.percentile(95) });
    this.versionAlarms = [
      this.alarm('Failing', { ...this.failing(targets), most: FAILING_PERCENT, times: 2 }),
      this.alarm('Slow', { what: slow, metric: p95, most: stage.p95Seconds * 1000, times: 3 }),
    ];
    const { function: speaker } = speechFunction;
    const throttled = share(
      { n: speaker.metricThrottles(), of: speaker.metricInvocations() },
      '100 * n / (of + n)',
      EACH_MINUTE,
    );
    this.alarm('Throttled', { what: 'Calls wait', metric: throttled, most: 5, times: 5 });
    this.alarm('Refused', { ...this.refused(api), most: REFUSED_PERCENT, times: 3 });
    this.alarm('Campaigns', { ...untold(campaigns), most: 0, times: 1 });
    addBudget(this, stage, this.topic);
    if (stage.dashboard) addDashboard(this, stage, targets, (...of) => this.own(...of));
  }

  private alarm(id: string, { what, metric, most, times }: Rule): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `stitch-${this.stage.name}-${id}`,
      alarmDescription: `${what} (docs/troubleshooting.md#alarms)`,
      metric,
      threshold: most,
      evaluationPeriods: times === 1 ? 1 : 5,
      datapointsToAlarm: times,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }

  /**
   * The largest share of failures: of API calls, of links, and of requests and batches that the function failed itself.
   * One alarm, as one fault shows in several. A campaign's wrong option is no fault of a version, so Lambda's own
   * errors, which count it, are not among them.
   */
  private failing({ api: { rest }, links: { api } }: MonitoringTargets) {
    const metrics = {
      e1: rest.metricServerError(),
      n1: rest.metricCount(),
      e2: api.metricServerError(),
      n2: api.metricCount(),
      e3: this.own('Faults', Stats.SUM),
      n3: this.own('Requests', Stats.SUM),
      b3: this.own('Batches', Stats.SUM),
    };
    const of = (n: string, all: string) => `100 * FILL(${n}, 0) / (${all})`;
    const all3 = 'FILL(n3, 0) + FILL(b3, 0) + FILL(e3, 0)';
    const shares = [
      of('e1', 'FILL(n1, 1)'),
      of('e2', 'FILL(n2, 1)'),
      `IF(FILL(e3, 0) > 0, ${of('e3', all3)}, 0)`,
    ];
    const metric = share(metrics, `MAX([${shares.join(', ')}])`, EACH_MINUTE);
    return { what: 'Calls, links or batches fail', metric };
  }

  /** The share of API calls with a wrong key, over the rate, or blocked by the firewall, from the access log. */
  private refused({ rest, log }: Api) {
    const metricName = 'Refused';
    const metricNamespace = `stitch-${this.stage.name}`;
    new MetricFilter(this, 'Refusals', {
      logGroup: log,
      metricNamespace,
      metricName,
      metricValue: '1',
      filterPattern: FilterPattern.any(
        ...['401', '403', '429'].map((status) =>
          FilterPattern.stringValue('$.status', '=', status),
        ),
      ),
    });
    const n = new Metric({ namespace: metricNamespace, metricName, statistic: Stats.SUM });
    const expression = `IF(n >= ${MIN_REFUSED}, 100 * n / of, 0)`;
    const metric = share({ n, of: rest.metricCount() }, expression, EVERY_5_MINUTES);
    return { what: 'Wrong keys, 429 or the firewall refuse callers', metric };
  }

  /** Metric of the function's own. */
  private own(metricName: string, statistic: string): Metric {
    const dimensionsMap = { service: 'stitch', stage: this.stage.name };
    return new Metric({
      namespace: 'stitch',
      metricName,
      dimensionsMap,
      statistic,
      period: EVERY_5_MINUTES,
    });
  }
}

/** Counts what a campaign's own notification does not tell: it ended early, or an upload did not start it. */
function untold({ machine, undelivered }: Campaigns) {
  const metrics = {
    t: machine.metricTimedOut(),
    a: machine.metricAborted(),
    ...(undelivered && { u: undelivered.metricNumberOfMessagesSent() }),
  };
  const sum = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  const metric = share(metrics, sum.join(' + '), EVERY_5_MINUTES);
  return { what: 'A campaign timed out, was stopped or did not start', metric };
}

function share(usingMetrics: Record<string, IMetric>, expression: string, period: Duration) {
  return new MathExpression({ expression, usingMetrics, period });
}
