import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { StitchError } from '../errors.ts';

/** Address and time limits of a server. */
export interface ServerSettings {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Time limit for a client to send a request, and to take the beginning of the response. */
  readonly idleSeconds: number;
  /** Time limit of the work on a request. */
  readonly deadlineSeconds: number;
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  /** Refuses new connections, lets requests finish, and resolves once all connections are closed. */
  stop(): Promise<void>;
}

/** Node's part of a request's environment. */
export interface NodeEnv {
  readonly outgoing: {
    readonly writableFinished: boolean;
    once(event: 'close', listener: () => void): void;
  };
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 2000;
/** A client that takes a response more slowly than this on average is cut: half the rate of speech. */
const SLOWEST_BYTES_PER_SECOND = 4000;
/** Intervals at which slow clients are cut, and idle ones while the server stops. */
const CHECK_MS = 1000;
const STOP_CHECK_MS = 20;
/** Time past a request's deadline until its connection is cut. */
const GRACE_MS = 1000;

/** Starts a server. @param fetch the app. @throws StitchError usage/option where it cannot listen. */
export async function startServer(
  fetch: (request: Request, env: NodeEnv) => Response | Promise<Response>,
  { host, port, idleSeconds, deadlineSeconds }: ServerSettings,
): Promise<RunningServer> {
  const idleMs = idleSeconds * 1000;
  const longestMs = (idleSeconds + deadlineSeconds) * 1000 + GRACE_MS;
  const server = createAdaptorServer({
    fetch: fetch as (request: Request, env: unknown) => Response | Promise<Response>,
    serverOptions: {
      headersTimeout: idleMs,
      requestTimeout: idleMs,
      keepAliveTimeout: Math.min(idleMs, 5000),
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
  }) as Server;
  // Work that runs is silence too.
  server.setTimeout(longestMs);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (_, outgoing) => cutSlow(outgoing, idleMs));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = WHY[cause.code ?? ''] ?? cause.message;
      const what = `${host}:${port} cannot be listened on: ${why}; give another --port or --host`;
      reject(new StitchError('usage/option', what, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    stop: () =>
      new Promise((resolve) => {
        const idle = setInterval(() => server.closeIdleConnections(), STOP_CHECK_MS);
        const all = setTimeout(() => server.closeAllConnections(), longestMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(all);
          resolve();
        });
      }),
  };
}

/** Cuts a connection whose client takes nothing of the response for too long, or all of it too slowly. */
function cutSlow(outgoing: ServerResponse, idleMs: number): void {
  let [startedMs, movedMs, firstBytes, bytes] = [0, 0, 0, 0];
  const check = setInterval(() => {
    const { socket } = outgoing;
    if (!outgoing.headersSent || socket === null) return;
    const nowMs = performance.now();
    const taken = socket.bytesWritten - socket.writableLength;
    if (startedMs === 0) [startedMs, firstBytes] = [nowMs, taken];
    if (taken !== bytes) [movedMs, bytes] = [nowMs, taken];
    const leastBytes = ((nowMs - startedMs - idleMs) / 1000) * SLOWEST_BYTES_PER_SECOND;
    if (nowMs - movedMs > idleMs || taken - firstBytes < leastBytes) socket.destroy();
  }, CHECK_MS);
  check.unref();
  outgoing.once('close', () => clearInterval(check));
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'that is not allowed',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such address',
};

/** Calls `sent` once the response is sent, or the connection closed. */
export function onSent(env: unknown, sent: () => void): void {
  (env as NodeEnv).outgoing.once('close', sent);
}

/** Calls `gone` if the connection closes before the response is sent. */
export function onGone(env: unknown, gone: () => void): void {
  const { outgoing } = env as NodeEnv;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone();
  });
}
