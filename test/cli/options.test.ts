import { describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { stitch } from './command-line.ts';
import { AUDIOS, fresh } from './scratch.ts';

describe('GivenOptions', () => {
  it('takes options from variables, with precedence for flags', async () => {
    const env = {
      STITCH_ROOT: fixturePath('audios'),
      STITCH_SAMPLE_RATE: '16000',
      STITCH_TRIM: 'false',
      STITCH_OUT: fresh('env.mp3'),
      STITCH_JSON: '1',
      STITCH_GAP: '',
    };
    const byEnv = JSON.parse((await stitch(['hello'], { env })).stdout);
    expect(byEnv).toMatchObject({ sample_rate_hz: 16000, output_file: env.STITCH_OUT });
    const byFlag = JSON.parse(
      (
        await stitch(['hello', '--sample-rate', '24000', '--no-trim'], {
          env: { ...env, STITCH_TRIM: 'true' },
        })
      ).stdout,
    );
    expect(byFlag.sample_rate_hz).toBe(24000);
    expect(byFlag.duration_seconds).toBeCloseTo(byEnv.duration_seconds, 3);
  });

  it.each([
    [[], {}, 'stitch: give a message, as in: stitch "hello world" --root ./audios\n'],
    [
      ['hello', '--gap', 'long'],
      {},
      'stitch: --gap takes seconds from 0 to 60, such as 0.05, not "long"\n',
    ],
    [
      ['hello'],
      { STITCH_GAP: '-1' },
      'stitch: STITCH_GAP takes seconds from 0 to 60, such as 0.05, not "-1"\n',
    ],
    [['hello', '--join', 'loose'], {}, 'stitch: --join takes spliced or tight, not "loose"\n'],
    [['hello', '--channels', '3'], {}, 'stitch: --channels takes 1 or 2, not "3"\n'],
    [
      ['hello', '--lang', '!'],
      {},
      'stitch: --lang takes a language such as en, sw or hi-IN, not "!"\n',
    ],
    [
      ['hello'],
      { STITCH_SAMPLERATE: '8000' },
      'stitch: STITCH_SAMPLERATE is not a variable of stitch; did you mean STITCH_SAMPLE_RATE?\n',
    ],
    [['hello'], { STITCH_JSON: 'maybe' }, 'stitch: STITCH_JSON takes true or false, not "maybe"\n'],
    [['hello', '--pauses', '1,2'], {}, /^stitch: --pauses takes three numbers of seconds/],
    [
      ['hello', '--bogus'],
      {},
      "stitch: unknown option '--bogus'; `stitch --help` lists the options\n",
    ],
    [
      ['hello', '--out', ''],
      {},
      'stitch: --out takes a file, s3://bucket/key, or - for standard output, not ""\n',
    ],
  ])('refuses %j with %j', async (argv, env, message) => {
    const { code, stderr, stdout } = await stitch([...argv, ...AUDIOS], { env });
    expect([code, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });
});
