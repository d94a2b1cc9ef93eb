import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';

describe('stitch sign', () => {
  it('prints a link, and throws without address, message or key', async () => {
    const env = { STITCH_SIGNING_KEY: 'a key of more than thirty-two letters' };
    const sign = (argv: readonly string[], given = env) =>
      stitch(['sign', ...argv], { env: given });
    expect((await sign(['hello'])).stderr).toContain(
      'give the address of the service with --public-url',
    );
    expect((await sign(['--public-url', 'https://a.example'])).stderr).toContain(
      'give a message or --files',
    );
    expect((await stitch(['sign', 'hello', '--public-url', 'https://a.example'])).stderr).toContain(
      'STITCH_SIGNING_KEY is not set',
    );
    const long = await sign(['hello '.repeat(2000), '--public-url', 'https://a.example']);
    expect(long).toMatchObject({ code: 3, stdout: '' });
    expect(long.stderr).toContain('the link would have');
    const made = await sign([
      'hello',
      '--public-url',
      'https://a.example/v1/',
      '--gap',
      '1',
      '--json',
    ]);
    const { audio_url } = JSON.parse(made.stdout);
    expect(audio_url).toMatch(
      /^https:\/\/a\.example\/v1\/audio\?exp=\d+&gap_seconds=1&m=hello&sig=[\w-]{43}$/,
    );
  });
});
