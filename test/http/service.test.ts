import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { AUDIO, json, makeApi, twoClips } from './service.ts';

describe('Service', () => {
  it('reads a clip again after a failure', async () => {
    const repo = await twoClips();
    let failures = 1;
    const flaky = Object.create(repo, {
      read: {
        value: (key: Key) => {
          if (failures-- > 0) return Promise.reject(new StitchError('repo/timeout', 'slow'));
          return repo.read(key);
        },
      },
    }) as Repo;
    const { post } = await makeApi({ repo: flaky, cache: null });
    const statuses = [];
    for (let i = 0; i < 2; i++) {
      statuses.push((await post('/stitch', { message: 'hello' }, AUDIO)).status);
    }
    expect(statuses).toEqual([504, 200]);
  });

  it('returns 502 for a clip that has gone since it was listed, and lists again', async () => {
    const { post, repo } = await makeApi({ cache: null });
    await post('/check', { message: 'you' });
    await repo.delete(parseKey('hello.wav'));
    const gone = await post('/stitch', { message: 'hello' });
    expect(gone.status).toBe(502);
    expect(await json(gone)).toMatchObject({ code: 'repo/unavailable' });
    expect((await post('/stitch', { message: 'hello' })).status).toBe(422);
  });
});
