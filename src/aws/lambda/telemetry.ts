import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { messageOf } from '../../errors.ts';
import type { RequestEntry } from '../../http/app.ts';

/** Log entry of a batch. */
export interface BatchEntry {
  readonly requestId: string;
  readonly rows: number;
  readonly failed: number;
  readonly tookMs: number;
}

/** Logs, metrics and traces of the function. None has a message's text, a link's query or a key. */
export class Telemetry {
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly logger: Logger;
  private readonly metrics: Metrics;

  /** @param env the environment, which the runtime updates for each invocation. */
  constructor(stage: string, env: Readonly<Record<string, string | undefined>>) {
    this.env = env;
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
    this.metrics.addMetric('Rows', MetricUnit.Count, facts.rows);
    this.metrics.addMetric('FailedRows', MetricUnit.Count, facts.failed);
    this.metrics.addMetric('BatchMs', MetricUnit.Milliseconds, facts.tookMs);
  }

  /** Logs a recovered failure. */
  readonly warn = (warning: string): void => this.logger.warn(warning);

  /** Records a failure. */
  failed(error: unknown, requestId: string): void {
    this.logger.error('failed', { requestId, reason: messageOf(error) });
    this.metrics.addMetric('Faults', MetricUnit.Count, 1);
  }

  /**
   * Runs an invocation's work in a subsegment of its own, where the invocation is traced. The tracer is loaded only
   * then: it takes longer to load than all else here.
   */
  async traced<T>(kind: string, work: () => Promise<T>): Promise<T> {
    try {
      const isTraced = /Sampled=1/.test(this.env._X_AMZN_TRACE_ID ?? '');
      // Work continues where it cannot be traced.
      const trace = isTraced ? await loadTracing().catch(() => null) : null;
      return await (trace === null ? work() : trace(kind, work));
    } finally {
      if (this.metrics.hasStoredMetrics()) this.metrics.publishStoredMetrics();
    }
  }
}

const SERVICE = 'stitch';

type Tracing = <T>(kind: string, work: () => Promise<T>) => Promise<T>;
let tracing: Promise<Tracing> | undefined;

function loadTracing(): Promise<Tracing> {
  tracing ??= import('@aws-lambda-powertools/tracer').then(({ Tracer }) => {
    // Requests to storage contain names of clips, which are words of messages.
    const tracer = new Tracer({ serviceName: SERVICE, captureHTTPsRequests: false });
    return async (kind, work) => {
      const parent = tracer.getSegment();
      const segment = parent?.addNewSubsegment(`## ${kind}`);
      if (parent === undefined || segment === undefined) return work();
      tracer.setSegment(segment);
      try {
        return await work();
      } catch (error) {
        tracer.addErrorAsMetadata(error as Error);
        throw error;
      } finally {
        segment.close();
        tracer.setSegment(parent);
      }
    };
  });
  return tracing;
}
