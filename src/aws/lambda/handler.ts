import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { StitchError } from '../../errors.ts';
import { createApp, type RequestEntry } from '../../http/app.ts';
import { ConcurrencyLimiter } from '../../http/concurrency-limiter.ts';
import { problemHeaders, problemOf } from '../../http/problem.ts';
import { Service } from '../../http/service.ts';
import { serviceStitcher } from '../../http/service-stitcher.ts';
import type { AudioWorker } from '../../render/worker/audio-worker.ts';
import type { WorkerPool } from '../../render/worker/pool.ts';
import { openRepo } from '../../repo/open-repo.ts';
import { createStitcher } from '../../stitcher.ts';
import { parseEnvironment } from './environment.ts';
import { kindOf, parseBatchEvent, parseHttpEvent, parseTallyEvent } from './events.ts';
import { secretKeys } from './secret-keys.ts';
import { Telemetry } from './telemetry.ts';

declare const STITCH_VERSION: string;

/** Lambda's answers have 6 MB at the most, of which sound, being written in base64, may take three quarters. */
const MAX_ANSWER_BYTES = 4_500_000;
const MAX_BATCH_CHARACTERS = 5_000_000;

/** Threads are started when there is first work for them: what was made before needs none. */
let pool: Promise<WorkerPool> | undefined;
const threads = () => {
  pool ??= import('../../render/worker/pool.ts').then(({ openWorkerPool }) =>
    openWorkerPool(undefined, 'separate'),
  );
  return pool;
};
const LATER: AudioWorker = {
  concurrency: 4,
  decode: async (...of) => (await threads()).decode(...of),
  prepare: async (...of) => (await threads()).prepare(...of),
  encodeBlock: async (...of) => (await threads()).encodeBlock(...of),
  encodeWhole: async (...of) => (await threads()).encodeWhole(...of),
};

/** All that lives from one invocation to the next. @throws StitchError usage/option for the environment. */
async function open() {
  const { input, output, stage, service, keys, keySecret, linkUrl, ...s3 } = parseEnvironment(
    process.env,
  );
  const telemetry = new Telemetry(stage);
  const settings = { endpoint: s3.s3Endpoint, timeoutSeconds: s3.s3TimeoutSeconds };
  const [clips, renders] = [await openRepo(input, settings), await openRepo(output, settings)];
  const stitcher = createStitcher(clips, {
    cache: renders,
    worker: LATER,
    onWarning: telemetry.warn,
    ...serviceStitcher(service),
  });
  const app = createApp({
    ...service,
    service: new Service({
      stitcher,
      input: clips,
      output: renders,
      limits: service,
      langs: service.langs,
      keys: keySecret === undefined ? async () => keys : secretKeys(keySecret),
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

/** What the platform tells of an invocation, and where the service is as its caller knows it. */
type Invocation = LambdaContext & { readonly baseUrl?: string };

function contextOf(env: unknown): Invocation {
  return (env as { lambdaContext: Invocation }).lambdaContext;
}

const world = await open();

/**
 * Answers API Gateway (REST and HTTP), function URLs, `{ "message": … }`, and of campaigns `{ "Items": […] }` and
 * `{ "Tally": … }`.
 * @returns what the caller's kind of event wants.
 * @throws Error for a batch that is to be tried again, with the code's last part for its name.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const kind = kindOf(event);
  return world.telemetry.traced(kind, async () => {
    if (kind === 'http') return http(event, context);
    if (kind === 'batch') return batch(event, context);
    if (kind === 'tally') return count(event, context);
    if (kind === 'direct') return direct(event, context);
    const what =
      'the event is none of API Gateway or a function URL, nor has it "message", "audio_files" or "Items"';
    return problemOf(new StitchError('request/malformed', what), context.awsRequestId);
  });
}

/** Answers a request; an event that cannot be one too. */
async function http(event: unknown, context: LambdaContext): Promise<unknown> {
  try {
    const { event: parsed, baseUrl } = parseHttpEvent(event);
    const lambdaContext = {
      ...context,
      baseUrl,
      getRemainingTimeInMillis: () => context.getRemainingTimeInMillis(),
    };
    return await world.answer(parsed as LambdaEvent, lambdaContext);
  } catch (error) {
    const problem = problemOf(error, context.awsRequestId);
    world.telemetry.failed(error, context.awsRequestId);
    const headers = { ...problemHeaders(problem), 'X-Request-Id': context.awsRequestId };
    return {
      statusCode: problem.status,
      headers,
      body: JSON.stringify(problem),
      isBase64Encoded: false,
    };
  }
}

/** The same as over HTTP, in JSON and without it. */
async function direct(event: unknown, lambdaContext: LambdaContext): Promise<unknown> {
  const headers = {
    'Content-Type': 'application/json',
    ...(world.token !== undefined && { Authorization: `Bearer ${world.token}` }),
  };
  const request = { method: 'POST', headers, body: JSON.stringify(event) };
  return (await world.app.request('/stitch', request, { lambdaContext } as never)).json();
}

async function batch(event: unknown, context: LambdaContext): Promise<unknown> {
  const startedMs = performance.now();
  const { telemetry, stitcher, openOutput, langs } = world;
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
      const what = `the answer for ${answer.rows} rows would be larger than Lambda sends; send fewer at once`;
      throw new StitchError('message/too-long', what);
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
    throw retryable(error, context.awsRequestId);
  }
}

/** Counts a run of a campaign. */
async function count(event: unknown, context: LambdaContext): Promise<unknown> {
  try {
    const { tally } = await import('./summarize-run.ts');
    return await tally(parseTallyEvent(event), await world.openOutput('batch'));
  } catch (error) {
    world.telemetry.failed(error, context.awsRequestId);
    throw retryable(error, context.awsRequestId);
  }
}

/** What Step Functions decide by whether to try again: `Storage`, `Deadline`, or `Refused`. */
function retryable(error: unknown, requestId: string): Error {
  const problem = problemOf(error, requestId);
  const name = /^repo\/(timeout|unavailable)$/.test(problem.code)
    ? 'Storage'
    : problem.code === 'request/deadline'
      ? 'Deadline'
      : 'Refused';
  return Object.assign(new Error(`${problem.code}: ${problem.detail}`), { name });
}
