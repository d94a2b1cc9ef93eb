import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, fixturePath } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';

const DAMAGES = IS_SLOW ? 12 : 2;
const bin = join(import.meta.dirname, '../../bin/stitch.js');
const root = ['--root', fixturePath('audios')];
process.env.STITCH_CACHE = 'off'; // nothing of these goes into the user's own

/** Runs the built program as a process. */
function stitch(argv: readonly string[], input = '') {
  const env = { PATH: process.env.PATH, STITCH_CACHE: 'off' };
  return spawnSync(process.execPath, [bin, ...argv], { input, env });
}

describe('bin/stitch.js', () => {
  it('renders standard input to standard output', () => {
    const { status, stdout, stderr } = stitch(['-', ...root, '--out', '-'], 'hello shreeshail\n');
    expect(status).toBe(0);
    expect(stdout.subarray(0, 3).toString()).toBe('ID3');
    expect(stderr.toString()).toMatch(/^standard output: /);
  });

  it.each([1, 2])('reads clips of engines that lie beside it, with %i threads', (jobs) => {
    const folder = mkdtempSync(join(tmpdir(), 'stitch-engines-'));
    const clips = { 'opus-48.ogg': 'one.ogg', 'opus-16-live.webm': 'two.webm' };
    for (const [from, to] of Object.entries(clips))
      cpSync(fixturePath(`formats/${from}`), join(folder, 'clips', to));
    writeFileSync(join(folder, 'rows.csv'), 'id,message\na,one two\nb,two one two\n');
    const where = [
      '--root',
      join(folder, 'clips'),
      '--out',
      join(folder, 'out'),
      '--name',
      '{id}.mp3',
    ];
    const { status, stderr } = stitch([
      'batch',
      join(folder, 'rows.csv'),
      ...where,
      '--jobs',
      `${jobs}`,
    ]);
    expect([status, stderr.toString()]).toEqual([0, expect.not.stringContaining('warning')]);
    expect(readFileSync(join(folder, 'out/b.mp3')).subarray(0, 3).toString()).toBe('ID3');
    rmSync(folder, { recursive: true });
  });

  it('exits with the code of the failure, and prints at most two lines', () => {
    const { status, stdout, stderr } = stitch(['nobody', ...root]);
    expect([status, stdout.length]).toEqual([3, 0]);
    expect(stderr.toString().trimEnd().split('\n').length).toBe(2);
  });

  it.each([
    ['ASCII but for one letter', 'en', `é${' hello'.repeat(16_000)}`],
    ['Amharic', 'am', 'ሰላም ጓደኛዬ ነገ ክፍያ '.repeat(6000)],
  ])('takes 100,000 characters of %s in 300 MB', (_, language, text) => {
    const env = { PATH: process.env.PATH, STITCH_CACHE: 'off' };
    const argv = ['--max-old-space-size=200', bin, '-', ...root, '--lang', language, '--explain'];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      input: text,
      env,
      maxBuffer: 1e8,
    });
    expect([status, stderr.toString()]).toEqual([3, expect.stringMatching(/(has|have) no clip/)]);
  });

  it('exits with 0 when the reader closes the pipe', () => {
    const { status, stderr } = spawnSync('bash', [
      '-c',
      `set -o pipefail; "$0" "$1" hello --root "$2" --format wav --out - | head -c 10 >&2`,
      process.execPath,
      bin,
      fixturePath('audios'),
    ]);
    expect(status).toBe(0);
    expect(stderr.toString()).not.toMatch(/Error|at /);
  });

  it.runIf(existsSync('/dev/full'))('fails when standard output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, 'hello', ...root, '--out', '-'], {
      stdio: ['ignore', full, 'pipe'],
    });
    expect(status).toBe(5);
    expect(stderr.toString()).toMatch(/^stitch: cannot write to standard output: .*ENOSPC/);
  });

  it.runIf(existsSync('/dev/full')).each([[['--help']], [['--version']], [['help', 'check']]])(
    'fails when the text of %j cannot be written',
    (args) => {
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
        stdio: ['ignore', full, 'pipe'],
      });
      expect(status).toBe(5);
      expect(stderr.toString()).toMatch(/^stitch: cannot write to standard output: .*ENOSPC.*\n$/);
    },
  );

  it('runs with a damaged compile cache, and where none can be kept', () => {
    const copy = mkdtempSync(join(tmpdir(), 'stitch-bin-'));
    for (const part of ['bin', 'dist/cli', 'package.json', 'node_modules']) {
      const [from, to] = [join(bin, '../..', part), join(copy, part)];
      if (part === 'node_modules') symlinkSync(from, to);
      else cpSync(from, to, { recursive: true });
    }
    const kept = join(copy, 'dist/cli/.compiled');
    rmSync(kept, { recursive: true, force: true });
    const run = () => {
      const argv = [join(copy, 'bin/stitch.js'), 'hello', ...root, '--out', '-'];
      return spawnSync(process.execPath, argv).status;
    };
    expect(run()).toBe(0);
    for (let damage = 1; damage <= DAMAGES; damage++) {
      for (const path of filesIn(kept)) {
        const bytes = readFileSync(path);
        bytes[Math.floor((bytes.length * damage) / (DAMAGES + 1))]! ^= 0xff;
        writeFileSync(path, damage % 2 === 0 ? bytes.subarray(0, bytes.length >> 1) : bytes);
      }
      expect(run()).toBe(0);
    }
    rmSync(kept, { recursive: true });
    writeFileSync(kept, 'in the way');
    expect(run()).toBe(0);
    rmSync(copy, { recursive: true });
  });

  it('loads the S3 client only for a bucket', () => {
    const loaded = (root: string) => {
      const list =
        'process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")))';
      const argv = [
        '-r',
        'node:module',
        '-e',
        `${list}; process.argv.splice(1, 0, 'x'); require(${JSON.stringify(bin)})`,
      ];
      const message = ['--', 'hello', '--root', root, '--out', '-', '--s3-timeout', '0.1'];
      const env = { ...process.env, AWS_REGION: 'x', STITCH_S3_ENDPOINT: 'http://127.0.0.1:1' };
      return spawnSync(process.execPath, [...argv, ...message], { env }).stderr.toString();
    };
    expect(loaded(fixturePath('audios'))).toMatch(/dist\/cli\/main\.cjs/);
    expect(loaded(fixturePath('audios'))).not.toMatch(/bucket-repo/);
    expect(loaded('s3://clips/en')).toMatch(/bucket-repo/);
  });

  it('prints its version', () => {
    expect(stitch(['--version']).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
