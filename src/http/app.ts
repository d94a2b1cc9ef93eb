import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { StitchError } from '../errors.ts';
import type { AppParts, Env } from './context.ts';
import { refuseBadHost, refuseStrangeHost } from './guards.ts';
import { problemHeaders, problemOf } from './problem.ts';
import { RequestRunner } from './request-runner.ts';
import { ROUTES } from './routes/routes.ts';

export type { AppParts, RequestEntry } from './context.ts';

/** The length of a render, whether it is sent or linked to. */
const DURATION_HEADER = 'Stitch-Duration-Seconds';
/** Headers that pages of other origins may read. */
const EXPOSED_HEADERS = [
  'Accept-Ranges',
  'Content-Range',
  'ETag',
  'Retry-After',
  DURATION_HEADER,
  'X-Request-Id',
];

/** The HTTP app: the same for `stitch serve` and AWS Lambda. */
export function createApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  addLog(app, parts);
  addErrors(app);
  addGuards(app, parts);
  const context = { parts, runner: new RequestRunner(parts) };
  for (const route of ROUTES) route.add(app, context);
  parts.addStudio?.(app, context);
  for (const { path, methods } of ROUTES) {
    app.all(path, (c) => {
      c.header('Allow', methods);
      const what = `${path} takes ${methods}, not ${c.req.method.slice(0, 20)}`;
      throw new StitchError('request/method', what);
    });
  }
  return app;
}

/** Gives every request its id, and the log its entry. */
function addLog(app: Hono<Env>, parts: AppParts): void {
  app.use(async (c, next) => {
    const startedMs = performance.now();
    const requestId = parts.requestId(c.env);
    c.set('requestId', requestId);
    c.set('facts', {});
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const { audioSeconds } = c.get('facts');
    if (audioSeconds !== undefined && c.res.status < 400) {
      c.res.headers.set(DURATION_HEADER, audioSeconds.toFixed(3));
    }
    const { method, path } = c.req;
    const [status, tookMs] = [c.res.status, performance.now() - startedMs];
    const error = c.get('error');
    const failure = error === undefined ? {} : { error };
    parts.onResponse({ requestId, method, path, status, tookMs, ...c.get('facts'), ...failure });
  });
}

/** Answers failures as problems (RFC 9457). */
function addErrors(app: Hono<Env>): void {
  app.onError((error, c) => {
    c.set('error', error);
    // Who has the studio's link has the library.
    const isOwner = c.req.path.startsWith('/studio/api/');
    const problem = problemOf(error, c.get('requestId'), isOwner);
    c.get('facts').code = problem.code;
    return c.body(JSON.stringify(problem), problem.status as 400, problemHeaders(problem));
  });
  app.notFound((c) => {
    const what = `there is no ${c.req.path.slice(0, 80)}; GET /openapi.json lists what there is`;
    throw new StitchError('request/not-found', what);
  });
}

function addGuards(app: Hono<Env>, parts: AppParts): void {
  app.use(async (c, next) => {
    if (parts.isStopping?.()) {
      c.header('Connection', 'close');
      throw new StitchError('request/stopping', 'the service is about to stop; retry');
    }
    refuseBadHost(c.req.url, c.req.header('Host'));
    refuseStrangeHost(c.req.url, parts.hosts);
    await next();
  });
  if (parts.cors.length === 0) return;
  const allow = cors({
    origin: parts.cors.includes('*') ? '*' : [...parts.cors],
    allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match', 'If-Range', 'Range'],
    allowMethods: ['GET', 'HEAD', 'POST'],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
  // The studio writes: no other page may call it.
  app.use((c, next) => (c.req.path.startsWith('/studio') ? next() : allow(c, next)));
}
