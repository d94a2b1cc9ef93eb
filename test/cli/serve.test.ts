// `stitch serve` as it was built, in a process of its own, over a real connection.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeWav, fixturePath, tone } from '../fixtures.ts';
import { stitch } from './command-line.ts';

const BIN = join(import.meta.dirname, '../../bin/stitch.js');
const scratch = mkdtempSync(join(tmpdir(), 'stitch-serve-'));
const servers: ChildProcess[] = [];
afterAll(() => {
  for (const server of servers) server.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly ended: Promise<number | null>;
}

/** Starts the program on a free port, and waits until it listens. */
async function serve(
  argv: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Served> {
  const root = argv.includes('--root') ? [] : ['--root', fixturePath('audios')];
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', ...root, ...argv], {
    env: { PATH: process.env.PATH, STITCH_CACHE: join(scratch, `cache-${servers.length}`), ...env },
  });
  servers.push(child);
  let [out, log] = ['', ''];
  child.stderr.on('data', (piece) => {
    log += piece;
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      out += piece;
      const found = /^(http:\S+) serves/.exec(out);
      if (found !== null) resolve(found[1]!);
    });
    child.once('close', () => reject(new Error(log)));
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { url: await url, child, log: () => log, ended };
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Seconds of processor that a process has used. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A folder with a clip that takes seconds to encode, and a short one. */
function longClip(name: string, seconds: number): string {
  const folder = mkdtempSync(join(scratch, 'clips-'));
  writeFileSync(join(folder, `${name}.wav`), encodeWav(tone(seconds, 48_000)));
  writeFileSync(join(folder, 'short.wav'), encodeWav(tone(0.1, 8000)));
  return folder;
}

describe('stitch serve', () => {
  it('answers, logs without the text, and stops when told to', async () => {
    const { url, child, log, ended } = await serve();
    const answer = await (await post(`${url}/stitch`, { message: 'hello shreeshail' })).json();
    expect(answer).toMatchObject({ success: true, cached: false });
    const { public_url } = answer as { public_url: string };
    expect(public_url.startsWith(`${url}/audio?`)).toBe(true);
    expect((await fetch(public_url)).headers.get('content-type')).toBe('audio/mpeg');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(log()).toMatch(/POST \/stitch 200 [\d.]+ ms 2 clips [0-9a-f-]{36}\n/);
    expect(log()).toMatch(/GET \/audio 200/);
    expect(log()).not.toMatch(/sig=|shreeshail/);
    expect(log()).toMatch(/stopped after 2 requests\n$/);
  });

  it('logs lines of JSON with --json, and nothing with --quiet', async () => {
    const json = await serve(['--json']);
    await fetch(`${json.url}/nowhere`);
    json.child.kill('SIGTERM');
    await json.ended;
    const line = json
      .log()
      .split('\n')
      .find((text) => text.startsWith('{'))!;
    expect(JSON.parse(line)).toMatchObject({
      method: 'GET',
      path: '/nowhere',
      status: 404,
      code: 'request/not-found',
    });
    const quiet = await serve(['--quiet']);
    await fetch(`${quiet.url}/nowhere`);
    quiet.child.kill('SIGTERM');
    await quiet.ended;
    expect(quiet.log()).toBe('');
  });

  it('gives links that another run with the same key takes', async () => {
    const env = { STITCH_SIGNING_KEY: 'a key of more than thirty-two letters' };
    const first = await serve([], env);
    const { audio_url } = (await (
      await post(`${first.url}/sign`, { message: 'hello' })
    ).json()) as { audio_url: string };
    first.child.kill('SIGTERM');
    const second = await serve([], {
      STITCH_SIGNING_KEY: `another ${env.STITCH_SIGNING_KEY}`,
      STITCH_SIGNING_KEY_PREVIOUS: env.STITCH_SIGNING_KEY,
    });
    expect((await fetch(audio_url.replace(first.url, second.url))).status).toBe(200);
    const signed = await stitch(['sign', 'hello', '--public-url', second.url], { env });
    expect((await fetch(signed.stdout.trim())).status).toBe(200);
    const third = await serve();
    expect((await fetch(signed.stdout.trim().replace(second.url, third.url))).status).toBe(403);
  });

  it('finishes what runs when it is told to stop, and takes nothing new', async () => {
    const root = longClip('long', 20);
    const { url, child, ended } = await serve(['--root', root, '--max-length', '60']);
    const running = post(
      `${url}/stitch`,
      { message: 'long', sample_rate_hz: 48_000 },
      { Accept: 'audio/mpeg' },
    );
    await new Promise((done) => setTimeout(done, 300));
    child.kill('SIGTERM');
    await new Promise((done) => setTimeout(done, 100));
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    const response = await running;
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    expect(await ended).toBe(0);
  });

  it('gives work up at the deadline, and really', async () => {
    const root = longClip('endless', 250);
    const { url, child } = await serve(['--root', root, '--deadline', '2', '--jobs', '2']);
    const startedMs = Date.now();
    const response = await post(`${url}/stitch`, { message: 'endless', sample_rate_hz: 48_000 });
    expect(response.status).toBe(504);
    expect(Date.now() - startedMs).toBeLessThan(5000);
    await new Promise((done) => setTimeout(done, 500));
    const before = cpuSeconds(child);
    await new Promise((done) => setTimeout(done, 1000));
    expect(cpuSeconds(child) - before).toBeLessThan(0.3);
    // The thread that was ended is there again for the next.
    const short = { message: 'short', sample_rate_hz: 8000 };
    expect((await post(`${url}/stitch`, short, { Accept: 'audio/mpeg' })).status).toBe(200);
  });

  it('gives work up when nobody waits for it', async () => {
    const root = longClip('endless', 250);
    const { url, child } = await serve(['--root', root, '--jobs', '2']);
    const controller = new AbortController();
    const gone = fetch(`${url}/stitch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"message": "endless", "sample_rate_hz": 48000}',
      signal: controller.signal,
    });
    await new Promise((done) => setTimeout(done, 1000));
    controller.abort();
    await expect(gone).rejects.toThrow();
    await new Promise((done) => setTimeout(done, 500));
    const before = cpuSeconds(child);
    await new Promise((done) => setTimeout(done, 1000));
    expect(cpuSeconds(child) - before).toBeLessThan(0.3);
  });

  it('says 429 when more is asked at once than it takes on, and does the rest', async () => {
    const root = longClip('long', 10);
    const { url } = await serve([
      '--root',
      root,
      '--concurrent',
      '1',
      '--queue',
      '2',
      '--deadline',
      '60',
    ]);
    const asked = Array.from({ length: 8 }, (_, i) =>
      post(`${url}/stitch`, { message: 'long', gap_seconds: i }),
    );
    const answers = await Promise.all(asked);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
    const busy = answers.find(({ status }) => status === 429)!;
    expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await busy.json()).toMatchObject({ code: 'request/busy', success: false });
  });

  it.concurrent('lets slow clients go', async () => {
    const { url } = await serve(['--idle', '1']);
    const { port } = new URL(url);
    const head = 'POST /stitch HTTP/1.1\r\n';
    const type = 'Host: localhost\r\nContent-Type: application/json\r\n';
    const slow = [head, `${head}${type}Content-Length: 50\r\n\r\n{"mess`].map(async (sent) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(sent));
      socket.on('error', () => {}).resume();
      const startedMs = Date.now();
      await new Promise<void>((done) => socket.once('close', () => done()));
      expect(Date.now() - startedMs).toBeLessThan(4500);
    });
    await Promise.all(slow);
  });

  it.concurrent('lets those go who ask for much and take nothing of it', async () => {
    const { url, log } = await serve(['--idle', '1', '--deadline', '5', '--no-cache']);
    const body = JSON.stringify({
      message: 'hello hello hello hello hello',
      gap_seconds: 55,
      format: 'wav',
      sample_rate_hz: 48_000,
      channels: 2,
    });
    const type = 'Host: localhost\r\nContent-Type: application/json\r\nAccept: audio/wav\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`POST /stitch HTTP/1.1\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`),
    );
    socket.on('error', () => {}).pause();
    while (!log().includes('POST /stitch 200')) await new Promise((done) => setTimeout(done, 50));
    await new Promise((done) => setTimeout(done, 4500));
    // What was in the buffers between is still there, and then it is cut off.
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.resume();
    await new Promise<void>((done) => socket.once('close', () => done()));
    const sent = Buffer.concat(pieces);
    const headEnd = sent.indexOf('\r\n\r\n') + 4;
    const head = sent.toString('latin1', 0, headEnd);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(Number(/^content-length: (\d+)\r$/im.exec(head)?.[1])).toBeGreaterThan(40e6);
    expect(sent.toString('latin1', headEnd, headEnd + 4)).toBe('RIFF');
    expect(sent.length).toBeLessThan(30e6);
  });

  it('does without a core of its own for threads', async () => {
    const root = longClip('endless', 250);
    const { url } = await serve(['--root', root, '--jobs', '1', '--deadline', '1']);
    const running = post(`${url}/stitch`, { message: 'endless', sample_rate_hz: 48_000 });
    await new Promise((done) => setTimeout(done, 300));
    const startedMs = Date.now();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(Date.now() - startedMs).toBeLessThan(500);
    expect((await running).status).toBe(504);
  });

  it('tells of a body that was broken off as such', async () => {
    const { url, log } = await serve();
    const head = 'POST /stitch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`${head}Content-Length: 50\r\n\r\n{`),
    );
    await new Promise((done) => setTimeout(done, 200));
    socket.destroy();
    while (!log().includes('POST')) await new Promise((done) => setTimeout(done, 50));
    expect(log()).toMatch(/POST \/stitch 499 .* request\/gone/);
  });

  it('refuses what no HTTP is, and headers without end', async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const ask = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (piece) => {
          answer += piece;
        });
        socket.on('error', () => {});
        socket.once('close', () => resolve(answer));
      });
    expect(await ask('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(
      await ask(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 431/);
    for (const target of [
      '/../../etc/passwd',
      '//x',
      '/%2e%2e/%2e%2e/etc',
      '*',
      'http://other.example/health',
    ]) {
      const answer = await ask(
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, target).toMatch(/^HTTP\/1.1 4\d\d/);
    }
    expect(
      await ask('GET /health HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 403/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('what it will not begin with', () => {
  const refused = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const { code, stderr } = await stitch(['serve', '--root', fixturePath('audios'), ...argv], {
      env,
    });
    return { code, stderr };
  };

  it('a host that others reach, unless they need a token or anyone may', async () => {
    const open = await refused(['--host', '0.0.0.0']);
    expect(open).toEqual({
      code: 2,
      stderr:
        'stitch: --host 0.0.0.0 is open to other machines; give --token, or --allow-anonymous to let anyone call\n',
    });
  });

  it('options that cannot be, a key that is short, no clips', async () => {
    expect((await refused(['--port', '70000'])).stderr).toContain(
      '--port takes a whole number from 0',
    );
    const token = await refused(['--token', 'hunter2']);
    expect(token.stderr).toContain('--token takes at least 16');
    expect(token.stderr).not.toContain('hunter2');
    expect((await refused(['--cache', '/proc/nope'])).code).toBe(5);
    expect((await refused(['--max-body', 'big'])).stderr).toContain('--max-body takes a size');
    expect((await refused(['--cors', 'example'])).stderr).toContain('--cors takes origins');
    expect((await refused([], { STITCH_DEADLINE: '0' })).stderr).toContain(
      'STITCH_DEADLINE takes seconds',
    );
    const key = await refused([], { STITCH_SIGNING_KEY: 'hunter2' });
    expect(key.stderr).toContain('STITCH_SIGNING_KEY takes at least 32 characters');
    expect(key.stderr).not.toContain('hunter2');
    const empty = await stitch(['serve', '--root', mkdtempSync(join(scratch, 'empty-'))]);
    expect(empty).toMatchObject({ code: 3 });
    expect(empty.stderr).toContain('has no .wav or .mp3 file; put clips there');
  });

  it('a port that another program has', async () => {
    const { url } = await serve();
    const taken = await refused(['--port', new URL(url).port]);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain('another program uses that port; choose another port (--port)');
  });
});

describe('stitch sign', () => {
  it('says what it needs', async () => {
    const env = { STITCH_SIGNING_KEY: 'a key of more than thirty-two letters' };
    const sign = (argv: readonly string[], given = env) =>
      stitch(['sign', ...argv], { env: given });
    expect((await sign(['hello'])).stderr).toContain(
      'give the address of the service with --public-url',
    );
    expect((await sign(['--public-url', 'https://a.example'])).stderr).toContain(
      'give a message or --files',
    );
    expect((await stitch(['sign', 'hello', '--public-url', 'https://a.example'])).stderr).toContain(
      'STITCH_SIGNING_KEY is not set',
    );
    const long = await sign(['hello '.repeat(2000), '--public-url', 'https://a.example']);
    expect(long).toMatchObject({ code: 3, stdout: '' });
    expect(long.stderr).toContain('the link would have');
    const made = await sign([
      'hello',
      '--public-url',
      'https://a.example/v1/',
      '--gap',
      '1',
      '--json',
    ]);
    const { audio_url } = JSON.parse(made.stdout);
    expect(audio_url).toMatch(
      /^https:\/\/a\.example\/v1\/audio\?exp=\d+&gap_seconds=1&m=hello&sig=[\w-]{43}$/,
    );
  });
});
