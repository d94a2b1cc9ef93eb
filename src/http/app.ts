import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { StitchError } from '../errors.ts';
import { abortable } from '../util/single-flight.ts';
import { wantedType } from './accept.ts';
import {
  type AudioAnswer,
  answerWithAudio,
  matchesEtag,
  unchangedAudio,
} from './audio-response.ts';
import type { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { queryOf, readJson, refuseStrangeHost, requireToken } from './guards.ts';
import { openApi } from './openapi.ts';
import { problemHeaders, problemOf } from './problem.ts';
import {
  checkRequest,
  clipsQuery,
  healthQuery,
  signRequest,
  stitchRequest,
} from './request-fields.ts';
import { parseRequest, type SpeechRequest, speechOf } from './requests.ts';
import type { Call, RequestFacts, Service } from './service.ts';

/** What is told of a request when it was answered. Neither its text nor its query are. */
export interface RequestEntry extends RequestFacts {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly tookMs: number;
  /** What failed within, where the caller is told less. */
  readonly error?: unknown;
}

/** What an app is made with. `env` is what the adapter of the platform hands over with a request. */
export interface AppParts {
  readonly service: Service;
  readonly gate: ConcurrencyLimiter;
  readonly maxBodyBytes: number;
  readonly deadlineSeconds: number;
  /** What every request has to bring that is not for anyone; undefined for nothing. */
  readonly token?: string | undefined;
  /** Origins whose pages may call; "*" for any. */
  readonly cors: readonly string[];
  /** Host names that it answers to; undefined for any. */
  readonly hosts?: readonly string[] | undefined;
  /** The service's address as its users know it, without "/" at the end; else as `baseUrl` or the request has it. */
  readonly publicUrl?: string | undefined;
  readonly baseUrl?: ((env: unknown) => string | undefined) | undefined;
  readonly version: string;
  /** Audio of more bytes is answered by a redirect to the storage, and other answers are refused. */
  readonly mostAnswerBytes: number;
  readonly requestId: (env: unknown) => string;
  readonly onAnswer: (entry: RequestEntry) => void;
  /** Milliseconds that the platform still gives the request; it has its deadline besides. */
  readonly remainingMs?: ((env: unknown) => number) | undefined;
  /** Has `gone` called when nobody waits for the answer any more. */
  readonly onGone?: ((env: unknown, gone: () => void) => void) | undefined;
  /** Has `sent` called when the answer is out, or never will be. */
  readonly onSent?: ((env: unknown, sent: () => void) => void) | undefined;
  readonly isStopping?: (() => boolean) | undefined;
}

type Env = { Variables: { requestId: string; facts: RequestFacts; error?: unknown } };
type Ctx = Context<Env>;

/** A signed link is heard anew so often: what it says may be recorded again. */
const LINK_MAX_AGE_SECONDS = 300;
/** What is sent at once of a long file: then it can be seen whether it is taken. */
const PIECE_BYTES = 512 * 1024;
/** Of answers that are on their way to slow clients, all together. */
const MAX_SENDING_BYTES = 256e6;
/** Time of the platform that is kept to answer in. */
const MARGIN_MS = 500;

/** What the routes are, and the methods that they take. */
const METHODS = {
  '/stitch': 'POST',
  '/check': 'POST',
  '/sign': 'POST',
  '/audio': 'GET, HEAD',
  '/clips': 'GET, HEAD',
  '/health': 'GET, HEAD',
  '/openapi.json': 'GET, HEAD',
};

/** The HTTP app: the same for `stitch serve` and AWS Lambda. */
export function createApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  addOutermost(app, parts);
  const turns = new RequestRunner(parts);
  addSpeechRoutes(app, parts, turns);
  addOtherRoutes(app, parts, turns);
  for (const [path, methods] of Object.entries(METHODS)) {
    app.all(path, (c) => {
      c.header('Allow', methods);
      const what = `${path} takes ${methods}, not ${c.req.method.slice(0, 20)}`;
      throw new StitchError('request/method', what);
    });
  }
  return app;
}

/** What is done about every request: its number, its line in the log, its failures, and who may ask. */
function addOutermost(app: Hono<Env>, parts: AppParts): void {
  app.use(async (c, next) => {
    const startedMs = performance.now();
    const requestId = parts.requestId(c.env);
    c.set('requestId', requestId);
    c.set('facts', {});
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const { method, path } = c.req;
    const [status, tookMs] = [c.res.status, performance.now() - startedMs];
    const error = c.get('error');
    const failure = error === undefined ? {} : { error };
    parts.onAnswer({ requestId, method, path, status, tookMs, ...c.get('facts'), ...failure });
  });
  app.onError((error, c) => {
    c.set('error', error);
    const problem = problemOf(error, c.get('requestId'));
    c.get('facts').code = problem.code;
    return c.body(JSON.stringify(problem), problem.status as 400, problemHeaders(problem));
  });
  app.notFound((c) => {
    const what = `there is no ${c.req.path.slice(0, 80)}; GET /openapi.json tells what there is`;
    throw new StitchError('request/not-found', what);
  });
  app.use(async (c, next) => {
    if (parts.isStopping?.()) {
      c.header('Connection', 'close');
      throw new StitchError('request/stopping', 'the service is about to stop; try again');
    }
    refuseStrangeHost(c.req.url, parts.hosts);
    await next();
  });
  if (parts.cors.length === 0) return;
  app.use(
    cors({
      origin: parts.cors.includes('*') ? '*' : [...parts.cors],
      allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match', 'If-Range', 'Range'],
      allowMethods: ['GET', 'HEAD', 'POST'],
      exposeHeaders: ['Accept-Ranges', 'Content-Range', 'ETag', 'Retry-After', 'X-Request-Id'],
      maxAge: 600,
    }),
  );
}

/** Does the work of requests, each when its turn comes and until its deadline, and sends audio. */
class RequestRunner {
  private readonly parts: AppParts;
  private sendingBytes = 0;

  constructor(parts: AppParts) {
    this.parts = parts;
  }

  /** @throws StitchError request/busy, request/deadline, request/gone; what the work throws. */
  async take<T>(c: Ctx, work: (call: Call) => Promise<T>): Promise<T> {
    const { deadlineSeconds, remainingMs, onGone, gate } = this.parts;
    const controller = new AbortController();
    const { signal } = controller;
    const leftMs = (remainingMs?.(c.env) ?? Number.POSITIVE_INFINITY) - MARGIN_MS;
    const timer = setTimeout(
      () => controller.abort(tooLate(deadlineSeconds)),
      Math.max(0, Math.min(deadlineSeconds * 1000, leftMs)),
    );
    onGone?.(c.env, () => {
      if (!signal.aborted) controller.abort(new StitchError('request/gone', 'the caller has gone'));
    });
    const call = { baseUrl: baseUrlOf(c, this.parts), signal, facts: c.get('facts') };
    try {
      // The work ends when it can; who asked is told at once.
      return await abortable(
        gate.run(() => work(call), signal),
        signal,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Renders and sends, or says that the caller has it, or where it is. @throws as `take`; request/range. */
  sendAudio(c: Ctx, speech: SpeechRequest, cacheControl: string): Promise<Response> {
    const { service, mostAnswerBytes } = this.parts;
    const tags = c.req.header('If-None-Match');
    // RFC 9110: a range is of a GET; here POST asks just like one.
    const range = c.req.method === 'HEAD' ? null : (c.req.header('Range') ?? null);
    const wishes = { range, ifRange: c.req.header('If-Range') ?? null };
    const isKnown = tags === undefined ? null : (id: string) => matchesEtag(tags, id);
    return this.take(c, async (call) => {
      const made = await service.renderUnless(isKnown, speech, call);
      if (typeof made === 'string') return this.send(c, unchangedAudio(made, cacheControl));
      const answer = await answerWithAudio(made.audio, wishes, cacheControl);
      if ((answer.body?.length ?? 0) <= mostAnswerBytes) return this.send(c, answer);
      const location = await service.addressOf(made.render);
      return c.body(null, 303, { Location: location, 'Cache-Control': 'no-store' });
    });
  }

  private send(c: Ctx, { status, headers, body }: AudioAnswer): Response {
    if (body === null) return c.body(null, status, headers);
    if (body.length <= PIECE_BYTES || this.parts.onSent === undefined) {
      return c.body(body as Uint8Array<ArrayBuffer>, status as 200, headers);
    }
    if (this.sendingBytes > 0 && this.sendingBytes + body.length > MAX_SENDING_BYTES) {
      const what = 'too many long files are being sent to slow clients; try again in 5 s';
      throw new StitchError('request/busy', what, { details: { retry_after_seconds: 5 } });
    }
    this.sendingBytes += body.length;
    this.parts.onSent(c.env, () => {
      this.sendingBytes -= body.length;
    });
    return c.body(inPieces(body), status as 200, headers);
  }
}

function addSpeechRoutes(app: Hono<Env>, parts: AppParts, turns: RequestRunner): void {
  const { service, token, maxBodyBytes } = parts;
  const read = async (c: Ctx) => {
    requireToken(c.req.header('Authorization'), token);
    return readJson(c.req.raw, maxBodyBytes);
  };
  app.post('/stitch', async (c) => {
    const body = parseRequest(stitchRequest, await read(c));
    const { url_seconds: urlSeconds, details, ...fields } = body;
    const speech = speechOf(fields, service.usualLang);
    const wanted = wantedType(c.req.header('Accept'), speech);
    c.header('Vary', 'Accept', { append: true });
    if (wanted !== 'json') {
      const asked = { ...speech, options: { ...speech.options, format: wanted } };
      return turns.sendAudio(c, asked, 'private, no-cache');
    }
    const wishes = { urlSeconds, details };
    return json(c, parts, await turns.take(c, (call) => service.stitch(speech, wishes, call)));
  });
  app.post('/check', async (c) => {
    const speech = speechOf(parseRequest(checkRequest, await read(c)), service.usualLang);
    return json(c, parts, await turns.take(c, (call) => service.check(speech, call)));
  });
  app.post('/sign', async (c) => {
    const { url_seconds: seconds, ...fields } = parseRequest(signRequest, await read(c));
    const speech = speechOf(fields, service.usualLang);
    return json(c, parts, await turns.take(c, (call) => service.sign(speech, seconds, call)));
  });
  app.get('/audio', async (c) => {
    const { speech, secondsLeft } = await service.openLink(new URL(c.req.url).searchParams);
    const maxAge = Math.min(LINK_MAX_AGE_SECONDS, secondsLeft);
    return turns.sendAudio(c, speech, `public, max-age=${maxAge}`);
  });
}

function addOtherRoutes(app: Hono<Env>, parts: AppParts, turns: RequestRunner): void {
  const { service, token, version } = parts;
  app.get('/clips', async (c) => {
    requireToken(c.req.header('Authorization'), token);
    const query = parseRequest(clipsQuery, queryOf(c.req.url), 'the query');
    return json(c, parts, await turns.take(c, () => service.clips(query)));
  });
  app.get('/health', async (c) => {
    const { deep } = parseRequest(healthQuery, queryOf(c.req.url), 'the query');
    if (deep) requireToken(c.req.header('Authorization'), token);
    const answer = await (deep ? turns.take(c, () => service.health(true)) : service.health(false));
    return json(c, parts, answer, answer.success ? 200 : 503);
  });
  app.get('/openapi.json', (c) => c.json(openApi(version, baseUrlOf(c, parts))));
}

/** @throws StitchError message/too-long for more than can be sent. */
function json(
  c: Ctx,
  { mostAnswerBytes }: AppParts,
  answer: object,
  status: 200 | 503 = 200,
): Response {
  const text = JSON.stringify(answer);
  if (text.length * 3 > mostAnswerBytes && Buffer.byteLength(text) > mostAnswerBytes) {
    const what = `the answer would have more than ${mostAnswerBytes} bytes, which is the most; ask for less`;
    throw new StitchError('message/too-long', what);
  }
  return c.body(text, status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
}

function baseUrlOf(c: Ctx, { publicUrl, baseUrl }: AppParts): string {
  return publicUrl ?? baseUrl?.(c.env) ?? new URL(c.req.url).origin;
}

function tooLate(seconds: number): StitchError {
  const what = `the work was given up after ${seconds} s; try again, or ask for less`;
  return new StitchError('request/deadline', what, { details: { retry_after_seconds: 1 } });
}

function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
      if (at >= bytes.length) controller.close();
    },
  });
}
