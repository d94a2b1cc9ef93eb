import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { messageOf } from '../../errors.ts';
import type { RequestEntry } from '../../http/app.ts';
import { problemOf } from '../../http/problem.ts';

/** Log entry of a batch. */
export interface BatchEntry {
  readonly requestId: string;
  readonly rows: number;
  readonly failed: number;
  readonly tookMs: number;
}

/** Logs and metrics of the function. None has a message's text, a link's query or a key. */
export class Telemetry {
  private readonly logger: Logger;
  private readonly metrics: Metrics;

  constructor(stage: string) {
    this.logger = new Logger({
      serviceName: SERVICE,
      persistentLogAttributes: { stage },
    });
    this.metrics = new Metrics({
      namespace: 'stitch',
      serviceName: SERVICE,
      defaultDimensions: { stage },
    });
  }

  /** Records an answered request. */
  answered({ error, ...entry }: RequestEntry): void {
    const isInternal = error !== undefined && entry.status >= 500;
    this.logger[isInternal ? 'error' : 'info']('answered', {
      ...entry,
      ...(isInternal && { reason: messageOf(error) }),
    });
    this.metrics.addMetric('Requests', MetricUnit.Count, 1);
    this.metrics.addMetric('TookMs', MetricUnit.Milliseconds, entry.tookMs);
    if (entry.status >= 500) this.metrics.addMetric('Faults', MetricUnit.Count, 1);
    if (entry.code === 'message/missing')
      this.metrics.addMetric('MissingWords', MetricUnit.Count, 1);
    if (entry.cached !== undefined) {
      this.metrics.addMetric('CacheHits', MetricUnit.Count, entry.cached ? 1 : 0);
    }
    if (entry.clips !== undefined) this.metrics.addMetric('Clips', MetricUnit.Count, entry.clips);
  }

  /** Records a finished batch. */
  batchDone(facts: BatchEntry): void {
    this.logger.info('batch done', { ...facts });
    this.metrics.addMetric('Batches', MetricUnit.Count, 1);
    this.metrics.addMetric('Rows', MetricUnit.Count, facts.rows);
    this.metrics.addMetric('FailedRows', MetricUnit.Count, facts.failed);
    this.metrics.addMetric('BatchMs', MetricUnit.Milliseconds, facts.tookMs);
  }

  /** Logs a recovered failure. */
  readonly warn = (warning: string): void => this.logger.warn(warning);

  /** Records a failure; that of an invalid event or option is no fault of the function. */
  failed(error: unknown, requestId: string): void {
    this.logger.error('failed', { requestId, reason: messageOf(error) });
    if (problemOf(error, requestId).status >= 500)
      this.metrics.addMetric('Faults', MetricUnit.Count, 1);
  }

  /** Runs an invocation's work, and publishes its metrics. Lambda itself traces the invocation. */
  async measured<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      if (this.metrics.hasStoredMetrics()) this.metrics.publishStoredMetrics();
    }
  }
}

const SERVICE = 'stitch';
