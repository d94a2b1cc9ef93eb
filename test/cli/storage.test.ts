// The command line with a cache, and with buckets.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { filesIn, fixture, fixturePath } from '../fixtures.ts';
import { makeBucket } from '../repo/buckets.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { stitch } from './command-line.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-cli-storage-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
const fresh = (name: string) => join(scratch, `${made++}-${name}`);

const local = ['--root', fixturePath('audios')];

describe('stitch with a cache', () => {
  it('says that a render was made before, and makes the same bytes', async () => {
    const cache = fresh('cache');
    const [a, b] = [fresh('a.mp3'), fresh('b.mp3')];
    const first = await stitch(['hello shreeshail', ...local, '-o', a, '--cache', cache]);
    const again = await stitch(['Hello  shreeshail', ...local, '-o', b, '--cache', cache]);
    expect(first.stdout).toMatch(/from hello\.wav shreeshail\.wav\n$/);
    expect(again.stdout).toMatch(/from hello\.wav shreeshail\.wav \(cached\)\n$/);
    expect(readFileSync(b)).toEqual(readFileSync(a));
    const json = await stitch(['hello shreeshail', ...local, '-o', b, '--cache', cache, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      success: true,
      message: 'Stitched audio retrieved from cache!',
      audio_files: ['hello.wav', 'shreeshail.wav'],
      output_file: b,
      public_url: `file://${b}`,
      cached: true,
      bytes: readFileSync(a).length,
    });
  });

  it("uses the user's cache folder, STITCH_CACHE before it, --cache before that, or none", async () => {
    const [users, variable, flag] = [fresh('users'), fresh('variable'), fresh('flag')];
    const out = ['--out', '-'];
    await stitch(['hello', ...local, ...out], { cacheFolder: users });
    expect(existsSync(users)).toBe(true);
    const env = { STITCH_CACHE: variable };
    await stitch(['hello', ...local, ...out], { cacheFolder: users, env });
    expect(existsSync(variable)).toBe(true);
    await stitch(['hello', ...local, ...out, '--cache', flag], { cacheFolder: users, env });
    expect(existsSync(flag)).toBe(true);
    for (const [argv, off] of [
      [['--no-cache'], {}],
      [[], { STITCH_CACHE: 'OFF' }],
    ] as const) {
      const untouched = fresh('untouched');
      const { stderr } = await stitch(['hello', ...local, ...out, ...argv], {
        cacheFolder: untouched,
        env: off,
      });
      expect([existsSync(untouched), stderr.includes('cached')]).toEqual([false, false]);
    }
  });

  it('warns of a cache that cannot be written, and does the job', async () => {
    const file = fresh('a file');
    writeFileSync(file, 'x');
    const out = fresh('out.mp3');
    const { code, stderr } = await stitch(['hello', ...local, '--out', out, '--cache', file]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: the cache cannot be written, which costs time: .*\n$/);
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
    const quiet = await stitch(['hello', ...local, '--out', out, '--cache', file, '--quiet']);
    expect(quiet.stderr).toBe('');
    const json = await stitch(['hello', ...local, '--out', out, '--cache', file, '--json']);
    expect(JSON.parse(json.stdout).warnings).toEqual([expect.stringMatching(/^the cache/)]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'warns of a read-only cache folder (not as root, who may write everywhere)',
    async () => {
      const cache = fresh('cache');
      mkdirSync(cache);
      chmodSync(cache, 0o555);
      const { code, stderr } = await stitch(['hello', ...local, '--out', '-', '--cache', cache]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^warning: the cache cannot be written/),
      ]);
    },
  );

  it('keeps no cache among the clips, but for a hidden one', async () => {
    const root = fresh('root');
    mkdirSync(root);
    writeFileSync(join(root, 'hello.wav'), fixture('audios/hello.wav'));
    const say = (cache: string) =>
      stitch(['hello', '--root', root, '--out', '-', '--cache', cache]);
    expect(await say(join(root, 'cache'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /the cache in .* would be among the clips of .*; give --cache another folder/,
      ),
    });
    expect((await say(root)).code).toBe(2);
    mkdirSync(join(scratch, 'above/cache'), { recursive: true });
    writeFileSync(join(scratch, 'above/cache/hello.wav'), fixture('audios/hello.wav'));
    const below = ['--root', join(scratch, 'above/cache'), '--cache', join(scratch, 'above')];
    expect((await stitch(['hello', ...below, '--out', '-'])).code).toBe(2);
    expect((await say(join(root, '.cache'))).code).toBe(0);
  });

  it('names the file just as it was asked to, and leaves nothing beside it', async () => {
    const folder = fresh('odd names');
    mkdirSync(folder);
    const out = join(folder, 'cafe\u0301.mp3');
    const { stdout } = await stitch(['hello', ...local, '--out', out, '--json']);
    expect(JSON.parse(stdout).output_file).toBe(out);
    await stitch(['hello', ...local, '--out', join(folder, 'plain.dat'), '--format', 'mp3']);
    expect(readdirSync(folder).sort()).toEqual(['cafe\u0301.mp3', 'plain.dat']);
  });

  it('prints a link with --url, alone with --quiet', async () => {
    const out = fresh('a b.mp3');
    const { stdout } = await stitch(['hello', ...local, '--out', out, '--url', '60']);
    expect(stdout).toMatch(/bytes, from hello\.wav\nfile:\/\/.*a%20b\.mp3\n$/);
    const quiet = await stitch(['hello', ...local, '--out', out, '--quiet', '--url']);
    expect(quiet.stdout).toBe(`file://${out.replace(' ', '%20')}\n`);
    for (const argv of [
      ['--url', '0'],
      ['--url', '604801'],
      ['--url', 'soon'],
      ['--url', '--out', '-'],
    ]) {
      expect((await stitch(['hello', ...local, ...argv])).code).toBe(2);
    }
  });
});

describe('stitch cache', () => {
  async function filled(): Promise<string> {
    const cache = fresh('cache');
    await stitch(['hello', ...local, '--out', '-', '--cache', cache]);
    await stitch(['shreeshail', ...local, '--out', '-', '--cache', cache]);
    return cache;
  }

  it('tells how much there is', async () => {
    const cache = await filled();
    writeFileSync(join(cache, 'cache/not-ours.mp3'), 'x');
    const { stdout } = await stitch(['cache', 'info', '--cache', cache]);
    expect(stdout).toMatch(
      /^kept +entries +size\nrenders +2 +\d+\.\d kB\nblocks +2 .*\nclips +2 .*\nlexicons +1 .*\n/,
    );
    expect(stdout).toMatch(
      /: [78] entries, \d+\.\d kB; the least recently used was on 20\d\d-.*Z\n$/,
    );
    const json = JSON.parse((await stitch(['cache', 'info', '--cache', cache, '--json'])).stdout);
    const ours = filesIn(cache).filter((path) => !path.includes('not-ours'));
    const bytes = ours.reduce((sum, path) => sum + readFileSync(path).length, 0);
    expect(json).toMatchObject({ success: true, cache, bytes });
    const none = await stitch(['cache', 'info', '--cache', fresh('none')]);
    expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/: 0 entries, 0 B\n$/)]);
  });

  it('takes away what was least recently used, and looks before it does', async () => {
    const cache = await filled();
    const old = new Date(Date.now() - 10 * 86_400_000);
    for (const path of filesIn(cache)) utimesSync(path, old, old);
    expect((await stitch(['hello', ...local, '--out', '-', '--cache', cache])).stderr).toMatch(
      /\(cached\)/,
    );
    const dry = await stitch([
      'cache',
      'prune',
      '--older-than',
      '9d',
      '--dry-run',
      '--cache',
      cache,
    ]);
    expect(dry.stdout).toMatch(/: would remove [56] entries, .*; [23] entries, .* left\n$/);
    expect((await stitch(['hello', ...local, '--out', '-', '--cache', cache])).stderr).toMatch(
      /\(cached\)/,
    );
    const { stdout } = await stitch(['cache', 'prune', '--older-than', '9d', '--cache', cache]);
    expect(stdout).toBe(dry.stdout.replace('would remove', 'removed'));
    expect((await stitch(['hello', ...local, '--out', '-', '--cache', cache])).stderr).toMatch(
      /\(cached\)/,
    );
    expect(
      (await stitch(['shreeshail', ...local, '--out', '-', '--cache', cache])).stderr,
    ).not.toMatch(/\(cached\)/);
  });

  it('takes away until the rest fits', async () => {
    const cache = await filled();
    const { stdout } = await stitch([
      'cache',
      'prune',
      '--max-size',
      '4 kB',
      '--cache',
      cache,
      '--json',
    ]);
    const { removed, left_bytes } = JSON.parse(stdout);
    expect(removed).toBeGreaterThan(0);
    expect(left_bytes).toBeLessThanOrEqual(4000);
    expect(left_bytes).toBe(
      filesIn(cache).reduce((sum, path) => sum + readFileSync(path).length, 0),
    );
    expect((await stitch(['hello', ...local, '--out', '-', '--cache', cache])).code).toBe(0);
  });

  it('clears what is ours, and nothing else', async () => {
    const cache = await filled();
    const theirs = ['cache/song.mp3', `cache/${'a'.repeat(64)}.txt`, 'other.mp3', 'cache/blocks/x'];
    for (const name of theirs) writeFileSync(join(cache, name), 'x');
    writeFileSync(join(cache, 'cache/.stitch-x-1-ab.tmp'), 'left behind');
    expect((await stitch(['cache', 'clear', '--cache', cache])).stdout).toMatch(
      /removed [78] entries, .*; 0 entries, 0 B left\n/,
    );
    const left = filesIn(cache).filter((path) => !path.endsWith('.tmp'));
    expect(left.sort()).toEqual(theirs.map((name) => join(cache, name)).sort());
  });

  it('has help, and refuses what it cannot do', async () => {
    const help = await stitch(['cache', 'prune', '--help']);
    expect(help.stdout).toMatch(/Examples:\n {2}stitch cache prune --max-size 500M/);
    for (const argv of [
      ['prune'],
      ['prune', '--max-size', 'much'],
      ['prune', '--older-than', '9 moons'],
      ['info', '--no-cache'],
    ]) {
      expect((await stitch(['cache', ...argv])).code).toBe(2);
    }
    expect(await stitch(['cache', 'foo'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /`stitch cache foo` is not a command; use info, prune or clear/,
      ),
    });
    expect((await stitch(['cache'])).stdout).toMatch(/^Usage: stitch cache <info\|prune\|clear>/);
    const file = fresh('a file');
    writeFileSync(file, 'x');
    expect(await stitch(['cache', 'clear', '--cache', file])).toMatchObject({
      code: 5,
      stderr: `stitch: ${file} is a file, not a folder; name a folder\n`,
    });
    expect((await stitch(['cache', 'prune'])).stderr).toMatch(/give --max-size or --older-than/);
  });
});

describe.each(inject('s3Services').map((running) => [running.name, running] as const))(
  'stitch with buckets on %s',
  (_, service) => {
    const before = { ...process.env };
    let bucket = '';
    beforeAll(async () => {
      Object.assign(process.env, {
        AWS_ACCESS_KEY_ID: service.owner.accessKeyId,
        AWS_SECRET_ACCESS_KEY: service.owner.secretAccessKey,
      });
      bucket = await makeBucket(service);
      const clips = new BucketRepo(bucket, 'clips/en', { endpoint: service.endpoint });
      for (const name of ['hello.wav', 'shreeshail.wav']) {
        await clips.write(parseKey(name), fixture(`audios/${name}`));
      }
      await clips.write(parseKey('clips.csv'), Buffer.from('clip,text\nshreeshail.wav,friend\n'));
    });
    afterAll(() => {
      process.env = before;
    });
    const repo = () => new BucketRepo(bucket, '', { endpoint: service.endpoint });
    const s3 = (...argv: string[]) =>
      stitch([...argv], { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('says a message from one bucket into another place of it, and links to it', async () => {
      const out = `s3://${bucket}/voice/out.mp3`;
      const argv = [
        'hello friend',
        '--root',
        `s3://${bucket}/clips/en`,
        '--out',
        out,
        '--cache',
        `s3://${bucket}/work`,
      ];
      const { code, stdout, stderr } = await s3(...argv, '--url', '120');
      expect([code, stderr]).toEqual([0, '']);
      const [line, url] = stdout.split('\n');
      expect(line).toMatch(/^s3:\/\/.*\/voice\/out\.mp3: .* from hello\.wav shreeshail\.wav$/);
      expect(url).toMatch(/X-Amz-Expires=120/);
      const answer = await fetch(url!);
      expect(answer.headers.get('content-type')).toBe('audio/mpeg');
      const { bytes } = (await repo().read(parseKey('voice/out.mp3')))!;
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(bytes));
      const again = await s3(...argv, '--json');
      expect(JSON.parse(again.stdout)).toMatchObject({
        message: 'Stitched audio retrieved from cache!',
        output_file: out,
        public_url: expect.stringMatching(/^http:.*X-Amz-Expires=3600/),
        cached: true,
        bytes: bytes.length,
      });
      const info = JSON.parse(
        (await s3('cache', 'info', '--cache', `s3://${bucket}/work`, '--json')).stdout,
      );
      expect(info.kinds).toContainEqual(expect.objectContaining({ kind: 'renders', entries: 1 }));
      expect((await s3('cache', 'clear', '--cache', `s3://${bucket}/work`)).stdout).toMatch(
        /; 0 entries, 0 B left/,
      );
    });

    it('mixes folders and buckets, and makes the same bytes of all', async () => {
      const [file, key] = [fresh('x.mp3'), `s3://${bucket}/voice/mixed/`];
      const folder = fresh('clips');
      mkdirSync(folder);
      for (const name of ['hello.wav', 'shreeshail.wav'])
        writeFileSync(join(folder, name), fixture(`audios/${name}`));
      writeFileSync(join(folder, 'clips.csv'), 'clip,text\nshreeshail.wav,friend\n');
      expect(
        (await s3('hello friend', '--root', `s3://${bucket}/clips/en/`, '--out', file)).code,
      ).toBe(0);
      expect((await s3('hello friend', '--root', folder, '--out', key)).stdout).toMatch(
        /\/voice\/mixed\/hello__friend\.mp3: /,
      );
      const { bytes } = (await repo().read(parseKey('voice/mixed/hello__friend.mp3')))!;
      expect(Buffer.from(bytes)).toEqual(readFileSync(file));
    });

    it('lists the clips of a bucket', async () => {
      const { code, stdout } = await s3('clips', '--root', `s3://${bucket}/clips/en`);
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(
          /shreeshail\.wav +friend +\d\.\d{3} .*\n2 clips, 2\.5 s, 0 conflicts, 0 faults\n$/,
        ),
      ]);
    });

    it('refuses to write among the clips', async () => {
      const say = (...argv: string[]) => s3('hello', '--root', `s3://${bucket}/clips/en`, ...argv);
      expect((await say('--out', `s3://${bucket}/clips/en/a.mp3`)).code).toBe(2);
      expect((await say('--out', '-', '--cache', `s3://${bucket}/clips/en/cache`)).code).toBe(2);
      expect((await say('--out', `s3://${bucket}/clips/english.mp3`)).code).toBe(0);
    });

    it('does not take a bucket that is not there for an empty cache', async () => {
      const { code, stderr } = await s3('cache', 'info', '--cache', 's3://no-such-bucket/x');
      expect([code, stderr]).toEqual([
        5,
        expect.stringMatching(/there is no bucket no-such-bucket/),
      ]);
    });

    it('says what is wrong, with exit code 5 and no stack trace', async () => {
      const nowhere = await s3('hello', '--root', 's3://no-such-bucket/x');
      expect([nowhere.code, nowhere.stderr]).toEqual([
        5,
        expect.stringMatching(
          /^stitch: s3:\/\/no-such-bucket\/x: there is no bucket no-such-bucket at .*\n$/,
        ),
      ]);
      const empty = await s3('hello', '--root', `s3://${bucket}/nothing`);
      expect([empty.code, empty.stderr]).toEqual([
        3,
        expect.stringMatching(/there is no \.wav or \.mp3 file in s3:/),
      ]);
      expect(
        (await s3('hello', ...local, '--out', 's3://no-such-bucket/x.mp3', '--json')).stdout,
      ).toMatch(/"code":"repo\/not-found"/);
      expect((await s3('hello', '--root', 'gs://x')).code).toBe(2);
      expect((await s3('hello', ...local, '--out', `s3://${bucket}/x.ogg`)).code).toBe(2);
      expect((await s3('hello', ...local, '--s3-endpoint', 'nowhere')).code).toBe(2);
    });

    it('gives up on a stalled bucket in bounded time, and leaves the output as it was', async () => {
      const proxy = await startFaultyProxy(service.endpoint);
      proxy.always = { kind: 'stall', afterBytes: 0 };
      const out = fresh('out.mp3');
      writeFileSync(out, 'old');
      const root = ['--root', `s3://${bucket}/clips/en`];
      const flags = ['--s3-endpoint', proxy.endpoint, '--s3-timeout', '0.3'];
      const { code, stderr } = await stitch(['hello', ...root, '--out', out, ...flags]);
      await proxy.close();
      expect([code, stderr]).toEqual([5, expect.stringMatching(/did not answer in time \(0\.3 s/)]);
      expect(readFileSync(out, 'utf8')).toBe('old');
    });
  },
);
