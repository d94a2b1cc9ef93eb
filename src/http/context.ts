import type { Context, Hono } from 'hono';
import { StitchError } from '../errors.ts';
import type { ConcurrencyLimiter } from './concurrency-limiter.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestFacts, Service } from './service.ts';

/** An entry of the log for one request. Neither its text nor its query are in it. */
export interface RequestEntry extends RequestFacts {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly tookMs: number;
  /** An internal failure, of which the caller is told less. */
  readonly error?: unknown;
}

/** Parts of an app. `env` comes from the platform's adapter with each request. */
export interface AppParts {
  readonly service: Service;
  readonly limiter: ConcurrencyLimiter;
  readonly maxBodyBytes: number;
  readonly deadlineSeconds: number;
  /** The token that requests have to bring, but for open routes; undefined for none. */
  readonly token?: string | undefined;
  /** Origins whose pages may call; "*" for any. */
  readonly cors: readonly string[];
  /** Host names that the service answers to; undefined for any. */
  readonly hosts?: readonly string[] | undefined;
  /** The service's public address, without "/" at the end; default: `baseUrl`, else the request's. */
  readonly publicUrl?: string | undefined;
  readonly baseUrl?: ((env: unknown) => string | undefined) | undefined;
  readonly version: string;
  /** Limit of a response's body: longer audio is answered with a redirect to the storage. */
  readonly maxResponseBytes: number;
  readonly requestId: (env: unknown) => string;
  readonly onResponse: (entry: RequestEntry) => void;
  /** Milliseconds that the platform still gives the request, besides its deadline. */
  readonly remainingMs?: ((env: unknown) => number) | undefined;
  /** Registers `gone`, called when the client disconnects before the response. */
  readonly onGone?: ((env: unknown, gone: () => void) => void) | undefined;
  /** Registers `sent`, called when the response is sent, or never will be. */
  readonly onSent?: ((env: unknown, sent: () => void) => void) | undefined;
  readonly isStopping?: (() => boolean) | undefined;
  /** Adds the studio, to a service that has one. */
  readonly addStudio?: ((app: Hono<Env>, context: RouteContext) => void) | undefined;
}

/** Variables of one request. */
export type Env = { Variables: { requestId: string; facts: RequestFacts; error?: unknown } };
export type Ctx = Context<Env>;

/** Parts that routes work with. */
export interface RouteContext {
  readonly parts: AppParts;
  readonly runner: RequestRunner;
}

/** A route: its path, its methods, and how it is added to an app. */
export interface Route {
  readonly path: string;
  /** The value of the Allow header. */
  readonly methods: string;
  add(app: Hono<Env>, context: RouteContext): void;
}

/** The service's address for links in a response to this request. */
export function baseUrlOf(c: Ctx, { publicUrl, baseUrl }: AppParts): string {
  return publicUrl ?? baseUrl?.(c.env) ?? new URL(c.req.url).origin;
}

/** A JSON response. @throws StitchError message/too-long for more than can be sent. */
export function json(
  c: Ctx,
  { maxResponseBytes }: AppParts,
  body: object,
  status: 200 | 503 = 200,
): Response {
  const text = JSON.stringify(body);
  if (text.length * 3 > maxResponseBytes && Buffer.byteLength(text) > maxResponseBytes) {
    const what = `the response would have more than ${maxResponseBytes} bytes, the limit; ask for less`;
    throw new StitchError('message/too-long', what);
  }
  return c.body(text, status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
}
