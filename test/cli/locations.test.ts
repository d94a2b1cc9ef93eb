import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { fixture, fixturePath } from '../fixtures.ts';
import { bucketOfClips } from './bucket-of-clips.ts';
import { stitch } from './command-line.ts';
import { AUDIOS, fresh, scratch } from './scratch.ts';

describe('refuseAmongClips', () => {
  it('throws for output among the clips', async () => {
    const folder = mkdtempSync(join(scratch, 'clips-'));
    const hello = readFileSync(fixturePath('audios/hello.wav'));
    writeFileSync(join(folder, 'hello.wav'), hello);
    for (const out of [join(folder, 'hello.wav'), folder, join(folder, 'new/x.mp3')]) {
      expect(await stitch(['hello', '--root', folder, '--out', out])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/would be among the clips of .*; give --out another folder/),
      });
    }
    expect(readdirSync(folder)).toEqual(['hello.wav']);
    expect(readFileSync(join(folder, 'hello.wav'))).toEqual(hello);
  });

  it('throws for a cache among the clips, unless it is hidden', async () => {
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
});

describe('cacheAddress', () => {
  it("prefers --cache to STITCH_CACHE, and that to the user's folder", async () => {
    const [users, variable, flag] = [fresh('users'), fresh('variable'), fresh('flag')];
    const out = ['--out', '-'];
    await stitch(['hello', ...AUDIOS, ...out], { cacheFolder: users });
    expect(existsSync(users)).toBe(true);
    const env = { STITCH_CACHE: variable };
    await stitch(['hello', ...AUDIOS, ...out], { cacheFolder: users, env });
    expect(existsSync(variable)).toBe(true);
    await stitch(['hello', ...AUDIOS, ...out, '--cache', flag], { cacheFolder: users, env });
    expect(existsSync(flag)).toBe(true);
    for (const [argv, off] of [
      [['--no-cache'], {}],
      [[], { STITCH_CACHE: 'OFF' }],
    ] as const) {
      const untouched = fresh('untouched');
      const { stderr } = await stitch(['hello', ...AUDIOS, ...out, ...argv], {
        cacheFolder: untouched,
        env: off,
      });
      expect([existsSync(untouched), stderr.includes('cached')]).toEqual([false, false]);
    }
  });
});

describe.each(inject('s3Services').map((running) => [running.name, running] as const))(
  'refuseAmongClips in buckets on %s',
  (_, service) => {
    const bucket = bucketOfClips(service);
    const s3 = (...argv: string[]) =>
      stitch([...argv], { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('throws for output and cache among the clips', async () => {
      const say = (...argv: string[]) =>
        s3('hello', '--root', `s3://${bucket.name}/clips/en`, ...argv);
      expect((await say('--out', `s3://${bucket.name}/clips/en/a.mp3`)).code).toBe(2);
      expect((await say('--out', '-', '--cache', `s3://${bucket.name}/clips/en/cache`)).code).toBe(
        2,
      );
      expect((await say('--out', `s3://${bucket.name}/clips/english.mp3`)).code).toBe(0);
    });
  },
);
