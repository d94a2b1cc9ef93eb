import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWav } from '../../src/decode/riff.ts';
import { stitch } from './command-line.ts';
import { AUDIOS, fresh, scratch } from './scratch.ts';

describe('formatOf', () => {
  it('takes the format from the ending of --out, and throws for one that contradicts or is unknown', async () => {
    const out = fresh('out.wav');
    await stitch(['hello', ...AUDIOS, '--out', out]);
    expect(isWav(readFileSync(out))).toBe(true);
    expect(await stitch(['hello', ...AUDIOS, '--out', out, '--format', 'mp3'])).toMatchObject({
      code: 2,
      stderr: `stitch: ${out} (--out) ends in .wav, but --format asks for mp3; make them agree\n`,
    });
    expect(await stitch(['hello', ...AUDIOS, '--out', 'x.aac'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /x\.aac ends in \.aac, which is not an output format; use mp3, wav, .*, or give --format/,
      ),
    });
  });

  it('prefers a flag to a variable where ending and format contradict', async () => {
    const out = fresh('out.wav');
    expect(
      (await stitch(['hello', ...AUDIOS, '--out', out], { env: { STITCH_FORMAT: 'mp3' } })).code,
    ).toBe(0);
    expect(isWav(readFileSync(out))).toBe(true);
    const byVariable = await stitch(['hello', ...AUDIOS, '--format', 'mp3'], {
      env: { STITCH_OUT: out },
    });
    expect(byVariable.stderr).toMatch(/\(STITCH_OUT\) ends in \.wav, but --format asks for mp3/);
    const files = await stitch([...AUDIOS, '--out', '-'], {
      env: { STITCH_FILES: './shreeshail.wav\nhello.wav\n' },
    });
    expect(files.bytes).toEqual(
      (await stitch(['shreeshail hello', ...AUDIOS, '--out', '-'])).bytes,
    );
  });
});

describe('deliver', () => {
  it('follows symbolic links, and writes into devices', async () => {
    const [real, link] = [fresh('real.mp3'), fresh('link.mp3')];
    writeFileSync(real, 'old');
    symlinkSync(real, link);
    expect((await stitch(['hello', ...AUDIOS, '--out', link])).code).toBe(0);
    expect(readFileSync(real).subarray(0, 3).toString()).toBe('ID3');
    expect((await stitch(['hello', ...AUDIOS, '--out', '/dev/null'])).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect((await stitch(['hello', ...AUDIOS, '--out', '/dev/full'])).code).toBe(5);
  });

  it('names the file by its words where --out is a folder', async () => {
    const { code } = await stitch(['Hello, shreeshail', ...AUDIOS, '--out', `${scratch}/`]);
    expect(code).toBe(0);
    expect(existsSync(join(scratch, 'hello__shreeshail.mp3'))).toBe(true);
    await stitch(['hello', ...AUDIOS, '--out', scratch, '--format', 'wav']);
    expect(isWav(readFileSync(join(scratch, 'hello.wav')))).toBe(true);
  });

  it('replaces an existing file whole or not at all', async () => {
    const out = fresh('out.mp3');
    writeFileSync(out, 'old');
    expect((await stitch(['nobody', ...AUDIOS, '--out', out])).code).toBe(3);
    expect(readFileSync(out, 'utf8')).toBe('old');
    expect((await stitch(['hello', ...AUDIOS, '--out', out])).code).toBe(0);
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
    expect(readdirSync(scratch).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps the name of --out, and leaves no temporary file', async () => {
    const folder = fresh('odd names');
    mkdirSync(folder);
    const out = join(folder, 'cafe\u0301.mp3');
    const { stdout } = await stitch(['hello', ...AUDIOS, '--out', out, '--json']);
    expect(JSON.parse(stdout).output_file).toBe(out);
    await stitch(['hello', ...AUDIOS, '--out', join(folder, 'plain.dat'), '--format', 'mp3']);
    expect(readdirSync(folder).sort()).toEqual(['cafe\u0301.mp3', 'plain.dat']);
  });
});
