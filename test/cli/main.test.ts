import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.ts';
import { stitch } from './command-line.ts';
import { AUDIOS, scratch } from './scratch.ts';

async function* noInput() {}

describe('run', () => {
  it('returns 1 for an internal error', async () => {
    const broken = await run(['hello', ...AUDIOS, '--out', '-'], {
      stdout: { isTty: false, write: async () => Promise.reject(new Error('the pipe has burst')) },
      stderr: { isTty: false, write: async () => true },
      stdin: noInput,
      onStop: () => () => {},
      env: {},
      workingFolder: '.',
      docsFolder: () => 'docs',
      cacheFolder: async () => scratch,
      now: () => 0,
      nowMs: () => 0,
      pid: process.pid,
    });
    expect(broken).toBe(1);
  });

  it('prints wrong usage as JSON with --json', async () => {
    const { stdout, stderr } = await stitch(['hello', '--bogus', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, code: 'usage/option' });
    expect(stderr.split('\n').length).toBe(2);
    expect((await stitch(['-5', ...AUDIOS])).stderr).toMatch(
      /a message that begins with - goes after --/,
    );
  });

  it('prints help with examples, and the version', async () => {
    const { code, stdout } = await stitch(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('stitch "hello shreeshail" --root ./audios --out out.mp3');
    expect((await stitch(['clips', '--help'])).stdout).toContain('stitch clips --root ./audios');
    expect((await stitch(['--version'])).stdout).toBe('0.0.0-test\n');
  });

  it('prints help and version whatever the variables', async () => {
    const env = { STITCH_SAMPLERATE: '8000', STITCH_GAP: 'long' };
    expect((await stitch(['--help'], { env })).code).toBe(0);
    expect((await stitch(['serve', '--help'], { env })).code).toBe(0);
    expect((await stitch(['--version'], { env })).stdout).toBe('0.0.0-test\n');
  });

  it('accepts the variables of every command', async () => {
    const env = { STITCH_TOKEN: 'of sixteen letters', STITCH_DEBUG: '1', STITCH_CAMPAIGN: 'march' };
    expect((await stitch(['hello', ...AUDIOS, '--out', '-'], { env })).code).toBe(0);
  });

  it('takes a flag before the name of a command as one after it', async () => {
    const before = await stitch([...AUDIOS, 'clips']);
    expect(before).toMatchObject({ code: 0, stderr: '' });
    expect(before.stdout).toMatch(/hello\.wav/);
    expect(before.stdout).toBe((await stitch(['clips', ...AUDIOS])).stdout);
  });

  it('prefers a flag after the name of a command to one before it', async () => {
    const nowhere = ['--root', join(scratch, 'nowhere')];
    expect((await stitch([...nowhere, 'clips', ...AUDIOS])).code).toBe(0);
    expect((await stitch([...AUDIOS, 'clips', ...nowhere])).code).not.toBe(0);
  });

  it.each([
    [['chek', 'people.csv'], 'did you mean `stitch check`?'],
    [['hello {name}'], 'to fill {name}, give its value: --set name=…'],
  ])('hints at what %j was meant to be', async (argv, hint) => {
    const { code, stderr } = await stitch([...argv, ...AUDIOS]);
    expect([code, stderr.trimEnd().split('\n').at(-1)!.trim()]).toEqual([3, hint]);
  });

  it.each([[['help', 'foo']], [['check']]])('has no odd hint for %j', async (argv) => {
    const { code, stderr } = await stitch(argv);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/outputHelp|did you mean/);
  });

  it('prints the help of a command, with pages of the installed documentation', async () => {
    const { code, stdout } = await stitch(['help', 'serve']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('/docs/api.md and GET /openapi')]);
  });
});
