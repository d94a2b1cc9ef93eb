import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';
import { CLIPS, makeFile } from '../people.ts';

describe('RowProgress', () => {
  it('counts rows in one line on a terminal, and in a line now and then elsewhere', async () => {
    const many = makeFile('many.csv', `message\n${'hello abebe\n'.repeat(1000)}`);
    let now = 0;
    const slow = () => (now += 400);
    const shown = await stitch(['check', many, '--root', CLIPS], { now: slow, tty: true });
    expect(shown.stderr).toMatch(/\r.\[K[\d,]+ rows, [\d,]+ a second/);
    expect(shown.stderr.endsWith('\r\x1b[K')).toBe(true);
    const logged = await stitch(['check', many, '--root', CLIPS], { now: slow });
    expect(logged.stderr).toMatch(/^(\d+ %, )?[\d,]+ rows, [\d,]+ a second.*\n$/m);
    const quiet = await stitch(['check', many, '--root', CLIPS, '--quiet'], { now: slow });
    expect(quiet.stderr).toBe('');
  });
});
