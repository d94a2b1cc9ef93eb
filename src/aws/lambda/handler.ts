import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { StitchError } from '../../errors.ts';
import { createApp, type RequestEntry } from '../../http/app.ts';
import { ConcurrencyLimiter } from '../../http/concurrency-limiter.ts';
import { problemHeaders, problemOf, stepFunctionsName } from '../../http/problem.ts';
import { Service } from '../../http/service.ts';
import { serviceStitcher } from '../../http/service-stitcher.ts';
import { openRoots } from '../../library/roots.ts';
import type { AudioWorker } from '../../render/worker/audio-worker.ts';
import type { WorkerPool } from '../../render/worker/pool.ts';
import { openRepo } from '../../repo/open-repo.ts';
import { createStitcher } from '../../stitcher.ts';
import { parseEnvironment } from './environment.ts';
import { kindOf, parseBatchEvent, parseHttpEvent, parseSummaryEvent } from './events.ts';
import { secretKeys } from './secret-keys.ts';
import { Telemetry } from './telemetry.ts';

declare const STITCH_VERSION: string;

/** Lambda's limit is 6 MB, of which base64 leaves three quarters for audio. */
const MAX_ANSWER_BYTES = 4_500_000;
const MAX_BATCH_CHARACTERS = 5_000_000;

/** Worker pool, started on first use: cached renders need none. */
let pool: Promise<WorkerPool> | undefined;
const threads = () => {
  pool ??= import('../../render/worker/pool.ts').then(({ openWorkerPool }) =>
    openWorkerPool(undefined, 'separate'),
  );
  return pool;
};
const lazyWorker: AudioWorker = {
  concurrency: 4,
  decode: async (...of) => (await threads()).decode(...of),
  prepare: async (...of) => (await threads()).prepare(...of),
  encodeBlock: async (...of) => (await threads()).encodeBlock(...of),
  encodeWhole: async (...of) => (await threads()).encodeWhole(...of),
};

/** Creates all that is kept between invocations. @throws StitchError usage/option for the environment. */
async function open() {
  const { inputs, prompts, output, stage, service, keys, keySecret, linkUrl, ...s3 } =
    parseEnvironment(process.env);
  const telemetry = new Telemetry(stage);
  const settings = { endpoint: s3.s3Endpoint, timeoutSeconds: s3.s3TimeoutSeconds };
  const roots = await openRoots(inputs, { ...settings, prompts });
  const renders = await openRepo(output, settings);
  const stitcher = createStitcher(roots, {
    cache: renders,
    worker: lazyWorker,
    onWarning: telemetry.warn,
    ...serviceStitcher(service),
  });
  const app = createApp({
    ...service,
    service: new Service({
      stitcher,
      input: roots.repo,
      output: renders,
      worker: lazyWorker,
      limits: service,
      langs: service.langs,
      keys: keySecret === undefined ? async () => keys : secretKeys(keySecret, { nowMs: Date.now }),
      linkUrl,
      linkSeconds: service.linkSeconds,
      linksToStorage: true,
      nowMs: Date.now,
      version: STITCH_VERSION,
      stage,
    }),
    limiter: new ConcurrencyLimiter(service),
    version: STITCH_VERSION,
    maxResponseBytes: MAX_ANSWER_BYTES,
    requestId: (env) => contextOf(env).awsRequestId,
    baseUrl: (env) => contextOf(env).baseUrl,
    remainingMs: (env) => contextOf(env).getRemainingTimeInMillis(),
    onResponse: (entry: RequestEntry) => telemetry.answered(entry),
  });
  const openOutput = (folder: string) => openRepo(`${output}/${folder}`, settings);
  return {
    telemetry,
    stitcher,
    app,
    answer: handle(app),
    openOutput,
    token: service.token,
    langs: service.langs,
  };
}

/** Context of an invocation, with the service's URL as its caller knows it. */
type Invocation = LambdaContext & { readonly baseUrl?: string };

function contextOf(env: unknown): Invocation {
  return (env as { lambdaContext: Invocation }).lambdaContext;
}

const runtime = await open();

/**
 * Answers API Gateway (REST and HTTP), function URLs, `{ "message": … }`, and for campaigns `{ "Items": […] }` and
 * `{ "Tally": … }`.
 * @returns the response for the kind of event.
 * @throws Error for a failed batch, with a name by which Step Functions decide on a retry.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const kind = kindOf(event);
  return runtime.telemetry.measured(async () => {
    if (kind === 'http') return http(event, context);
    if (kind === 'batch') return batch(event, context);
    if (kind === 'tally') return summarize(event, context);
    if (kind === 'direct') return direct(event, context);
    const message =
      'the event is not from API Gateway or a function URL; send one, or give "message", "audio_files" or "Items"';
    return problemOf(new StitchError('request/malformed', message), context.awsRequestId);
  });
}

/** Answers a request, also an invalid event. */
async function http(event: unknown, context: LambdaContext): Promise<unknown> {
  try {
    const { event: parsed, baseUrl } = parseHttpEvent(event);
    const lambdaContext = {
      ...context,
      baseUrl,
      getRemainingTimeInMillis: () => context.getRemainingTimeInMillis(),
    };
    return await runtime.answer(parsed as LambdaEvent, lambdaContext);
  } catch (error) {
    const problem = problemOf(error, context.awsRequestId);
    runtime.telemetry.failed(error, context.awsRequestId);
    const headers = { ...problemHeaders(problem), 'X-Request-Id': context.awsRequestId };
    return {
      statusCode: problem.status,
      headers,
      body: JSON.stringify(problem),
      isBase64Encoded: false,
    };
  }
}

/** Answers a message without HTTP, as the HTTP route does in JSON. */
async function direct(event: unknown, lambdaContext: LambdaContext): Promise<unknown> {
  const headers = {
    'Content-Type': 'application/json',
    ...(runtime.token !== undefined && { Authorization: `Bearer ${runtime.token}` }),
  };
  const request = { method: 'POST', headers, body: JSON.stringify(event) };
  return (await runtime.app.request('/stitch', request, { lambdaContext } as never)).json();
}

async function batch(event: unknown, context: LambdaContext): Promise<unknown> {
  const startedMs = performance.now();
  const { telemetry, stitcher, openOutput, langs } = runtime;
  try {
    const { runBatch } = await import('./batch.ts');
    const remainingMs = context.getRemainingTimeInMillis();
    const answer = await runBatch(
      parseBatchEvent(event),
      stitcher,
      openOutput,
      remainingMs,
      langs?.[0],
    );
    if (JSON.stringify(answer).length > MAX_BATCH_CHARACTERS) {
      const message = `the answer for ${answer.rows} rows exceeds Lambda's limit; send fewer rows`;
      throw new StitchError('message/too-long', message);
    }
    telemetry.batchDone({
      requestId: context.awsRequestId,
      rows: answer.rows,
      failed: answer.failed,
      tookMs: performance.now() - startedMs,
    });
    return answer;
  } catch (error) {
    telemetry.failed(error, context.awsRequestId);
    throw stepFunctionsError(error, context.awsRequestId);
  }
}

/** Summarizes a run of a campaign. */
async function summarize(event: unknown, context: LambdaContext): Promise<unknown> {
  try {
    const { summarizeRun: tally } = await import('./summarize-run.ts');
    return await tally(parseSummaryEvent(event), await runtime.openOutput('batch'));
  } catch (error) {
    runtime.telemetry.failed(error, context.awsRequestId);
    throw stepFunctionsError(error, context.awsRequestId);
  }
}

/** Error with the name by which Step Functions decide on a retry. */
function stepFunctionsError(error: unknown, requestId: string): Error {
  const { code, detail } = problemOf(error, requestId);
  return Object.assign(new Error(`${code}: ${detail}`), { name: stepFunctionsName(code) });
}
