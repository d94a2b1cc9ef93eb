// Batches in this process, with a clock that the test sets forward; the deployed zip runs in lambda.test.ts.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runBatch } from '../../../src/aws/lambda/batch.ts';
import { parseBatchEvent } from '../../../src/aws/lambda/events.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../../src/repo/repo.ts';
import { fixture } from '../../fixtures.ts';
import { makeApi } from '../../http/service.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A place where each write takes a second, on a clock that only it sets forward. */
function slowOutput(): { output: Repo; elapsedMs: () => number } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const repo = new MemoryRepo();
  let elapsedMs = 0;
  const write = async (key: Key, bytes: Uint8Array) => {
    elapsedMs += 1000;
    vi.advanceTimersByTime(1000);
    return repo.write(key, bytes);
  };
  const output = Object.create(repo, { write: { value: write } }) as Repo;
  return { output, elapsedMs: () => elapsedMs };
}

describe('runBatch near the time limit', () => {
  // One file for each window of rows.
  const rows = Array.from({ length: 640 }, (_, i) => ({
    id: i + 1,
    message: 'hello '.repeat(1 + Math.floor(i / 64)),
  }));
  const event = parseBatchEvent({ Items: rows });

  it('throws request/deadline, so that the batch is retried', async () => {
    const { stitcher } = await makeApi({ cache: null });
    const { output } = slowOutput();
    await expect(
      runBatch(event, stitcher, async () => output, 5000, undefined),
    ).rejects.toMatchObject({
      code: 'request/deadline',
      message: expect.stringMatching(/^\d+ of 640 rows were done in time; send fewer per batch$/),
    });
  });

  it('throws while there is time for the answer', async () => {
    const { stitcher } = await makeApi({ cache: null });
    const { output, elapsedMs } = slowOutput();
    await expect(
      runBatch(event, stitcher, async () => output, 5000, undefined),
    ).rejects.toMatchObject({ code: 'request/deadline' });
    expect(elapsedMs()).toBeLessThanOrEqual(4000);
  });

  it('returns a result where time suffices', async () => {
    const { stitcher } = await makeApi({ cache: null });
    const { output } = slowOutput();
    const answer = await runBatch(event, stitcher, async () => output, 60_000, undefined);
    expect(answer).toMatchObject({ success: true, rows: 640, said: 640, failed: 0 });
  });
});

describe('runBatch language', () => {
  const say = async (item: object, options: object, defaultLang: string | undefined) => {
    const repo = new MemoryRepo();
    for (const word of ['tano', 'five', 'cinq']) {
      await repo.write(parseKey(`${word}.wav`), fixture('audios/hello.wav'));
    }
    const { stitcher } = await makeApi({ repo, cache: null });
    const event = parseBatchEvent({ Items: [item], BatchInput: { name: '{hash}', ...options } });
    const { results } = await runBatch(
      event,
      stitcher,
      async () => new MemoryRepo(),
      6e4,
      defaultLang,
    );
    return (results![0] as { said: string }).said;
  };

  it("is the row's, else the batch's, else the function's, else English", async () => {
    expect(await say({ message: '5', lang: 'fr' }, { lang: 'en' }, 'sw')).toBe('cinq');
    expect(await say({ message: '5' }, { lang: 'fr' }, 'sw')).toBe('cinq');
    expect(await say({ message: '5' }, {}, 'sw')).toBe('tano');
    expect(await say({ message: '5' }, {}, undefined)).toBe('five');
  });
});
