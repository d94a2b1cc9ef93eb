import { describe, expect, it } from 'vitest';
import { StitchError } from '../../../src/errors.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import type { Repo } from '../../../src/repo/repo.ts';
import { json, makeApi } from '../service.ts';

describe('GET /health', () => {
  it('returns 200, and with deep 503 where the storage fails', async () => {
    const { ask } = await makeApi();
    expect(await json(ask('/health'))).toEqual({
      success: true,
      status: 'ok',
      version: '1.2.3',
    });
    expect(await json(ask('/health?deep=1'))).toMatchObject({
      library: { ok: true },
      output: { ok: true },
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
});
