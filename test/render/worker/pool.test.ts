import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BlockJob } from '../../../src/render/worker/audio-worker.ts';
import { openWorkerPool, type WorkerPool } from '../../../src/render/worker/pool.ts';

const JOB = {} as BlockJob;
const pools: WorkerPool[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const pool of pools.splice(0)) await pool.close();
});

/** A pool of one thread, which answers with its number. @param body what it does before that. */
function poolOf(body: string): WorkerPool {
  const file = join(mkdtempSync(join(tmpdir(), 'stitch-pool-')), 'thread.cjs');
  const workerpool = createRequire(import.meta.url).resolve('workerpool');
  const text = `const workerpool = require(${JSON.stringify(workerpool)});
    const { threadId } = require('node:worker_threads');
    const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
    const encodeBlock = async (cancelled) => { ${body}; return { value: threadId }; };
    workerpool.worker({ encodeBlock });`;
  writeFileSync(file, text);
  vi.stubGlobal('STITCH_WORKER', pathToFileURL(file).href);
  const pool = openWorkerPool(1, 'separate');
  pools.push(pool);
  return pool;
}

/** Gives a job, and gives it up after a time. */
async function givenUp(pool: WorkerPool, afterMs: number): Promise<unknown> {
  const controller = new AbortController();
  const job = pool.encodeBlock(JOB, controller.signal);
  setTimeout(() => controller.abort(new Error('given up')), afterMs);
  return job.then(
    () => 'done',
    (error: Error) => error.message,
  );
}

describe('openWorkerPool', () => {
  it('ends no thread that has not said that it is loaded', async () => {
    const pool = poolOf(
      'if (cancelled?.[0] === 0) await sleep(300); if (cancelled?.[0]) return null',
    );
    const before = await pool.encodeBlock(JOB);
    const startedMs = performance.now();
    expect(await givenUp(pool, 50)).toBe('given up');
    expect(performance.now() - startedMs).toBeLessThan(250);
    expect(await pool.encodeBlock(JOB)).toBe(before);
  });

  it('ends a thread that has said so, and starts another for the next job', async () => {
    const pool = poolOf("workerpool.workerEmit('loaded'); await sleep(300)");
    const before = await pool.encodeBlock(JOB);
    expect(await givenUp(pool, 100)).toBe('given up');
    expect(await pool.encodeBlock(JOB)).not.toBe(before);
  });

  it('ends a thread given up before it was loaded as soon as it says so', async () => {
    const pool = poolOf(
      "await sleep(200); workerpool.workerEmit('loaded'); if (cancelled[0]) await sleep(600_000)",
    );
    expect(await givenUp(pool, 50)).toBe('given up');
    expect(await pool.encodeBlock(JOB)).toBeGreaterThan(0); // of another thread
  });
});
