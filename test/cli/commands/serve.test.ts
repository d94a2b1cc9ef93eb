import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../../fixtures.ts';
import { untilBusy, untilIdle } from '../built.ts';
import { stitch } from '../command-line.ts';
import { scratch } from '../scratch.ts';
import { longClip, post, serve } from '../serve-process.ts';

let endless: string | undefined;
/** Clips of which one takes seconds to encode. */
function endlessClip(): string {
  endless ??= longClip('endless', 250);
  return endless;
}

describe('stitch serve', () => {
  it('answers requests, logs them without their text, and stops on SIGTERM', async () => {
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

  it('accepts links of another run with the same key', async () => {
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

  it('finishes running requests on SIGTERM, and accepts no more connections', async () => {
    const root = longClip('long', 20);
    const { url, child, ended } = await serve(['--root', root, '--max-length', '60']);
    const running = post(
      `${url}/stitch`,
      { message: 'long', sample_rate_hz: 48_000 },
      { Accept: 'audio/mpeg' },
    );
    await untilBusy(child, 0.1);
    child.kill('SIGTERM');
    const health = () =>
      fetch(`${url}/health`).then(
        ({ status }) => status,
        () => 'refused',
      );
    await expect.poll(health, { timeout: 10_000 }).toBe('refused');
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    const response = await running;
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    expect(await ended).toBe(0);
  });

  it('returns 504 at the deadline, and cancels the work', async () => {
    const { url, child } = await serve(['--root', endlessClip(), '--deadline', '2', '--jobs', '2']);
    const startedMs = Date.now();
    const response = await post(`${url}/stitch`, { message: 'endless', sample_rate_hz: 48_000 });
    expect(response.status).toBe(504);
    expect(Date.now() - startedMs).toBeLessThan(5000);
    await untilIdle(child);
    // The thread that was ended is there again for the next.
    const short = { message: 'short', sample_rate_hz: 8000 };
    expect((await post(`${url}/stitch`, short, { Accept: 'audio/mpeg' })).status).toBe(200);
  });

  it('cancels the work once its client disconnects', async () => {
    const { url, child } = await serve(['--root', endlessClip(), '--jobs', '2']);
    const controller = new AbortController();
    const gone = fetch(`${url}/stitch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"message": "endless", "sample_rate_hz": 48000}',
      signal: controller.signal,
    });
    await untilBusy(child, 0.5);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await untilIdle(child);
  });

  it('returns 429 once the queue is full, and 200 for what is in it', async () => {
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

  it.concurrent('disconnects clients that are slow to send a request', async () => {
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

  it('answers other requests while its only thread encodes', async () => {
    const { url, child } = await serve(['--root', endlessClip(), '--jobs', '1', '--deadline', '2']);
    const running = post(`${url}/stitch`, { message: 'endless', sample_rate_hz: 48_000 });
    await untilBusy(child, 0.2);
    const startedMs = Date.now();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(Date.now() - startedMs).toBeLessThan(500);
    expect((await running).status).toBe(504);
  });

  it('returns 403 for host names that are not its own', async () => {
    const { url } = await serve();
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('GET /health HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n'),
    );
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(answer)).toMatch(/^HTTP\/1.1 403/);
  });

  it('logs 499 for a body that breaks off', async () => {
    const { url, log } = await serve();
    const head = 'POST /stitch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(`${head}Content-Length: 50\r\nExpect: 100-continue\r\n\r\n`),
    );
    const goesOn = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(goesOn)).toMatch(/^HTTP\/1\.1 100 /);
    await new Promise<void>((done) => void socket.write('{', () => done()));
    socket.destroy();
    await expect.poll(log).toContain('POST');
    expect(log()).toMatch(/POST \/stitch 499 .* request\/gone/);
  });
});

describe('stitch serve, refusing to start', () => {
  const refused = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const { code, stderr } = await stitch(['serve', '--root', fixturePath('audios'), ...argv], {
      env,
    });
    return { code, stderr };
  };

  it('throws for a host open to others without a token or --allow-anonymous', async () => {
    const open = await refused(['--host', '0.0.0.0']);
    expect(open).toEqual({
      code: 2,
      stderr:
        'stitch: --host 0.0.0.0 is open to other machines; give --token, or --allow-anonymous to let anyone call\n',
    });
  });

  it('throws for options out of range, short keys and a library without clips', async () => {
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
    expect(empty.stderr).toContain('has no .wav, .mp3 or other audio file; put clips there');
  });

  it('throws for a language of --langs that is not one', async () => {
    const unknown = await refused(['--langs', 'en,Swahili']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('is not the tag of a language; did you mean sw? (--langs)');
  });

  it('throws for a port in use', async () => {
    const { url } = await serve();
    const taken = await refused(['--port', new URL(url).port]);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain('another program uses that port; choose another port (--port)');
  });
});
