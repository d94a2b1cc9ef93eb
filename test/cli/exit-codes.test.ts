import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { stitch } from './command-line.ts';
import { AUDIOS, scratch } from './scratch.ts';

describe('EXIT_CODES', () => {
  it('has one code for each kind of failure', async () => {
    const code = async (...argv: string[]) => (await stitch(argv)).code;
    expect(await code('hello', '--root', join(scratch, 'nowhere'))).toBe(5);
    expect(await code('truespeech', '--root', fixturePath('defects'), '--out', '-')).toBe(4);
    expect(await code('nobody', ...AUDIOS)).toBe(3);
    expect(await code('hello', ...AUDIOS, '--bitrate', '9')).toBe(2);
    expect(await code('hello', ...AUDIOS, '--out', join(fixturePath('make.ts'), 'x.mp3'))).toBe(5);
  });
});
