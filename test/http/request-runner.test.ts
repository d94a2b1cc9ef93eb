import { describe, expect, it } from 'vitest';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { AUDIO, makeApi, twoClips } from './service.ts';

describe('RequestRunner', () => {
  it('returns 304 for a known ETag, and makes nothing', async () => {
    let made = 0;
    const encodeWhole: AudioWorker['encodeWhole'] = (...of) => {
      made++;
      return inlineWorker.encodeWhole(...of);
    };
    const worker = { ...inlineWorker, encodeWhole };
    const { post } = await makeApi({ worker });
    const body = { message: 'hello', join: 'tight' };
    const first = await post('/stitch', body, { Accept: 'audio/*' });
    const etag = first.headers.get('etag')!;
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await post('/stitch', body, { Accept: 'audio/*', 'If-None-Match': tag });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
    }
    expect(made).toBe(1);
    expect(
      (await post('/stitch', body, { Accept: 'audio/*', 'If-None-Match': '"x"' })).status,
    ).toBe(200);
  });

  it('returns 304 for a known ETag without reading a clip', async () => {
    const repo = await twoClips();
    const first = await makeApi({ repo });
    const etag = (await first.post('/stitch', { message: 'hello' }, AUDIO)).headers.get('etag')!;
    const worker: AudioWorker = {
      ...inlineWorker,
      decode: () => Promise.reject(new Error('decoded')),
    };
    const cold = await makeApi({ repo, cache: null, worker });
    const known = { ...AUDIO, 'If-None-Match': etag };
    expect((await cold.post('/stitch', { message: 'hello' }, known)).status).toBe(304);
    expect((await cold.post('/stitch', { message: 'hello' }, AUDIO)).status).toBe(500);
  });

  it('redirects to the storage for files that are too large to be sent', async () => {
    const { post } = await makeApi({ maxResponseBytes: 1000 });
    const response = await post('/stitch', { message: 'hello shreeshail' }, AUDIO);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^data:audio\/mpeg/);
  });
});
