import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OptionsInput } from '../src/options/render.ts';
import { LocalRepo } from '../src/repo/local/local-repo.ts';
import type { Repo } from '../src/repo/repo.ts';
import { createStitcher, type Stitched } from '../src/stitcher.ts';
import { encodeWav, fixture, tone } from './fixtures.ts';
import { memoWorker } from './memo-worker.ts';

/** Clips that say hello, shreeshail and 40. */
export const FILES = {
  'hello.wav': fixture('audios/hello.wav'),
  'shreeshail.wav': fixture('audios/shreeshail.wav'),
  '40.wav': encodeWav(tone(0.3, 8000)),
};

/** A new folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder by a clock past the time in which a file's times cannot be trusted. */
export function laterRepo(root: string): LocalRepo {
  return new LocalRepo(root, { nowMs: () => Date.now() + 3000 });
}

/** Calls of a repo. */
export interface Calls {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly lists: number;
}

/** The repo, its calls recorded. */
export function watched<T extends Repo>(repo: T): T & Calls {
  const seen = { reads: [] as string[], writes: [] as string[], lists: 0 };
  return new Proxy(repo, {
    get(target, name) {
      if (name in seen) return seen[name as keyof typeof seen];
      const value = target[name as keyof T];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'read') seen.reads.push(String(args[0]));
        if (name === 'write') seen.writes.push(String(args[0]));
        if (name === 'list') seen.lists++;
        return value.apply(target, args);
      };
    },
  }) as T & Calls;
}

/** Stitches one message by a new stitcher over a cache. */
export function stitchCached(
  clips: Repo,
  cache: Repo,
  message: string,
  options: OptionsInput = {},
): Promise<Stitched> {
  return createStitcher(clips, { cache, worker: memoWorker }).stitch(message, options);
}

/** Stitches one message without a cache. */
export function stitchPlain(
  clips: Repo,
  message: string,
  options: OptionsInput = {},
): Promise<Stitched> {
  return createStitcher(clips, { worker: memoWorker }).stitch(message, options);
}

/** All that must be the same whether a render was cached or made. */
export function soundOf({ bytes, durationSeconds, timeline, profile, warnings }: Stitched) {
  const hex = Buffer.from(bytes).toString('hex');
  return { bytes: hex, durationSeconds, timeline, profile, warnings };
}

/** All keys of a cache's repo. */
export async function cacheKeys(cache: Repo): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of cache.list()) keys.push(key);
  return keys;
}
