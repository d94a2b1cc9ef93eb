import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Campaigns } from './campaigns.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { StageParts } from './stack.ts';
import type { Stage } from './stages.ts';

/** An alarm: `most` of what is measured, exceeded in `times` of the last 5 periods. */
interface Rule {
  readonly what: string;
  readonly metric: cloudwatch.IMetric;
  readonly most: number;
  readonly times: number;
}

const { SUM, percentile } = cloudwatch.Stats;
/** Period of alarms that roll back; others have CloudWatch's 5 minutes. */
const EACH_MINUTE = Duration.minutes(1);
/** Refusals below which nobody is told. */
const MIN_REFUSED = 20;

/** Alarms with their notifications; the budget and the dashboard are in dashboard.ts. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  /** Alarms that roll back a new version. */
  readonly versionAlarms: cloudwatch.Alarm[];
  private readonly stage: Stage;

  /** @param alarmEmail recipient of alarms and campaign notifications. */
  constructor(scope: Construct, stage: Stage, parts: StageParts, alarmEmail?: string) {
    super(scope, 'Watch');
    this.stage = stage;
    const { api, speechFunction, campaigns } = parts;
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
      for (const topic of [this.topic, campaigns.topic])
        topic.addSubscription(new EmailSubscription(alarmEmail));
    }
    this.versionAlarms = [
      this.alarm('Failing', failing(stage, parts)),
      this.alarm('Slow', slow(stage, api)),
    ];
    this.alarm('Throttled', throttled(speechFunction));
    this.alarm('Refused', this.refused(api));
    this.alarm('Campaigns', untold(campaigns));
  }

  private alarm(id: string, { what, metric, most, times }: Rule): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmName: `stitch-${this.stage.name}-${id}`,
      alarmDescription: `${what} (docs/troubleshooting.md#alarms)`,
      metric,
      threshold: most,
      evaluationPeriods: times === 1 ? 1 : 5,
      datapointsToAlarm: times,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }

  /** The share of API calls with a wrong key, over the rate, or blocked by the firewall, from the access log. */
  private refused({ rest, log }: Api): Rule {
    const refusals = ['401', '403', '429'].map((status) =>
      FilterPattern.stringValue('$.status', '=', status),
    );
    const filter = new MetricFilter(this, 'Refusals', {
      logGroup: log,
      metricNamespace: `stitch-${this.stage.name}`,
      metricName: 'Refused',
      metricValue: '1',
      filterPattern: FilterPattern.any(...refusals),
    });
    const usingMetrics = { n: filter.metric({ statistic: SUM }), of: rest.metricCount() };
    const expression = `IF(n >= ${MIN_REFUSED}, 100 * n / of, 0)`;
    const metric = new cloudwatch.MathExpression({ expression, usingMetrics });
    const what = 'Wrong keys, 429 or the firewall refuse callers';
    return { what, metric, most: 5, times: 3 };
  }
}

/** Metric of the function's own. */
export function ownMetric({ name }: Stage, metricName: string, statistic = SUM): cloudwatch.Metric {
  const dimensionsMap = { service: 'stitch', stage: name };
  return new cloudwatch.Metric({ namespace: 'stitch', metricName, dimensionsMap, statistic });
}

/**
 * The largest share of failures: of API calls, of links, and of requests and batches that the function failed itself.
 * One alarm, as one fault shows in several; one failed call of ten does not alarm before the next minute with one. A
 * campaign's wrong option is no fault of a version, so Lambda's own errors, which count it, are not among them.
 */
function failing(stage: Stage, { api: { rest }, links: { api } }: StageParts): Rule {
  const usingMetrics = {
    e1: rest.metricServerError(),
    n1: rest.metricCount(),
    e2: api.metricServerError(),
    n2: api.metricCount(),
    e3: ownMetric(stage, 'Faults'),
    n3: ownMetric(stage, 'Requests'),
    b3: ownMetric(stage, 'Batches'),
  };
  const of = (n: string, all: string) => `100 * FILL(${n}, 0) / (${all})`;
  const all3 = 'FILL(n3, 0) + FILL(b3, 0) + FILL(e3, 0)';
  const own = `IF(FILL(e3, 0) > 0, ${of('e3', all3)}, 0)`;
  const expression = `MAX([${of('e1', 'FILL(n1, 1)')}, ${of('e2', 'FILL(n2, 1)')}, ${own}])`;
  const metric = new cloudwatch.MathExpression({ expression, usingMetrics, period: EACH_MINUTE });
  return { what: 'Calls, links or batches fail', metric, most: 1, times: 2 };
}

function slow({ p95Seconds }: Stage, { rest }: Api): Rule {
  const metric = rest.metricLatency({ period: EACH_MINUTE, statistic: percentile(95) });
  const what = `Of 100 answers, 5 take longer than ${p95Seconds} s`;
  return { what, metric, most: p95Seconds * 1000, times: 3 };
}

function throttled({ function: speaker }: SpeechFunction): Rule {
  const usingMetrics = { n: speaker.metricThrottles(), of: speaker.metricInvocations() };
  const expression = '100 * n / (of + n)';
  const metric = new cloudwatch.MathExpression({ expression, usingMetrics, period: EACH_MINUTE });
  return { what: 'Calls wait', metric, most: 5, times: 5 };
}

/** Counts what a campaign's own notification does not tell: it ended early, or an upload did not start it. */
function untold({ machine, undelivered }: Campaigns): Rule {
  const usingMetrics = {
    t: machine.metricTimedOut(),
    a: machine.metricAborted(),
    ...(undelivered && { u: undelivered.metricNumberOfMessagesSent() }),
  };
  const counts = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  const metric = new cloudwatch.MathExpression({ expression: counts.join(' + '), usingMetrics });
  return { what: 'A campaign timed out, was stopped or did not start', metric, most: 0, times: 1 };
}
