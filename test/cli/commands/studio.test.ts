import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';
import { fresh } from '../scratch.ts';

describe('stitch studio', () => {
  it('refuses a file as its folder, by its name', async () => {
    const file = fresh('notes.txt');
    writeFileSync(file, 'x');
    expect(await stitch(['studio', '--root', file])).toMatchObject({
      code: 2,
      stderr: `stitch: the folder ${file} is a file; name another (--root)\n`,
    });
  });

  it('refuses an unknown language before it starts', async () => {
    const { code, stderr } = await stitch([
      'studio',
      '--root',
      fresh('clips'),
      '--lang',
      'Swahili',
    ]);
    expect([code, stderr]).toEqual([
      2,
      'stitch: "Swahili" is not the tag of a language; did you mean sw? (--lang)\n',
    ]);
  });

  it('has no flag that lets anyone in', async () => {
    const { stdout } = await stitch(['studio', '--help']);
    expect(stdout).toContain('--token');
    expect(stdout).not.toContain('anonymous');
    const refused = await stitch(['studio', '--allow-anonymous']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("unknown option '--allow-anonymous'");
    const byVariable = await stitch(['studio', '--root', fresh('clips')], {
      env: { STITCH_ALLOW_ANONYMOUS: '1' },
    });
    expect(byVariable).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the studio is never open to anyone'),
    });
  });
});
