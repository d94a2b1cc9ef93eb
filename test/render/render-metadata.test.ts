import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/render.ts';
import { layOutPlan } from '../../src/render/layout.ts';
import { settleProfile } from '../../src/render/profile.ts';
import { fromMetadata, toMetadata } from '../../src/render/render-metadata.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { FILES, stitchCached } from '../cached-stitcher.ts';
import { fixture } from '../fixtures.ts';
import { clipsOf, planOf } from './plans.ts';

describe('toMetadata', () => {
  const options = parseOptions({ format: 'wav', gapSeconds: 0, missing: 'skip' });
  const plan = planOf('a.wav', '?big', 'b.wav', 'a.wav');
  const clips = clipsOf(plan, { 'a.wav': 400, 'b.wav': 100 }, { 'b.wav': ['is cut off'] });
  const layout = layOutPlan(plan, options, settleProfile(options, 8000), clips);
  const metadata = toMetadata(layout, clips);

  it('has the places and warnings of clips in their order, without their names', () => {
    expect(metadata.clips).toEqual([
      { start: 0, frames: 400, warnings: [] },
      { start: 400, frames: 100, warnings: ['is cut off'] },
      { start: 500, frames: 400, warnings: [] },
    ]);
    expect(JSON.stringify(metadata)).not.toContain('.wav');
  });

  it('comes back as the same layout by fromMetadata, through JSON', () => {
    expect(fromMetadata(plan, options, JSON.parse(JSON.stringify(metadata)))).toEqual(layout);
  });

  it('comes back with the names of another plan of the same key', () => {
    const renamed = fromMetadata(planOf('x.wav', 'y.wav', 'x.wav'), options, metadata);
    expect(renamed.timeline.placed.map(({ clip }) => clip)).toEqual(['x.wav', 'y.wav', 'x.wav']);
    expect(renamed.warnings).toEqual(['y.wav is cut off']);
  });
});

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
