import { afterEach, describe, expect, it, vi } from 'vitest';
import { StitchError } from '../../../src/errors.ts';
import { inlineWorker } from '../../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import type { Repo } from '../../../src/repo/repo.ts';
import { json, makeApi } from '../service.ts';

afterEach(() => void vi.useRealTimers());

describe('GET /health', () => {
  it('returns 200, and with deep 503 where the storage fails', async () => {
    const { ask } = await makeApi();
    expect(await json(ask('/health'))).toEqual({
      success: true,
      status: 'ok',
      version: '1.2.3',
    });
    expect(await json(ask('/health?deep'))).toMatchObject({
      library: { ok: true },
      output: { ok: true },
      encoder: { ok: true },
    });
    const cache = Object.create(new MemoryRepo(), {
      write: {
        value: async () => {
          throw new StitchError('repo/forbidden', 'no');
        },
      },
    }) as Repo;
    const ill = await (await makeApi({ cache })).ask('/health?deep=true');
    expect(ill.status).toBe(503);
    expect(await ill.json()).toMatchObject({
      status: 'failing',
      output: { ok: false, code: 'repo/forbidden' },
    });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no thread')), 'internal/fault'],
    ['never answers', () => new Promise<never>(() => {}), 'request/deadline'],
  ])('returns 503 with deep where the encoder %s', async (_, encodeBlock, code) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ask } = await makeApi({ worker: { ...inlineWorker, encodeBlock } });
    const asked = ask('/health?deep=true');
    await vi.advanceTimersByTimeAsync(5000);
    const response = await asked;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'failing',
      library: { ok: true },
      encoder: { ok: false, code },
    });
  });
});
