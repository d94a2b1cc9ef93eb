import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type NodeEnv,
  onGone,
  onSent,
  type RunningServer,
  startServer,
} from '../../src/http/server.ts';
import { makeApi } from './service.ts';

const SETTINGS = { host: '127.0.0.1', port: 0, idleSeconds: 5, deadlineSeconds: 5 };

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Starts a server for the time of a test. */
async function listen(
  fetch: Parameters<typeof startServer>[0],
  settings: Partial<typeof SETTINGS> = {},
): Promise<RunningServer> {
  const server = await startServer(fetch, { ...SETTINGS, ...settings });
  servers.push(server);
  return server;
}

/** Sends text on a connection of its own. @returns all that comes back until it is closed. */
async function send(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer;
}

describe('startServer', () => {
  it('disconnects clients that take nothing of a large response', async () => {
    const bytes = 45_000_000;
    let isClosed = false;
    const { url } = await listen(
      (_, { outgoing }: NodeEnv) => {
        outgoing.once('close', () => {
          isClosed = true;
        });
        let left = bytes;
        const file = new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(500_000).fill(0x52));
            left -= 500_000;
            if (left === 0) controller.close();
          },
        });
        return new Response(file, { headers: { 'Content-Length': String(bytes) } });
      },
      { idleSeconds: 1 },
    );
    const type = 'Host: localhost\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`GET / HTTP/1.1\r\n${type}\r\n`),
    );
    socket.on('error', () => {}).pause();
    await expect.poll(() => isClosed, { timeout: 8000 }).toBe(true);
    // What was in the buffers between is still there, and then it is cut off.
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.resume();
    await once(socket, 'close');
    const sent = Buffer.concat(pieces);
    const headEnd = sent.indexOf('\r\n\r\n') + 4;
    const head = sent.toString('latin1', 0, headEnd);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(Number(/^content-length: (\d+)\r$/im.exec(head)?.[1])).toBeGreaterThan(40e6);
    expect(sent.toString('latin1', headEnd, headEnd + 4)).toBe('RRRR');
    expect(sent.length).toBeLessThan(30e6);
  });

  it('returns 400 for what is not HTTP, and 431 for headers over 16 KiB', async () => {
    const { app } = await makeApi();
    const { url } = await listen((request) => app.fetch(request));
    expect(await send(url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(
      await send(url, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 431/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it.each(['/../../etc/passwd', '//x', '/%2e%2e/%2e%2e/etc', '*', 'http://other.example/health'])(
    'returns 4xx for the target %s',
    async (target) => {
      const { app } = await makeApi({ hosts: ['127.0.0.1', 'localhost'] });
      const { url } = await listen((request) => app.fetch(request));
      const answer = await send(
        url,
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d/);
    },
  );

  it.each([
    'Host: 1.2.3.4.5',
    'Host: 1.2.3.256',
    'Host: localhost\r\nHost: other.example',
    'Host: localhost\r\nHost: localhost',
  ])('returns a problem of status 400 for %j', async (header) => {
    const { app } = await makeApi();
    const { url } = await listen((request) => app.fetch(request));
    for (const path of ['/health', '/clips?limit=1', '/openapi.json', '/nowhere']) {
      const answer = await send(
        url,
        `GET ${path} HTTP/1.1\r\n${header}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(
        /^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*request\/malformed/,
      );
    }
  });

  it('throws usage/option for a port in use, and names the option', async () => {
    const { url } = await listen(() => new Response());
    const port = Number(new URL(url).port);
    await expect(startServer(() => new Response(), { ...SETTINGS, port })).rejects.toMatchObject({
      code: 'usage/option',
      message: expect.stringContaining('another program uses that port; choose another port'),
      details: { option: 'port' },
    });
  });

  it('finishes running requests when it is stopped', async () => {
    let finish = () => {};
    const started = new Promise<void>((resolve) => {
      void listen(async () => {
        resolve();
        await new Promise<void>((done) => {
          finish = done;
        });
        return new Response('done');
      });
    });
    await expect.poll(() => servers.length).toBe(1);
    const [server] = servers;
    const running = fetch(server!.url);
    await started;
    const stopped = server!.stop();
    finish();
    expect(await (await running).text()).toBe('done');
    await stopped;
    await expect(fetch(server!.url)).rejects.toThrow();
  });
});

/** Sends requests one after the other for as long as they get 200. @returns the last answer. */
async function askWhileWell(url: string, agent: Agent): Promise<string> {
  for (;;) {
    const answer = await new Promise<string>((resolve) => {
      const asked = get(url, { agent }, (response) => {
        const { statusCode, headers } = response;
        response.resume().once('end', () => resolve(`${statusCode} ${headers.connection}`));
      });
      asked.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    if (!answer.startsWith('200')) return answer;
  }
}

describe('RunningServer.stop', () => {
  it('answers busy clients, on connections kept alive and on new ones, and resets none', async () => {
    let isStopping = false;
    const server = await listen(async () => {
      await new Promise((done) => setTimeout(done, 2));
      return new Response('x', { status: isStopping ? 503 : 200 });
    });
    const agents = Array.from({ length: 16 }, (_, i) => {
      return new Agent({ keepAlive: i % 2 === 0, maxSockets: 1 });
    });
    const clients = agents.map((agent) => askWhileWell(server.url, agent));
    await new Promise((done) => setTimeout(done, 200));
    isStopping = true;
    await server.stop();
    expect(await Promise.all(clients)).toEqual(agents.map(() => '503 close'));
    for (const agent of agents) agent.destroy();
  });

  it('closes connections that never sent a request within a second', async () => {
    const server = await listen(() => new Response());
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const startedMs = performance.now();
    await Promise.all([server.stop(), once(socket, 'close')]);
    expect(performance.now() - startedMs).toBeLessThan(1500);
  });

  it('closes the connection of a response that was already under way', async () => {
    let finish = () => {};
    const server = await listen(async () => {
      await new Promise<void>((done) => {
        finish = done;
      });
      return new Response('done');
    });
    const answer = send(server.url, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((done) => setTimeout(done, 100));
    const stopped = server.stop();
    setTimeout(() => finish(), 800);
    expect(await answer).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close[\s\S]*done/i);
    await stopped;
  });
});

describe('onSent and onGone', () => {
  it('calls sent in either case, and gone only where the client left before the response', async () => {
    const calls: string[] = [];
    let arrived = () => {};
    const { url } = await listen(
      async (request, env) => {
        const { pathname } = new URL(request.url);
        onGone(env, () => calls.push(`gone ${pathname}`));
        onSent(env, () => calls.push(`sent ${pathname}`));
        arrived();
        if (pathname === '/slow') await new Promise(() => {});
        return new Response('done');
      },
      { idleSeconds: 1 },
    );
    await (await fetch(`${url}/quick`)).text();
    await expect.poll(() => calls).toEqual(['sent /quick']);
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const controller = new AbortController();
    const left = fetch(`${url}/slow`, { signal: controller.signal });
    await there;
    controller.abort();
    await expect(left).rejects.toThrow();
    await expect.poll(() => calls).toEqual(['sent /quick', 'gone /slow', 'sent /slow']);
  });
});
