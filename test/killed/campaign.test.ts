// A campaign that is killed again and again, and goes on each time, ends as if it had never been: file by
// file, and in its manifest. STITCH_TEST_KILLED_ROWS=100000 makes it a long one.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeWav, tone } from '../fixtures.ts';

const ROWS = Number(process.env.STITCH_TEST_KILLED_ROWS ?? 4000);
const KILLS = 10;
const bin = join(import.meta.dirname, '../../bin/stitch.js');
const scratch = mkdtempSync(
  join(process.env.STITCH_TEST_KILLED_FOLDER ?? tmpdir(), 'stitch-killed-'),
);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const clips = join(scratch, 'clips');
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
mkdirSync(clips);
for (const [i, word] of WORDS.entries()) {
  writeFileSync(join(clips, `${word}.wav`), encodeWav(tone(0.15 + i / 50, 8000, 200 + 40 * i)));
}
const rows = join(scratch, 'rows.csv');
const digits = (n: number) => [...String(n)].map((digit) => WORDS[Number(digit)]).join(' ');
// Every seventh says what another does, and every hundredth cannot be said.
const message = (i: number) =>
  i % 100 === 99 ? `${digits(i)} ten` : digits(i % 7 === 0 ? i >> 3 : i);
writeFileSync(
  rows,
  ['id,message', ...Array.from({ length: ROWS }, (_, i) => `p${i},${message(i)}`)].join('\n'),
);

const argv = (out: string, name: string) => [
  bin,
  'batch',
  rows,
  ...['--root', clips, '--out', out, '--name', name, '--cache', join(scratch, 'cache'), '--quiet'],
];

/** The hash of each file, by its name. */
function outcome(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.stitch-campaign'));
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return new Map(names.sort().map((name) => [name, hash(name)]));
}

describe.each(['{hash}', '{id}.mp3'])('a campaign with files named %s', (name) => {
  it('writes the same files and manifest however often it is killed', {
    timeout: 3_600_000,
  }, async () => {
    const undisturbed = join(scratch, `undisturbed-${name.length}`);
    const start = performance.now();
    expect(spawnSync(process.execPath, argv(undisturbed, name), { stdio: 'inherit' }).status).toBe(
      3,
    );
    const tookMs = performance.now() - start;

    const out = join(scratch, `killed-${name.length}`);
    let kills = 0;
    for (let tries = 0; kills < KILLS && tries < 10 * KILLS; tries++) {
      const child = spawn(process.execPath, argv(out, name), {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const ended = new Promise<NodeJS.Signals | null>((done) =>
        child.on('exit', (_, signal) => done(signal)),
      );
      // Some while it starts or goes over what was done, some while it makes more.
      setTimeout(() => child.kill('SIGKILL'), tookMs * (0.1 + 0.8 * Math.random())).unref();
      if ((await ended) === 'SIGKILL') kills++;
      for (const file of existsSync(out) ? readdirSync(out) : []) {
        // What has its name is whole.
        if (file.endsWith('.mp3')) expect(statSync(join(out, file)).size).toBeGreaterThan(1000);
      }
    }
    expect(kills).toBe(KILLS);
    expect(spawnSync(process.execPath, argv(out, name), { stdio: 'inherit' }).status).toBe(3);
    const [left, right] = [outcome(undisturbed), outcome(out)];
    expect([...right.keys()]).toEqual([...left.keys()]);
    for (const [file, content] of left) expect(right.get(file) === content, file).toBe(true);
    const lines = readFileSync(join(out, 'manifest.jsonl'), 'utf8').split('\n');
    expect(lines).toHaveLength(ROWS + 1);
    console.log(`${ROWS} rows, ${kills} kills, ${left.size} files the same`);
  });
});
