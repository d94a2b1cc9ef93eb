import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addCommandOptions } from '../../src/cli/options.ts';
import { reportError } from '../../src/cli/report-error.ts';
import { StitchError } from '../../src/errors.ts';

/** Reports a failure of a command that has --out. */
async function report(
  error: unknown,
  { argv = [], env = {}, json = false }: { argv?: string[]; env?: object; json?: boolean } = {},
) {
  let [out, err] = ['', ''];
  const output = (add: (text: string) => void) => ({
    isTty: false,
    write: async (data: string | Uint8Array) => {
      add(String(data));
      return true;
    },
  });
  const command = addCommandOptions(new Command(), ['out']);
  command.parse(argv, { from: 'user' });
  const code = await reportError(
    error,
    {
      stdout: output((text) => {
        out += text;
      }),
      stderr: output((text) => {
        err += text;
      }),
      stdin: async function* () {},
      onStop: () => () => {},
      env: { ...env },
      workingFolder: '.',
      docsFolder: () => 'docs',
      cacheFolder: async () => '',
      now: () => 0,
      nowMs: () => 0,
      pid: 1,
    },
    { json, command },
  );
  return { code, out, err };
}

const failed = (option: string) =>
  new StitchError('usage/option', './out is in use; choose another place', {
    details: { option, run: 'r1' },
  });

describe('reportError', () => {
  it('adds the flag of the option that an error is about', async () => {
    const { code, err } = await report(failed('out'), { argv: ['--out', './out'] });
    expect([code, err]).toEqual([2, 'stitch: ./out is in use; choose another place (--out)\n']);
  });

  it('adds the flag where the option has its default', async () => {
    expect((await report(failed('out'))).err).toMatch(/ \(--out\)\n$/);
    expect((await report(failed('port'))).err).toMatch(/ \(--port\)\n$/);
  });

  it('adds the variable where that sets the option, and no flag does', async () => {
    const env = { STITCH_OUT: './out' };
    expect((await report(failed('out'), { env })).err).toMatch(/ \(STITCH_OUT\)\n$/);
    const { err } = await report(failed('out'), { env, argv: ['--out', './out'] });
    expect(err).toMatch(/ \(--out\)\n$/);
  });

  it('adds nothing for an unknown option', async () => {
    expect((await report(failed('colour'))).err).toMatch(/another place\n$/);
  });

  it('keeps the option out of the JSON, but for the message', async () => {
    const { out } = await report(failed('out'), { json: true });
    expect(JSON.parse(out)).toEqual({
      success: false,
      code: 'usage/option',
      message: './out is in use; choose another place (--out)',
      run: 'r1',
    });
  });

  it('calls an unexpected error a bug', async () => {
    const { code, err } = await report(new TypeError('x is not a function'));
    expect(code).toBe(1);
    expect(err).toBe(
      'stitch: x is not a function\n  this is a bug in stitch; set STITCH_DEBUG=1 for a stack trace\n',
    );
  });
});

describe('the offer to leave words out', () => {
  const step = { kind: 'missing', word: '12/03/2026', needs: [], nearest: [] };
  const missing = (steps: readonly object[]) =>
    report(new StitchError('message/missing', 'x', { details: { missing: steps as never } }));

  it('is made for words without a clip', async () => {
    expect((await missing([step])).err).toContain('--missing skip');
  });

  it('is not made where a value is refused', async () => {
    const refused = { ...step, reason: 'is 12 March or 3 December' };
    expect((await missing([step, refused])).err).not.toContain('--missing skip');
  });
});
