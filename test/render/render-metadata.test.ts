import { describe, expect, it } from 'vitest';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { FILES, stitchCached } from '../cached-stitcher.ts';
import { fixture } from '../fixtures.ts';

describe('fromMetadata', () => {
  it('keeps the warnings of clips, each once', async () => {
    const files = { 'a.wav': fixture('defects/cut-in-data.wav') };
    const cache = new MemoryRepo();
    const first = await stitchCached(new MemoryRepo(files), cache, 'a a');
    const again = await stitchCached(new MemoryRepo(files), cache, 'a a');
    expect(first.warnings).toEqual(['a.wav ends before its samples do; what is there is played']);
    expect([again.cached, again.warnings]).toEqual([true, first.warnings]);
  });

  it('has the pauses that are asked for, not those that it was made with', async () => {
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello', { pauses: { commaSeconds: 1 } });
    const made = await stitchCached(new MemoryRepo(FILES), cache, 'hello', {
      pauses: { commaSeconds: 2 },
    });
    expect([made.cached, made.profile.pauseSeconds.comma]).toEqual([true, 2]);
  });
});
