// The tests after a deployment, themselves tested: on `stitch serve` as it was built, and on services that do wrong.

import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, smoke } from './smoke-run.ts';

const ROOT = join(import.meta.dirname, '../..');
const TOKEN = 'a-token-for-tests-that-is-long-enough';
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

describe('on stitch serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-smoke-'));
  const [clips, cache] = [join(folder, 'clips'), join(folder, 'cache')];
  let url: string;

  beforeAll(async () => {
    cpSync(join(ROOT, 'fixtures/audios'), clips, { recursive: true });
    mkdirSync(cache);
    const flags = ['--root', clips, '--cache', cache, '--port', '0', '--refresh', '0.5', '--quiet'];
    const server = spawn(process.execPath, [join(ROOT, 'bin/stitch.js'), 'serve', ...flags], {
      env: { ...process.env, STITCH_TOKEN: TOKEN },
    });
    ends.push(() => server.kill('SIGKILL'));
    url = await new Promise<string>((resolve) => {
      server.stdout.on('data', (text) => resolve(/http:\S+/.exec(String(text))![0]));
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const files = (place: string) =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  it('passes, and leaves nothing behind', async () => {
    const before = [files(clips), files(cache)];
    const where = ['--clips', clips, '--renders', cache];
    const { code, stdout } = await smoke(['--url', url, ...where], { STITCH_TOKEN: TOKEN });
    expect(stdout).toMatch(/12 passed, 0 failed, 1 skipped\n$/);
    expect(stdout).toContain('ok   refuses callers without credentials (401)');
    expect(code).toBe(0);
    expect([files(clips), files(cache)]).toEqual(before);
  });

  it('deletes nothing that existed before', async () => {
    mkdirSync(join(cache, 'cache/ids'), { recursive: true });
    const others = [join(cache, 'cache/health.txt'), join(cache, 'cache/ids', 'f'.repeat(64))];
    for (const path of others) writeFileSync(path, 'of another caller');
    const where = ['--clips', clips, '--renders', cache];
    expect((await smoke(['--url', url, ...where], { STITCH_TOKEN: TOKEN })).code).toBe(0);
    for (const path of others) expect(existsSync(path)).toBe(true);
    rmSync(join(cache, 'cache'), { recursive: true });
  });

  it('fails where renders are elsewhere, and deletes all else', async () => {
    const where = ['--clips', clips, '--renders', join(folder, 'elsewhere')];
    const { code, stdout } = await smoke(['--url', url, ...where], { STITCH_TOKEN: TOKEN });
    expect(stdout).toMatch(
      /FAIL leaves nothing behind \(not deleted: .*elsewhere: cache\/\w+\.mp3 \(does not exist; check --renders\)\)/,
    );
    expect(code).toBe(1);
    expect(files(clips)).toEqual(['hello.wav', 'shreeshail.wav']);
    rmSync(join(cache, 'cache'), { recursive: true });
  });

  it('skips the clean-up of an unknown cache', async () => {
    const { code, stdout } = await smoke(['--url', url, '--clips', clips], { STITCH_TOKEN: TOKEN });
    expect(stdout).toMatch(/skip leaves nothing behind \(2 files were deleted; give --renders/);
    expect(code).toBe(0);
    rmSync(join(cache, 'cache'), { recursive: true });
  });

  it('stops at once on Ctrl-C, and deletes its uploads', async () => {
    const elsewhere = join(folder, 'unheard');
    mkdirSync(elsewhere);
    let sinceMs = 0;
    const args = ['--url', url, '--clips', elsewhere, '--patience', '100'];
    const { code, stdout, stderr } = await smoke(args, { STITCH_TOKEN: TOKEN }, (text, child) => {
      if (sinceMs > 0 || !text.includes('refuses callers')) return;
      sinceMs = Date.now();
      // Twice, as some do.
      for (const ms of [2500, 2520]) setTimeout(() => child.kill('SIGINT'), ms);
    });
    expect(stderr).toBe('stopping; deleting the uploads\n');
    expect(stdout).toContain('skip finds new recordings (stopped)');
    expect(stdout).toMatch(/skip leaves nothing behind \(2 files were deleted;/);
    expect(code).toBe(1);
    expect(Date.now() - sinceMs).toBeLessThan(60_000);
    expect(files(elsewhere)).toEqual([]);
  });

  it('requires a token where the service does', async () => {
    const { code, stdout } = await smoke(['--url', url, '--clips', clips]);
    expect(stdout).toContain('(it answered 401; set STITCH_TOKEN to its token)');
    expect(code).toBe(1);
  });

  it('fails with a wrong token', async () => {
    const { code, stdout } = await smoke(['--url', url, '--clips', clips], {
      STITCH_TOKEN: 'x'.repeat(20),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL finds new recordings \(it answered 401, not 200/);
    expect(files(clips)).toEqual(['hello.wav', 'shreeshail.wav']);
  });

  it('fails where the service does not read the location of the clips', async () => {
    const elsewhere = join(folder, 'elsewhere-clips');
    mkdirSync(elsewhere);
    const args = ['--url', url, '--clips', elsewhere, '--patience', '1'];
    const { code, stdout } = await smoke(args, { STITCH_TOKEN: TOKEN });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /FAIL finds new recordings \(smoke\w+ and smoke\w+ in .* were not known/,
    );
    expect(stdout).toMatch(/skip says a message \(needs "finds new recordings"/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it.each([
    [
      'never caches',
      '/stitch',
      (body: string) => body.replace('"cached":true', '"cached":false'),
      'FAIL finds it again',
    ],
    ['accepts forged links', '/audio', (body: string) => body, 'FAIL signs links'],
    [
      'says other words',
      '/stitch',
      (body: string) => body.replace(/"audio_files":\[[^\]]*\]/, '"audio_files":["x.wav"]'),
      'FAIL says a message (it was rendered from x.wav',
    ],
    [
      'names a foreign file as its own',
      '/stitch',
      (body: string) => body.replace(/"output_file":"[^"]*"/, '"output_file":"important.txt"'),
      'FAIL says a message (it names its file important.txt)',
    ],
    [
      'answers without an object',
      '/health',
      () => 'null',
      'FAIL is up (it answered 200 without a JSON object: null)',
    ],
    [
      'answers without JSON',
      '/health',
      () => '<html>',
      'FAIL is up (it answered 200 without a JSON object: <html>)',
    ],
  ])('fails for a service that %s', async (fault, route, change, expected) => {
    const liar = createServer(async (request, response) => {
      const body = await bodyOf(request);
      const isForgedAudio = fault.includes('forged') && request.url!.startsWith(route);
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          ([name]) => !/^(host|connection|content-length)$/.test(name),
        ),
      ) as Record<string, string>;
      const answer = await fetch(`${url}${request.url}`, {
        method: request.method!,
        headers,
        ...(body.length > 0 && { body: Uint8Array.from(body) }),
      });
      const given = Buffer.from(await answer.arrayBuffer());
      const isJson = answer.headers.get('content-type')?.includes('json');
      const text = isJson && request.url!.startsWith(route) ? change(given.toString()) : given;
      response.writeHead(isForgedAudio ? 200 : answer.status, {
        'Content-Type': isForgedAudio ? 'audio/mpeg' : answer.headers.get('content-type')!,
      });
      // Its links lead to itself.
      response.end(
        typeof text === 'string'
          ? text.replaceAll(url, own)
          : isJson
            ? text.toString().replaceAll(url, own)
            : text,
      );
    });
    await new Promise<void>((done) => liar.listen(0, '127.0.0.1', done));
    ends.push(() => liar.close());
    const own = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const args = ['--url', own, '--clips', clips, '--renders', cache];
    const { code, stdout } = await smoke(args, { STITCH_TOKEN: TOKEN });
    expect(stdout).toContain(expected);
    expect(code).toBe(1);
    expect(files(clips)).toEqual(['hello.wav', 'shreeshail.wav']);
  });
});

it.each([
  [[], '--url takes the URL of the API'],
  [
    ['--url', 'http://x', '--stage', 'moon'],
    '--stage moon is not known; give one of local, dev, test, stage, prod',
  ],
  [['--url', 'http://x', '--stage', 'dev', '--clips', '.'], 'set STITCH_API_KEY'],
  [['--url', 'http://x'], '--clips takes the location'],
  [['--url', 'http://x', '--clips', ''], '--clips: "" is not a supported location'],
  [['--url', 'http://x', '--clips', 'ftp://x'], '--clips: "ftp://x" is not a supported location'],
  [['--url', 'http://x', '--clips', './nowhere'], '--clips ./nowhere is not a folder'],
  [
    ['--url', 'http://x', '--clips', '.', '--renders', 'ftp://y'],
    '--renders: "ftp://y" is not a supported location',
  ],
  [['--url', 'http://', '--clips', '.'], '--url takes the URL'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('prints its usage for %j', async (args, what) => {
  const { code, stderr } = await smoke(args);
  expect(stderr).toContain(what);
  expect(stderr).toContain('usage: npm run smoke');
  expect(code).toBe(2);
});
