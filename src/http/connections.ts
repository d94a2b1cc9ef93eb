import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

const CHECK_MS = 20;

/** The open connections of a server, and the requests that run on them. */
export class Connections {
  private readonly running = new Map<Socket, Set<ServerResponse>>();
  private areLast = false;
  private lastEventMs = 0;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.lastEventMs = performance.now();
      this.running.set(socket, new Set());
      socket.once('close', () => this.running.delete(socket));
    });
    // Before the listener that answers.
    server.prependListener('request', (_, response) => this.add(response));
  }

  /** Has every response from now on close its connection, and say so. */
  makeLast(): void {
    this.areLast = true;
    for (const responses of this.running.values()) {
      for (const response of responses) response.shouldKeepAlive = false;
    }
  }

  /** Closes all connections on which no request runs, even those that never sent one. */
  closeIdle(): void {
    for (const [socket, responses] of this.running) if (responses.size === 0) socket.destroy();
  }

  /**
   * Resolves once no connection or request has come, and no response was sent, for so long; at the latest at the limit.
   * It does so right after a round of I/O: what had come by then, while the process was busy, has been seen.
   */
  async quiet(quietMs: number, limitMs: number): Promise<void> {
    const startMs = performance.now();
    for (;;) {
      await setTimeout(CHECK_MS);
      await setImmediate();
      const nowMs = performance.now();
      if (nowMs - Math.max(startMs, this.lastEventMs) >= quietMs || nowMs - startMs >= limitMs)
        return;
    }
  }

  private add(response: ServerResponse): void {
    if (this.areLast) response.shouldKeepAlive = false;
    const responses = this.running.get(response.socket!);
    responses?.add(response);
    this.lastEventMs = performance.now();
    response.once('close', () => {
      responses?.delete(response);
      this.lastEventMs = performance.now();
    });
  }
}
