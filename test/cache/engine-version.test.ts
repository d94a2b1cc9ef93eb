import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { cacheKeys, FILES, stitchCached, watched } from '../cached-stitcher.ts';

afterEach(() => {
  vi.doUnmock('../../src/cache/engine-version.ts');
  vi.resetModules();
});

describe('ENGINE_VERSION', () => {
  it('keeps the entries of one engine from another', async () => {
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello');
    vi.resetModules();
    vi.doMock('../../src/cache/engine-version.ts', () => ({ ENGINE_VERSION: 'another' }));
    const other = await import('../../src/stitcher.ts');
    const clips = watched(new MemoryRepo(FILES));
    const made = await other.createStitcher(clips, { cache }).stitch('hello');
    expect([made.cached, clips.reads]).toEqual([false, ['hello.wav']]);
    expect((await other.createStitcher(clips, { cache }).stitch('hello')).cached).toBe(true);
    const kinds = (await cacheKeys(cache)).map((key) => key.split('/')[1]!);
    const twice = ['blocks', 'clips', 'lexicons'].flatMap((kind) => [kind, kind]);
    expect(kinds.filter((kind) => twice.includes(kind))).toEqual(twice);
  });
});
