import type { Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { StitchError } from '../errors.ts';
import { Connections } from './connections.ts';

/** The address and timeouts of a server. */
export interface ServerSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** A client that takes longer to send its request, or to receive the start of its answer, is disconnected. */
  readonly idleSeconds: number;
  /** The time limit of the work on a request. */
  readonly deadlineSeconds: number;
  /** Certificate and key in PEM, for HTTPS. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  /**
   * Finishes running requests, and resolves once all connections are closed. Connections are accepted, and idle ones
   * stay open, for a moment more: requests that are on their way get an answer, not a reset.
   */
  stop(): Promise<void>;
}

/** The part of a request's environment that is Node's. */
export interface NodeEnv {
  readonly outgoing: {
    readonly writableFinished: boolean;
    once(event: 'close', listener: () => void): void;
  };
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 2000;
/** A client that receives more slowly on average is disconnected: half the bit rate of speech. */
const MIN_BYTES_PER_SECOND = 4000;
/** Interval of the check for slow clients. */
const CHECK_MS = 1000;
/** A server that stops accepts connections, and then waits for requests on them, until none has come for so long. */
const QUIET_MS = 250;
/** Limit of each of the two. */
const MAX_DRAIN_MS = 2000;
/** The time after a request's deadline until its connection is closed. */
const GRACE_MS = 1000;

/** Starts a server. @param fetch the app. @throws StitchError usage/option if it cannot listen. */
export async function startServer(
  fetch: (request: Request, env: NodeEnv) => Response | Promise<Response>,
  { host, port, idleSeconds, deadlineSeconds, tls }: ServerSettings,
): Promise<RunningServer> {
  const idleMs = idleSeconds * 1000;
  const maxMs = (idleSeconds + deadlineSeconds) * 1000 + GRACE_MS;
  const server = createAdaptorServer({
    fetch: fetch as (request: Request, env: unknown) => Response | Promise<Response>,
    ...(tls && { createServer: createHttpsServer }),
    serverOptions: {
      ...tls,
      headersTimeout: idleMs,
      requestTimeout: idleMs,
      keepAliveTimeout: Math.min(idleMs, 5000),
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
  } as Parameters<typeof createAdaptorServer>[0]) as Server;
  const connections = new Connections(server);
  // A socket is idle while the work on its request runs.
  server.setTimeout(maxMs);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (_, outgoing) => cutSlow(outgoing, idleMs));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = WHY[cause.code ?? ''] ?? cause.message;
      const option = cause.code === 'EADDRINUSE' || cause.code === 'EACCES' ? 'port' : 'host';
      const what = `cannot listen on ${host}:${port}: ${why}; choose another ${option}`;
      reject(new StitchError('usage/option', what, { cause, details: { option } }));
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async stop() {
      connections.makeLast();
      await connections.quiet(QUIET_MS, MAX_DRAIN_MS);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const all = setTimeout(() => server.closeAllConnections(), maxMs);
      await Promise.race([closed, connections.quiet(QUIET_MS, MAX_DRAIN_MS)]);
      connections.closeIdle();
      await closed;
      clearTimeout(all);
    },
  };
}

/** Closes a connection whose client receives nothing for too long, or too slowly on average. */
function cutSlow(outgoing: ServerResponse, idleMs: number): void {
  let [startedMs, movedMs, firstBytes, bytes] = [0, 0, 0, 0];
  const check = setInterval(() => {
    const { socket } = outgoing;
    if (!outgoing.headersSent || socket === null) return;
    const nowMs = performance.now();
    const taken = socket.bytesWritten - socket.writableLength;
    if (startedMs === 0) [startedMs, firstBytes] = [nowMs, taken];
    if (taken !== bytes) [movedMs, bytes] = [nowMs, taken];
    const minBytes = ((nowMs - startedMs - idleMs) / 1000) * MIN_BYTES_PER_SECOND;
    if (nowMs - movedMs > idleMs || taken - firstBytes < minBytes) socket.destroy();
  }, CHECK_MS);
  check.unref();
  outgoing.once('close', () => clearInterval(check));
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses that port',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such address',
};

/** Calls `sent` once the answer is sent or the connection is closed. */
export function onSent(env: unknown, sent: () => void): void {
  (env as NodeEnv).outgoing.once('close', sent);
}

/** Calls `gone` if the connection closes before the answer is sent. */
export function onGone(env: unknown, gone: () => void): void {
  const { outgoing } = env as NodeEnv;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone();
  });
}
