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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, listen, urlOf } from '../../test/aws/lambda/emulator.ts';
import { forward, smoke } from './smoke-run.ts';

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
  afterEach(() => rmSync(join(cache, 'cache'), { recursive: true, force: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const files = (place: string) =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  const run = (args: readonly string[], token = TOKEN) =>
    smoke(['--url', url, ...args], { STITCH_TOKEN: token });
  const known = ['--clips', clips, '--renders', cache];

  it('passes, and leaves nothing behind', async () => {
    const before = [files(clips), files(cache)];
    const { code, stdout } = await run(known);
    expect(stdout).toMatch(/12 passed, 0 failed, 1 skipped\n$/);
    expect(stdout).toContain('ok   refuses callers without credentials (401)');
    expect(code).toBe(0);
    expect([files(clips), files(cache)]).toEqual(before);
  });

  it('deletes nothing that existed before', async () => {
    mkdirSync(join(cache, 'cache/ids'), { recursive: true });
    const others = [join(cache, 'cache/health.txt'), join(cache, 'cache/ids', 'f'.repeat(64))];
    for (const path of others) writeFileSync(path, 'of another caller');
    expect((await run(known)).code).toBe(0);
    for (const path of others) expect(existsSync(path)).toBe(true);
  });

  it('fails where renders are elsewhere, and deletes all else', async () => {
    const elsewhere = join(folder, 'elsewhere');
    const { code, stdout } = await run(['--clips', clips, '--renders', elsewhere]);
    expect(stdout).toMatch(
      /FAIL leaves nothing behind \(not deleted: .*elsewhere: cache\/\w+\.mp3 \(does not exist; check --renders\)\)/,
    );
    expect(code).toBe(1);
    expect(files(clips)).toEqual(['hello.wav', 'shreeshail.wav']);
  });

  it('skips the clean-up of an unknown cache', async () => {
    const { code, stdout } = await run(['--clips', clips]);
    expect(stdout).toMatch(/skip leaves nothing behind \(2 files were deleted; give --renders/);
    expect(code).toBe(0);
  });

  it('stops at once on Ctrl-C, and deletes its uploads', async () => {
    const elsewhere = join(folder, 'unheard');
    mkdirSync(elsewhere);
    let sinceMs = 0;
    const args = ['--url', url, '--clips', elsewhere, '--patience', '100'];
    const { code, stdout, stderr } = await smoke(args, { STITCH_TOKEN: TOKEN }, (text, child) => {
      if (sinceMs > 0 || !text.includes('refuses callers')) return;
      sinceMs = Date.now();
      // Twice, as some do, at once: a later signal may meet a process that has done all, and ends by it.
      setTimeout(() => child.kill('SIGINT') && child.kill('SIGINT'), 2500);
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
    const { code, stdout } = await run(['--clips', clips], 'x'.repeat(20));
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL finds new recordings \(it answered 401, not 200/);
    expect(files(clips)).toEqual(['hello.wav', 'shreeshail.wav']);
  });

  it('fails where the service does not read the location of the clips', async () => {
    const elsewhere = join(folder, 'elsewhere-clips');
    mkdirSync(elsewhere);
    const { code, stdout } = await run(['--clips', elsewhere, '--patience', '1']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /FAIL finds new recordings \(smoke\w+ and smoke\w+ in .* were not known/,
    );
    expect(stdout).toMatch(/skip says a message \(needs "finds new recordings"/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it.each([
    ['never caches', '/stitch', { cached: false }, 'FAIL finds it again'],
    ['accepts forged links', '/audio', {}, 'FAIL signs links'],
    ['says other words', '/stitch', { audio_files: ['x.wav'] }, 'rendered from x.wav'],
    ['names a foreign file', '/stitch', { output_file: 'a.txt' }, 'it names its file a.txt'],
    ['answers without an object', '/health', 'null', 'without a JSON object: null'],
    ['answers without JSON', '/health', '<html>', 'without a JSON object: <html>'],
  ] as const)('fails for a service that %s', async (fault, route, change, expected) => {
    const liar = await listen(async (request, response) => {
      const answer = await forward(request, await bodyOf(request), `${url}${request.url}`);
      const given = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get('content-type')!;
      const isRoute = request.url!.startsWith(route);
      const isForged = isRoute && fault.includes('forged');
      response.writeHead(isForged ? 200 : answer.status, {
        'Content-Type': isForged ? 'audio/mpeg' : type,
      });
      if (!type.includes('json')) return void response.end(given);
      const changed = typeof change === 'string' ? change : altered(given.toString(), change);
      // Its links lead to itself.
      response.end((isRoute ? changed : given.toString()).replaceAll(url, own));
    });
    ends.push(() => liar.close());
    const own = urlOf(liar);
    const { code, stdout } = await run([...known, '--url', own]);
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

/** An answer with other values in fields that it has. */
function altered(text: string, fields: object): string {
  const answer = JSON.parse(text);
  for (const [name, value] of Object.entries(fields)) if (name in answer) answer[name] = value;
  return JSON.stringify(answer);
}
