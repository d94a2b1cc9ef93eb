import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { cors } from 'hono/cors';
import { StitchError } from '../errors.ts';
import { unlessAborted } from '../flights.ts';
import { answerWithAudio } from './audio-answer.ts';
import type { Gate } from './gate.ts';
import { openApi } from './openapi.ts';
import { problemHeaders, problemOf } from './problem.ts';
import { queryOf, readJson, refuseStrangeHost, requireToken } from './reading.ts';
import {
  checkRequest,
  clipsQuery,
  healthQuery,
  parseRequest,
  type SpeechRequest,
  signRequest,
  speechOf,
  stitchRequest,
} from './requests.ts';
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

/** What an app is made with. */
export interface AppParts {
  readonly service: Service;
  readonly gate: Gate;
  readonly maxBodyBytes: number;
  readonly deadlineSeconds: number;
  /** What every request has to bring that is not for anyone; undefined for nothing. */
  readonly token?: string | undefined;
  /** Origins whose pages may call; "*" for any. */
  readonly cors: readonly string[];
  /** Host names that it answers to; undefined for any. */
  readonly hosts?: readonly string[] | undefined;
  /** The service's address as its users know it; else as the request has it. */
  readonly publicUrl?: string | undefined;
  readonly version: string;
  /** Answers with more bytes are a redirect to the storage. */
  readonly mostAnswerBytes: number;
  readonly requestId: (env: unknown) => string;
  readonly onAnswer: (entry: RequestEntry) => void;
  /** Has `gone` called when nobody waits for the answer any more. */
  readonly onGone?: ((env: unknown, gone: () => void) => void) | undefined;
  readonly isStopping?: (() => boolean) | undefined;
}

type Env = { Variables: { requestId: string; facts: RequestFacts; error?: unknown } };
type Ctx = Context<Env>;

/** A signed link is heard anew so often: what it says may be recorded again. */
const LINK_MAX_AGE_SECONDS = 300;
const JSON_TYPE = 'application/json';
const AUDIO_TYPES: Readonly<Record<string, 'mp3' | 'wav' | 'any'>> = {
  'audio/*': 'any',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
};

/** The HTTP app: the same for `stitch serve` and AWS Lambda. */
export function createApp(parts: AppParts): Hono<Env> {
  const { service } = parts;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const startedMs = performance.now();
    const requestId = parts.requestId(c.env);
    c.set('requestId', requestId);
    c.set('facts', {});
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const { method, path } = c.req;
    const tookMs = performance.now() - startedMs;
    const error = c.get('error');
    parts.onAnswer({
      requestId,
      method,
      path,
      status: c.res.status,
      tookMs,
      ...c.get('facts'),
      ...(error !== undefined && { error }),
    });
  });
  app.onError((error, c) => {
    c.set('error', error);
    const problem = problemOf(error, c.get('requestId'));
    c.get('facts').code = problem.code;
    return c.body(JSON.stringify(problem), problem.status as 400, problemHeaders(problem));
  });
  app.notFound((c) => {
    throw new StitchError(
      'request/not-found',
      `there is no ${c.req.path.slice(0, 80)}; GET /openapi.json tells what there is`,
    );
  });
  app.use(async (c, next) => {
    if (parts.isStopping?.()) {
      c.header('Connection', 'close');
      throw new StitchError('request/stopping', 'the service is about to stop; try again');
    }
    refuseStrangeHost(c.req.url, parts.hosts);
    await next();
  });
  if (parts.cors.length > 0) {
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
  const authorized = (c: Ctx) => requireToken(c.req.header('Authorization'), parts.token);
  /** Does the work of a request when its turn comes, until its deadline. */
  const inTurn = async <T>(c: Ctx, work: (call: Call) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      const what = `the work was given up after ${parts.deadlineSeconds} s; try again, or ask for less`;
      controller.abort(new StitchError('request/deadline', what));
    }, parts.deadlineSeconds * 1000);
    parts.onGone?.(c.env, () => {
      if (!signal.aborted) controller.abort(new StitchError('request/gone', 'the caller has gone'));
    });
    const call = { baseUrl: parts.publicUrl ?? originOf(c), signal, facts: c.get('facts') };
    try {
      return await unlessAborted(
        parts.gate.run(() => work(call), signal),
        signal,
      );
    } finally {
      clearTimeout(timer);
    }
  };
  const sendAudio = async (c: Ctx, speech: SpeechRequest, cacheControl: string) =>
    inTurn(c, async (call) => {
      const { render, audio } = await service.render(speech, call);
      const wishes = {
        ifNoneMatch: c.req.header('If-None-Match') ?? null,
        range: c.req.header('Range') ?? null,
        ifRange: c.req.header('If-Range') ?? null,
      };
      const { status, headers, body } = await answerWithAudio(audio, wishes, cacheControl);
      if (body !== null && body.length > parts.mostAnswerBytes) {
        const location = await service.addressOf(render);
        return c.body(null, 303, { Location: location, 'Cache-Control': 'no-store' });
      }
      return body === null
        ? c.body(null, status, headers)
        : c.body(body as Uint8Array<ArrayBuffer>, status as 200 | 206, headers);
    });

  app.post('/stitch', async (c) => {
    authorized(c);
    const {
      url_seconds: urlSeconds,
      details,
      ...fields
    } = parseRequest(stitchRequest, await readJson(c.req.raw, parts.maxBodyBytes));
    const speech = speechOf(fields);
    const wanted = wantedType(c, speech);
    if (wanted !== 'json') {
      const asked = { ...speech, options: { ...speech.options, format: wanted } };
      return sendAudio(c, asked, 'private, no-cache');
    }
    const answer = await inTurn(c, (call) => service.stitch(speech, { urlSeconds, details }, call));
    return noStore(c, answer);
  });
  app.post('/check', async (c) => {
    authorized(c);
    const speech = speechOf(
      parseRequest(checkRequest, await readJson(c.req.raw, parts.maxBodyBytes)),
    );
    return noStore(c, await inTurn(c, (call) => service.check(speech, call)));
  });
  app.post('/sign', async (c) => {
    authorized(c);
    const { url_seconds: urlSeconds, ...fields } = parseRequest(
      signRequest,
      await readJson(c.req.raw, parts.maxBodyBytes),
    );
    const speech = speechOf(fields);
    return noStore(c, await inTurn(c, (call) => service.sign(speech, urlSeconds, call)));
  });
  app.get('/audio', async (c) => {
    const { speech, secondsLeft } = service.openLink(new URL(c.req.url).searchParams);
    const maxAge = Math.min(LINK_MAX_AGE_SECONDS, secondsLeft);
    return sendAudio(c, speech, `public, max-age=${maxAge}`);
  });
  app.get('/clips', async (c) => {
    authorized(c);
    const query = parseRequest(clipsQuery, queryOf(c.req.url), 'the query');
    return noStore(c, await inTurn(c, () => service.clips(query)));
  });
  app.get('/health', async (c) => {
    const { deep } = parseRequest(healthQuery, queryOf(c.req.url), 'the query');
    if (deep) authorized(c);
    const answer = await (deep ? inTurn(c, () => service.health(true)) : service.health(false));
    c.status(answer.success ? 200 : 503);
    return noStore(c, answer);
  });
  app.get('/openapi.json', (c) => c.json(openApi(parts.version, parts.publicUrl ?? originOf(c))));
  for (const [path, methods] of Object.entries(METHODS)) {
    app.all(path, (c) => {
      c.header('Allow', methods);
      throw new StitchError(
        'request/method',
        `${path} takes ${methods}, not ${c.req.method.slice(0, 20)}`,
      );
    });
  }
  return app;
}

const METHODS = {
  '/stitch': 'POST',
  '/check': 'POST',
  '/sign': 'POST',
  '/audio': 'GET, HEAD',
  '/clips': 'GET',
  '/health': 'GET',
  '/openapi.json': 'GET',
};

/** What kind of answer the Accept header asks for. @throws StitchError request/not-acceptable. */
function wantedType(c: Ctx, { options, hasFormat }: SpeechRequest): 'json' | 'mp3' | 'wav' {
  const header = c.req.header('Accept');
  if (header === undefined || header === '*/*' || header === JSON_TYPE) return 'json';
  const chosen = accepts(c, {
    header: 'Accept',
    supports: [JSON_TYPE, ...Object.keys(AUDIO_TYPES)],
    default: '',
    match: (accepted, { supports }) =>
      accepted
        .filter(({ q }) => q > 0)
        .sort((a, b) => b.q - a.q)
        .map(({ type }) =>
          type === '*/*' || type === 'application/*' ? JSON_TYPE : type.toLowerCase(),
        )
        .find((type) => supports.includes(type)) ?? '',
  });
  if (chosen === JSON_TYPE) return 'json';
  const format = AUDIO_TYPES[chosen];
  if (format === 'any') return options.format;
  if (format !== undefined && !(hasFormat && format !== options.format)) return format;
  const what =
    format === undefined
      ? 'there are application/json, audio/mpeg and audio/wav'
      : `the body asks for ${options.format}, and the Accept header for ${chosen}; make them agree`;
  throw new StitchError('request/not-acceptable', what);
}

function noStore(c: Ctx, answer: object): Response {
  c.header('Cache-Control', 'no-store');
  return c.json(answer);
}

function originOf(c: Ctx): string {
  return new URL(c.req.url).origin;
}
