// A TCP proxy that does to connections what networks do. It changes no byte, so signatures stay valid.
import { connect, createServer, type Socket } from 'node:net';

/** Fault of a connection. */
export type Fault =
  /** Reset when so many bytes have come from the client. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** Closed when so many bytes of the answer have gone to the client. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Left hanging when so many bytes of the answer have gone to the client. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Answered in the service's stead. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string };

export interface FaultyProxy {
  readonly endpoint: string;
  /** Faults of the connections to come, in order; those after them have `always`, or none. */
  next: Fault[];
  always: Fault | null;
  /** Connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a proxy before a service, on a free loopback port. */
export async function startFaultyProxy(endpoint: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(endpoint);
  const open = new Set<Socket>();
  const state = { next: [] as Fault[], always: null as Fault | null, connections: 0 };
  const server = createServer((client) => {
    state.connections++;
    const fault = state.next.shift() ?? state.always;
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => {});
    }
    client.on('close', () => upstream.destroy());
    forward(client, upstream, fault);
    answer(client, upstream, fault);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address() as { port: number };
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  });
}

function forward(client: Socket, upstream: Socket, fault: Fault | null): void {
  let sent = 0;
  client.on('data', (piece: Buffer) => {
    sent += piece.length;
    if (fault?.kind === 'reset' && sent > fault.afterBytes) {
      upstream.destroy();
      client.resetAndDestroy();
    } else if (fault?.kind === 'answer') {
      const body = `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>as the test wants</Message></Error>`;
      const head = `HTTP/1.1 ${fault.status} x\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}`;
      client.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
    } else {
      upstream.write(piece);
    }
  });
}

function answer(client: Socket, upstream: Socket, fault: Fault | null): void {
  let got = 0;
  upstream.on('data', (piece: Buffer) => {
    const most =
      fault?.kind === 'cut' || fault?.kind === 'stall'
        ? fault.afterBytes
        : Number.POSITIVE_INFINITY;
    client.write(piece.subarray(0, Math.max(0, most - got)));
    got += piece.length;
    if (got > most && fault?.kind === 'cut') client.end();
  });
  upstream.on('close', () => {
    if (fault?.kind !== 'stall') client.end();
  });
}
