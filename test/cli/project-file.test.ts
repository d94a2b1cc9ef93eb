import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { stitch } from './command-line.ts';
import { fresh } from './scratch.ts';

/** A folder with a project file. */
function project(values: unknown): string {
  const folder = fresh('project');
  mkdirSync(folder, { recursive: true });
  const text = typeof values === 'string' ? values : JSON.stringify(values);
  writeFileSync(join(folder, 'stitch.json'), text);
  return folder;
}

const audios = fixturePath('audios');

describe('project file', () => {
  it('sets options of every command; variables and flags take precedence, in this order', async () => {
    const workingFolder = project({
      root: audios,
      'sample-rate': 8000,
      trim: false,
      format: 'wav',
    });
    const rateOf = async (argv: string[], env = {}) => {
      const out = fresh('x.wav');
      const { code, stdout } = await stitch(['hello', '--out', out, ...argv], {
        workingFolder,
        env,
      });
      return [code, /(\d+) Hz/.exec(stdout)![1]];
    };
    const env = { STITCH_SAMPLE_RATE: '16000' };
    expect(await rateOf([])).toEqual([0, '8000']);
    expect(await rateOf([], env)).toEqual([0, '16000']);
    expect(await rateOf(['--sample-rate', '22050'], env)).toEqual([0, '22050']);
    const clips = await stitch(['clips'], { workingFolder });
    expect(clips.stdout).toMatch(/^2 clips/m);
  });

  it('is named by --config, and its paths start from its folder', async () => {
    const folder = project({});
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ root: relative(folder, audios) }));
    const { code } = await stitch(['clips', '--config', join(folder, 'other.json')]);
    expect(code).toBe(0);
    const byVariable = { env: { STITCH_CONFIG: join(folder, 'other.json') } };
    expect((await stitch(['clips'], byVariable)).code).toBe(0);
  });

  it.each([
    [
      { samplerate: 8000 },
      '"samplerate" in stitch.json is not an option; did you mean "sample-rate"?',
    ],
    [
      { 'signing-key': 'x' },
      '"signing-key" in stitch.json is not an option; `stitch config` lists them',
    ],
    [
      { 'sample-rate': 'fast' },
      '"sample-rate" in stitch.json takes auto or Hz from 4000 to 192000',
    ],
    ['{"root":', 'stitch.json is not JSON: '],
    ['[]', 'stitch.json is not an object of JSON, such as { "root"'],
  ])('refuses %j', async (values, message) => {
    const { code, stderr } = await stitch(['hello'], { workingFolder: project(values) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('refuses a file that is not there, where it is named', async () => {
    const { code, stderr } = await stitch(['hello', '--config', '/nowhere/x.json']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/there is no \/nowhere\/x\.json; name an existing file/),
    ]);
  });
});

describe('stitch config', () => {
  it('prints what each option is set to, and by what', async () => {
    const workingFolder = project({ root: audios, trim: false, port: 9000 });
    const env = { STITCH_LANG: 'sw', STITCH_SIGNING_KEY: 'k'.repeat(40) };
    const { stdout } = await stitch(['config', '--gap', '0.1', '--json'], { workingFolder, env });
    const { options } = JSON.parse(stdout) as { options: { option: string; from: string }[] };
    const found = (option: string) => options.find((one) => one.option === option);
    expect(found('root')).toMatchObject({
      value: audios,
      source: 'file',
      from: '"root" in stitch.json',
    });
    expect(found('trim')).toMatchObject({ value: false, source: 'file' });
    expect(found('port')).toMatchObject({ value: 9000, source: 'file' });
    expect(found('port')).toMatchObject({ from: '"port" in stitch.json' });
    expect(found('lang')).toMatchObject({ value: 'sw', source: 'variable', from: 'STITCH_LANG' });
    expect(found('gap')).toMatchObject({ value: '0.1', source: 'flag', from: '--gap' });
    expect(found('fade')).toMatchObject({ value: true, source: 'default', from: 'default' });
    expect(stdout).not.toContain('kkkk');
    expect((await stitch(['config', '--gap', 'x'], { workingFolder })).code).toBe(2);
    const table = await stitch(['config'], { workingFolder });
    expect(table.stdout).toMatch(/^trim +false +"trim" in stitch\.json$/m);
  });
});
