import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { walkFrames } from '../../../src/codec/mp3/mpeg.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { fixture } from '../../fixtures.ts';
import { startFaultyProxy } from '../../servers/faulty-proxy.ts';
import { bucketOfClips } from '../bucket-of-clips.ts';
import { stitch } from '../command-line.ts';
import { AUDIOS, fresh } from '../scratch.ts';

const isMp3 = (bytes: Uint8Array) =>
  walkFrames(bytes, bytes.indexOf(0xff, 40)).end === bytes.length;

describe('stitch <message>', () => {
  it('writes the file, and prints its format and clips', async () => {
    const out = fresh('out.mp3');
    const { code, stdout, stderr } = await stitch(['hello shreeshail', ...AUDIOS, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /out\.mp3: \d\.\d\d s, 22050 Hz mono MP3 at 48 kbit\/s, \d+ bytes, from hello\.wav shreeshail\.wav\n$/,
    );
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
  });

  it('reads the message from one argument, many, or standard input', async () => {
    const one = await stitch(['hello shreeshail', ...AUDIOS, '-o', '-']);
    const many = await stitch(['hello', 'shreeshail', ...AUDIOS, '-o', '-']);
    const piped = await stitch(['-', ...AUDIOS, '-o', '-'], { stdin: 'hello shreeshail\n' });
    expect(isMp3(one.bytes)).toBe(true);
    expect(many.bytes).toEqual(one.bytes);
    expect(piped.bytes).toEqual(one.bytes);
    expect(one.stderr).toMatch(/^standard output: /);
  });

  it('prints one JSON object with --json, of failures too', async () => {
    const out = fresh('out.mp3');
    const done = JSON.parse(
      (await stitch(['hello shreeshail', ...AUDIOS, '--out', out, '--json'])).stdout,
    );
    expect(done).toMatchObject({
      success: true,
      message: 'Stitched audio created',
      audio_files: ['hello.wav', 'shreeshail.wav'],
      output_file: out,
      bytes: readFileSync(out).length,
      format: 'mp3',
      missing: [],
      warnings: [],
    });
    const failed = await stitch(['hello nobody', ...AUDIOS, '--json']);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      success: false,
      code: 'message/missing',
      missing: [{ word: 'nobody', span: { start: 6, end: 12 } }],
    });
    expect(failed.code).toBe(3);
    expect((await stitch(['hello', ...AUDIOS, '--json', '--out', '-'])).code).toBe(2);
  });

  it('warns of words left out, but not with --quiet', async () => {
    const args = ['hello big shreeshail', ...AUDIOS, '--missing', 'skip', '--out'];
    expect((await stitch([...args, fresh('a.mp3')])).stderr).toBe(
      'warning: left out 1 word without a clip: "big" at character 7\n',
    );
    const quiet = await stitch([...args, fresh('b.mp3'), '--quiet']);
    expect([quiet.stdout, quiet.stderr]).toEqual(['', '']);
    expect((await stitch([...args, fresh('c.mp3'), '--verbose'])).stderr).toMatch(/took \d+ ms/);
  });

  it('plays files in order instead of a message', async () => {
    const files = await stitch(['--files', 'shreeshail.wav', 'hello.wav', ...AUDIOS, '--out', '-']);
    expect(files.bytes).toEqual(
      (await stitch(['shreeshail hello', ...AUDIOS, '--out', '-'])).bytes,
    );
    expect(await stitch(['--files', 'x.wav', ...AUDIOS])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/no clip x\.wav/),
    });
    expect((await stitch(['hello', '--files', 'hello.wav', ...AUDIOS])).stderr).toMatch(
      /give a message or --files, not both/,
    );
  });

  it('fills templates', async () => {
    const explained = (argv: string[]) => stitch([...argv, ...AUDIOS, '--explain']);
    expect((await explained(['hello {name|hello}', '--set', 'name=shreeshail'])).stdout).toMatch(
      /shreeshail\.wav/,
    );
    expect((await explained(['hello {name|hello}'])).stdout).not.toMatch(/shreeshail\.wav/);
    const bare = { env: { STITCH_SET: 'other=x\nname=shreeshail' } };
    expect((await stitch(['hello {name}', ...AUDIOS, '--explain'], bare)).stdout).toMatch(
      /shreeshail\.wav/,
    );
    expect(await explained(['hello {name} {x|}', '--set', 'x=1'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\{name\} has no value/),
    });
    expect(await explained(['hello {name|x}', '--set', 'nmae=x'])).toMatchObject({
      code: 2,
      stderr: 'stitch: --set gives nmae, but the message has no {nmae}; did you mean {name}?\n',
    });
    expect((await explained(['hello', '--set', 'name'])).code).toBe(2);
  });

  it('prints that a render was cached, and writes the same bytes', async () => {
    const cache = fresh('cache');
    const [a, b] = [fresh('a.mp3'), fresh('b.mp3')];
    const first = await stitch(['hello shreeshail', ...AUDIOS, '-o', a, '--cache', cache]);
    const again = await stitch(['Hello  shreeshail', ...AUDIOS, '-o', b, '--cache', cache]);
    expect(first.stdout).toMatch(/from hello\.wav shreeshail\.wav\n$/);
    expect(again.stdout).toMatch(/from hello\.wav shreeshail\.wav \(cached\)\n$/);
    expect(readFileSync(b)).toEqual(readFileSync(a));
    const json = await stitch(['hello shreeshail', ...AUDIOS, '-o', b, '--cache', cache, '--json']);
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

  it('warns of a cache that cannot be written, and writes the file', async () => {
    const file = fresh('a file');
    writeFileSync(file, 'x');
    const out = fresh('out.mp3');
    const { code, stderr } = await stitch(['hello', ...AUDIOS, '--out', out, '--cache', file]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: the cache cannot be written, which costs time: .*\n$/);
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
    const quiet = await stitch(['hello', ...AUDIOS, '--out', out, '--cache', file, '--quiet']);
    expect(quiet.stderr).toBe('');
    const json = await stitch(['hello', ...AUDIOS, '--out', out, '--cache', file, '--json']);
    expect(JSON.parse(json.stdout).warnings).toEqual([expect.stringMatching(/^the cache/)]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'warns of a read-only cache folder (not as root, who may write everywhere)',
    async () => {
      const cache = fresh('cache');
      mkdirSync(cache);
      chmodSync(cache, 0o555);
      const { code, stderr } = await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^warning: the cache cannot be written/),
      ]);
    },
  );

  it('prints a link with --url, alone with --quiet', async () => {
    const out = fresh('a b.mp3');
    const { stdout } = await stitch(['hello', ...AUDIOS, '--out', out, '--url', '60']);
    expect(stdout).toMatch(/bytes, from hello\.wav\nfile:\/\/.*a%20b\.mp3\n$/);
    const quiet = await stitch(['hello', ...AUDIOS, '--out', out, '--quiet', '--url']);
    expect(quiet.stdout).toBe(`file://${out.replace(' ', '%20')}\n`);
    for (const argv of [
      ['--url', '0'],
      ['--url', '604801'],
      ['--url', 'soon'],
      ['--url', '--out', '-'],
    ]) {
      expect((await stitch(['hello', ...AUDIOS, ...argv])).code).toBe(2);
    }
  });
});

describe.each(inject('s3Services').map((running) => [running.name, running] as const))(
  'stitch <message> with buckets on %s',
  (_, service) => {
    const bucket = bucketOfClips(service);
    const s3 = (...argv: string[]) =>
      stitch([...argv], { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('reads clips from a bucket, writes into it, and prints a link', async () => {
      const out = `s3://${bucket.name}/voice/out.mp3`;
      const argv = [
        'hello friend',
        '--root',
        `s3://${bucket.name}/clips/en`,
        '--out',
        out,
        '--cache',
        `s3://${bucket.name}/work`,
      ];
      const { code, stdout, stderr } = await s3(...argv, '--url', '120');
      expect([code, stderr]).toEqual([0, '']);
      const [line, url] = stdout.split('\n');
      expect(line).toMatch(/^s3:\/\/.*\/voice\/out\.mp3: .* from hello\.wav shreeshail\.wav$/);
      expect(url).toMatch(/X-Amz-Expires=120/);
      const answer = await fetch(url!);
      expect(answer.headers.get('content-type')).toBe('audio/mpeg');
      const { bytes } = (await bucket.repo().read(parseKey('voice/out.mp3')))!;
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
        (await s3('cache', 'info', '--cache', `s3://${bucket.name}/work`, '--json')).stdout,
      );
      expect(info.kinds).toContainEqual(expect.objectContaining({ kind: 'renders', entries: 1 }));
      expect((await s3('cache', 'clear', '--cache', `s3://${bucket.name}/work`)).stdout).toMatch(
        /; 0 entries, 0 B left/,
      );
    });

    it('makes the same bytes from folders and buckets', async () => {
      const [file, key] = [fresh('x.mp3'), `s3://${bucket.name}/voice/mixed/`];
      const folder = fresh('clips');
      mkdirSync(folder);
      for (const name of ['hello.wav', 'shreeshail.wav'])
        writeFileSync(join(folder, name), fixture(`audios/${name}`));
      writeFileSync(join(folder, 'clips.csv'), 'clip,text\nshreeshail.wav,friend\n');
      expect(
        (await s3('hello friend', '--root', `s3://${bucket.name}/clips/en/`, '--out', file)).code,
      ).toBe(0);
      expect((await s3('hello friend', '--root', folder, '--out', key)).stdout).toMatch(
        /\/voice\/mixed\/hello__friend\.mp3: /,
      );
      const { bytes } = (await bucket.repo().read(parseKey('voice/mixed/hello__friend.mp3')))!;
      expect(Buffer.from(bytes)).toEqual(readFileSync(file));
    });

    it('prints one line for a bucket that is not there, and exits with 5', async () => {
      const nowhere = await s3('hello', '--root', 's3://no-such-bucket/x');
      expect([nowhere.code, nowhere.stderr]).toEqual([
        5,
        expect.stringMatching(
          /^stitch: s3:\/\/no-such-bucket\/x: there is no bucket no-such-bucket at .*\n$/,
        ),
      ]);
      const empty = await s3('hello', '--root', `s3://${bucket.name}/nothing`);
      expect([empty.code, empty.stderr]).toEqual([
        3,
        expect.stringMatching(/there is no \.wav, \.mp3 or other audio file in s3:/),
      ]);
      expect(
        (await s3('hello', ...AUDIOS, '--out', 's3://no-such-bucket/x.mp3', '--json')).stdout,
      ).toMatch(/"code":"repo\/not-found"/);
      expect((await s3('hello', '--root', 'gs://x')).code).toBe(2);
      expect((await s3('hello', ...AUDIOS, '--out', `s3://${bucket.name}/x.aac`)).code).toBe(2);
      expect((await s3('hello', ...AUDIOS, '--s3-endpoint', 'nowhere')).code).toBe(2);
    });

    it('times out on a stalled bucket, and leaves the output as it was', async () => {
      const proxy = await startFaultyProxy(service.endpoint);
      proxy.always = { kind: 'stall', afterBytes: 0 };
      const out = fresh('out.mp3');
      writeFileSync(out, 'old');
      const root = ['--root', `s3://${bucket.name}/clips/en`];
      const flags = ['--s3-endpoint', proxy.endpoint, '--s3-timeout', '0.3'];
      const { code, stderr } = await stitch(['hello', ...root, '--out', out, ...flags]);
      await proxy.close();
      expect([code, stderr]).toEqual([5, expect.stringMatching(/did not answer in time \(0\.3 s/)]);
      expect(readFileSync(out, 'utf8')).toBe('old');
    });
  },
);
