// The Runtime API of AWS Lambda, a process that runs a zip under it, and gateways before it: what the function
// meets in AWS, on loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Json } from '../../http/service.ts';

/** The largest answer that Lambda takes. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

/** Outcome of an invocation. */
export type Outcome =
  | { readonly answer: Json }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly headers: Record<string, string>;
  readonly done: (outcome: Outcome) => void;
}

export interface Lambda {
  invoke(event: unknown, options?: { timeoutMs?: number }): Promise<Outcome>;
  /** Lines that the function wrote so far. */
  readonly log: () => readonly string[];
  /** Error of a failed start. */
  readonly initError: () => Promise<{ errorType: string; errorMessage: string }>;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Unzips the very zip into a folder. */
export function unzip(path: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-lambda-'));
  for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(readFileSync(path))))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** Command that runs a handler: AWS's own runtime client where installed (.ci/run-ric), else ours. */
function runtimeClient(handler: string): readonly string[] {
  const { STITCH_TEST_LAMBDA_RIC: ric } = process.env;
  return ric === undefined
    ? [join(import.meta.dirname, 'runtime-client.mjs')]
    : [join(ric, 'bin/index.mjs'), handler];
}

/** Runs what is in a folder as a function. */
export async function startLambda(
  folder: string,
  env: Readonly<Record<string, string>>,
  handler = 'handler.handler',
): Promise<Lambda> {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let asking: ServerResponse | null = null;
  let failInit: (error: { errorType: string; errorMessage: string }) => void = () => {};
  const initError = new Promise<{ errorType: string; errorMessage: string }>((resolve) => {
    failInit = resolve;
  });
  const give = () => {
    if (asking === null || waiting.length === 0) return;
    const invocation = waiting.shift()!;
    running.set(invocation.id, invocation);
    asking.writeHead(200, { 'Content-Type': 'application/json', ...invocation.headers });
    asking.end(JSON.stringify(invocation.event));
    asking = null;
  };
  const api = await listen(async (request, response) => {
    const path = request.url!.replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      asking = response;
      give();
      return;
    }
    const body = await bodyOf(request);
    const [, id = '', what] = path.split('/');
    const invocation = running.get(id);
    running.delete(id);
    if (path === 'init/error') failInit(JSON.parse(body.toString()));
    else if (what === 'error') invocation?.done({ error: JSON.parse(body.toString()) });
    else if (body.length > MAX_ANSWER_BYTES) {
      const errorMessage = `${body.length} bytes are more than an answer may have`;
      invocation?.done({ error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } });
    } else invocation?.done({ answer: JSON.parse(body.toString()) });
    response.writeHead(202).end('{}');
  });
  const child = spawn(process.execPath, runtimeClient(handler), {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      AWS_LAMBDA_RUNTIME_API: new URL(urlOf(api)).host,
      AWS_LAMBDA_FUNCTION_NAME: 'stitch',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
      ...env,
    },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => output.push(String(piece)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    invoke: (event, { timeoutMs = 30_000 } = {}) =>
      new Promise((resolve) => {
        const id = randomUUID();
        const headers = {
          'Lambda-Runtime-Aws-Request-Id': id,
          'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
          'Lambda-Runtime-Invoked-Function-Arn':
            'arn:aws:lambda:eu-west-1:000000000000:function:stitch',
        };
        const timer = setTimeout(() => {
          resolve({ error: { errorType: 'Sandbox.Timedout', errorMessage: 'timed out' } });
        }, timeoutMs);
        const done = (outcome: Outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        };
        waiting.push({ id, event, headers, done });
        give();
      }),
    log: () => output.join('').split('\n').filter(Boolean),
    initError: () => initError,
    process: child,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      api.closeAllConnections();
      await new Promise((done) => api.close(done));
    },
  };
}

/** Path before the routes in a gateway's URL. */
const STAGES = { rest: '/prod', http: '/dev', url: '' };

/** Media types that a REST API sends as binary where Accept begins with one; others get base64 (infra/api.ts). */
const BINARY = ['audio/mpeg', 'audio/mp3', 'audio/wav', 'audio/wave', 'audio/x-wav'];

function firstType({ headers }: IncomingMessage): string {
  return (headers.accept ?? '').split(/[,;]/)[0]!.trim();
}

/** Conversion of requests to events. */
export type GatewayKind = 'rest' | 'http' | 'url';

/** A gateway before a function: REST API, HTTP API with a stage in its path, or function URL. */
export async function startGateway(
  lambda: Pick<Lambda, 'invoke'>,
  kind: GatewayKind,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = await listen(async (request, response) => {
    const event = eventOf(kind, request, await bodyOf(request));
    const outcome = await lambda.invoke(event);
    if ('error' in outcome) {
      response.writeHead(502, { 'Content-Type': 'application/json' });
      response.end('{"message": "Internal server error"}');
      return;
    }
    const {
      statusCode,
      headers = {},
      multiValueHeaders = {},
      body,
      isBase64Encoded,
    } = outcome.answer;
    response.writeHead(statusCode, { ...headers, ...multiValueHeaders });
    const isDecoded = isBase64Encoded && (kind !== 'rest' || BINARY.includes(firstType(request)));
    response.end(isDecoded ? Buffer.from(body, 'base64') : body);
  });
  return {
    url: `${urlOf(server)}${STAGES[kind]}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The event of a request, as AWS documents it. */
function eventOf(kind: GatewayKind, request: IncomingMessage, body: Buffer): unknown {
  const url = new URL(request.url!, 'http://gateway');
  const whole = url.pathname;
  url.pathname = whole.slice(STAGES[kind].length);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const encoded = {
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: true,
  };
  const domainName = request.headers.host!;
  if (kind === 'rest') {
    const multi: Record<string, string[]> = {};
    for (const [name, value] of url.searchParams) multi[name] = [...(multi[name] ?? []), value];
    return {
      resource: '/{proxy+}',
      path: url.pathname,
      httpMethod: request.method,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([n, v]) => [n, [v]])),
      queryStringParameters: url.search === '' ? null : Object.fromEntries(url.searchParams),
      multiValueQueryStringParameters: url.search === '' ? null : multi,
      pathParameters: null,
      stageVariables: null,
      requestContext: {
        stage: 'prod',
        path: whole,
        domainName,
        httpMethod: request.method,
      },
      ...encoded,
    };
  }
  const stage = kind === 'http' ? 'dev' : '$default';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: whole,
    rawQueryString: url.search.slice(1),
    headers,
    requestContext: { stage, domainName, http: { method: request.method, path: whole } },
    ...encoded,
  };
}

/** Starts a server on a free port of loopback. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Reads the whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Takes a folder away that `unzip` made. */
export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
