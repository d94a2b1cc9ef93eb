import { describe, expect, it } from 'vitest';
import { stitch } from './command-line.ts';
import { AUDIOS } from './scratch.ts';

const RED = '\u001b[31mstitch:\u001b[39m';

describe('colours', () => {
  it.each([
    ['on a terminal', { tty: true }, true],
    ['elsewhere', {}, false],
    ['with NO_COLOR', { tty: true, env: { NO_COLOR: '1' } }, false],
    ['with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['with FORCE_COLOR=0', { tty: true, env: { FORCE_COLOR: '0' } }, false],
    ['on a dumb terminal', { tty: true, env: { TERM: 'dumb' } }, false],
  ])('are printed or not %s', async (_, world, isPainted) => {
    const { stderr } = await stitch(['nobody', ...AUDIOS], world);
    expect(stderr.includes(RED)).toBe(isPainted);
  });
});
