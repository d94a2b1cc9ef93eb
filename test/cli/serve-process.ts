import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { encodeWav, tone } from '../fixtures.ts';
import { BIN } from './built.ts';
import { AUDIOS, scratch } from './scratch.ts';

const servers: ChildProcess[] = [];
afterAll(() => {
  for (const server of servers) server.kill('SIGKILL');
});

/** `stitch serve` in a process. */
export interface Served {
  readonly url: string;
  readonly child: ChildProcess;
  /** Its standard error. */
  readonly log: () => string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the built program on a free port, and waits until it listens. */
export async function serve(
  argv: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Served> {
  const root = argv.includes('--root') ? [] : AUDIOS;
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', ...root, ...argv], {
    env: { PATH: process.env.PATH, STITCH_CACHE: join(scratch, `cache-${servers.length}`), ...env },
  });
  servers.push(child);
  let [out, log] = ['', ''];
  child.stderr.on('data', (piece) => {
    log += piece;
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      out += piece;
      const found = /^(http:\S+) serves/.exec(out);
      if (found !== null) resolve(found[1]!);
    });
    child.once('close', () => reject(new Error(log)));
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { url: await url, child, log: () => log, ended };
}

/** Posts JSON. */
export function post(
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A folder with a long clip, and a short one. */
export function longClip(name: string, seconds: number): string {
  const folder = mkdtempSync(join(scratch, 'clips-'));
  writeFileSync(join(folder, `${name}.wav`), encodeWav(tone(seconds, 48_000)));
  writeFileSync(join(folder, 'short.wav'), encodeWav(tone(0.1, 8000)));
  return folder;
}
