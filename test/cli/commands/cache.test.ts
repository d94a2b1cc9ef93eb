import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { filesIn } from '../../fixtures.ts';
import { bucketOfClips } from '../bucket-of-clips.ts';
import { stitch } from '../command-line.ts';
import { AUDIOS, fresh } from '../scratch.ts';

describe('stitch cache', () => {
  async function filled(): Promise<string> {
    const cache = fresh('cache');
    await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache]);
    await stitch(['shreeshail', ...AUDIOS, '--out', '-', '--cache', cache]);
    return cache;
  }

  it('counts entries and bytes by kind', async () => {
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

  it('prunes entries that were not used lately, and with --dry-run only counts them', async () => {
    const cache = await filled();
    const old = new Date(Date.now() - 10 * 86_400_000);
    for (const path of filesIn(cache)) utimesSync(path, old, old);
    expect((await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache])).stderr).toMatch(
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
    expect((await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache])).stderr).toMatch(
      /\(cached\)/,
    );
    const { stdout } = await stitch(['cache', 'prune', '--older-than', '9d', '--cache', cache]);
    expect(stdout).toBe(dry.stdout.replace('would remove', 'removed'));
    expect((await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache])).stderr).toMatch(
      /\(cached\)/,
    );
    expect(
      (await stitch(['shreeshail', ...AUDIOS, '--out', '-', '--cache', cache])).stderr,
    ).not.toMatch(/\(cached\)/);
  });

  it('prunes to a size', async () => {
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
    expect((await stitch(['hello', ...AUDIOS, '--out', '-', '--cache', cache])).code).toBe(0);
  });

  it('clears entries of the cache, and no other files', async () => {
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

  it('prints help, and throws for unknown actions and limits', async () => {
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
  'stitch cache with buckets on %s',
  (_, service) => {
    bucketOfClips(service);
    const s3 = (...argv: string[]) =>
      stitch([...argv], { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('throws for a bucket that is not there', async () => {
      const { code, stderr } = await s3('cache', 'info', '--cache', 's3://no-such-bucket/x');
      expect([code, stderr]).toEqual([
        5,
        expect.stringMatching(/there is no bucket no-such-bucket/),
      ]);
    });
  },
);
