// Runs that are killed at random moments leave nothing half done: no half file, no poisoned cache, no lost
// output. By the built program, as its users have it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';

type Library = typeof import('../../src/index.ts');

const KILLS = 50; // three times over
/** Each kill starts a process, and CI's machines are slow and busy. */
const TIMEOUT_MS = 300_000;
const work = join(import.meta.dirname, 'work.mjs');
const bin = join(import.meta.dirname, '../../bin/stitch.js');
const scratch = mkdtempSync(join(tmpdir(), 'stitch-killed-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const built = async (): Promise<Library> =>
  import(new URL('../../dist/index.js', import.meta.url).href);
const temporaries = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.tmp'));

/** Kills a process when so many milliseconds have gone since it began its work. @returns whether it still ran. */
async function kill(child: ChildProcess, afterMs: number): Promise<boolean> {
  const ended = new Promise<NodeJS.Signals | null>((done) =>
    child.on('exit', (_, signal) => done(signal)),
  );
  if (child.stdout !== null)
    await Promise.race([new Promise((done) => child.stdout!.once('data', done)), ended]);
  await new Promise((done) => setTimeout(done, afterMs));
  child.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

describe('killed processes', { timeout: TIMEOUT_MS }, () => {
  it('leave the old value or the new one, and temporary files that are removed', async () => {
    const { LocalRepo, parseKey } = await built();
    const folder = join(scratch, 'write');
    let left = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      const child = spawn(process.execPath, [work, 'write', folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(await kill(child, Math.random() * 40)).toBe(true);
      const { bytes } = (await new LocalRepo(folder).read(parseKey('value')))!;
      expect([bytes.length, new Set(bytes).size]).toEqual([400_000, 1]);
      const keys: string[] = [];
      for await (const { key } of new LocalRepo(folder).list()) keys.push(key);
      expect(keys).toEqual(['value']);
      left += temporaries(folder).length;
      expect(temporaries(folder).length).toBeLessThanOrEqual(1); // the next run took the last one's away
    }
    expect(left).toBeGreaterThan(0); // some were hit while they wrote
    await new LocalRepo(folder).write(parseKey('value'), new Uint8Array(1));
    expect(temporaries(folder)).toEqual([]);
  });

  it('leave a cache without wrong entries', async () => {
    const { createStitcher, LocalRepo } = await built();
    const folder = join(scratch, 'cache');
    const clips = new LocalRepo(fixturePath('audios'));
    const options = (i: number) => ({ gapSeconds: i / 10, bitRateKbps: 32 });
    const right = new Map<number, Buffer>();
    for (let i = 0; i < 50; i++) {
      right.set(
        i,
        Buffer.from((await createStitcher(clips).stitch('hello shreeshail', options(i))).bytes),
      );
    }
    let cached = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      if (kills % 7 === 0) rmSync(folder, { recursive: true, force: true });
      const child = spawn(process.execPath, [work, 'cache', folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(await kill(child, Math.random() * 40)).toBe(true);
      const stitcher = createStitcher(clips, { cache: new LocalRepo(folder) });
      for (const i of [0, 7, 23, 49]) {
        const made = await stitcher.stitch('hello shreeshail', options(i));
        cached += Number(made.cached);
        expect(Buffer.from(made.bytes).equals(right.get(i)!)).toBe(true);
      }
    }
    expect(cached).toBeGreaterThan(0);
  });

  it('leave the previous output or their own', () => {
    const out = join(scratch, 'out.mp3');
    const argv = (message: string) => [
      bin,
      message,
      '--root',
      fixturePath('audios'),
      '--out',
      out,
      '--cache',
      join(scratch, 'cli'),
      '--quiet',
    ];
    const run = (message: string) => {
      const start = Date.now();
      expect(spawnSync(process.execPath, argv(message)).status).toBe(0);
      return [readFileSync(out), Date.now() - start] as const;
    };
    const messages = ['hello shreeshail', 'shreeshail hello'] as const;
    const outputs = messages.map((message) => run(message)[0]);
    const tookMs = Math.max(...messages.map((message) => run(message)[1]));
    let kills = 0;
    for (let tries = 0; kills < KILLS && tries < KILLS * 5; tries++) {
      if (tries % 5 === 0) rmSync(join(scratch, 'cli'), { recursive: true, force: true });
      // A time-out of spawnSync kills on the dot, which a busy event loop does not.
      const { signal } = spawnSync(process.execPath, argv(messages[tries % 2]!), {
        timeout: Math.ceil(tookMs * (0.4 + Math.random())),
        killSignal: 'SIGKILL',
      });
      if (signal === 'SIGKILL') kills++;
      expect(existsSync(out)).toBe(true);
      const content = readFileSync(out);
      expect(outputs.some((output) => output.equals(content))).toBe(true);
    }
    expect(kills).toBeGreaterThanOrEqual(KILLS);
    for (const [i, message] of messages.entries())
      expect(run(message)[0].equals(outputs[i]!)).toBe(true);
    expect(temporaries(scratch).filter((name) => !name.includes('/'))).toEqual([]);
  });
});
