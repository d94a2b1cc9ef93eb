import { describe, expect, it } from 'vitest';
import type { Pcm } from '../../src/audio/pcm.ts';
import { codecOf } from '../../src/codec/registry.ts';
import { decodeWav } from '../../src/decode/wav.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { clipUses } from '../../src/render/clip-use.ts';
import { type PreparedClip, RenderOfClips } from '../../src/render/prepared-render.ts';
import { settleProfile } from '../../src/render/profile.ts';
import { toMetadata } from '../../src/render/render-metadata.ts';
import type { WholeJob } from '../../src/render/worker/audio-worker.ts';
import { concat } from '../../src/util/bytes.ts';
import { planOf } from './plans.ts';

const A: Pcm = { channels: [Float32Array.of(0.5, -0.5)], sampleRateHz: 8000 };
const B: Pcm = { channels: [Float32Array.of(0.25)], sampleRateHz: 8000 };

/** "a b a" prepared, and the jobs of those who are asked to encode the whole. */
async function prepare(input: OptionsInput) {
  const options = parseOptions({ sampleRateHz: 8000, gapSeconds: 1 / 8000, ...input });
  const profile = settleProfile(options, 8000);
  const codec = codecOf(profile.format);
  const plan = planOf('a.wav', 'b.wav', 'a.wav');
  const byName = new Map<string, Omit<PreparedClip, 'use'>>();
  for (const [name, pcm] of Object.entries({ 'a.wav': A, 'b.wav': B })) {
    const block = await codec.encodeBlock(pcm, profile.format);
    const { frames } = block;
    const info = { sampleRateHz: 8000, warnings: name === 'b.wav' ? ['is short'] : [] };
    const extent = { frames, before: 0, after: 0, block, pcm };
    byName.set(name, { info, extent });
  }
  const jobs: WholeJob[] = [];
  const clips = clipUses(plan.steps).map((use) => ({ use, ...byName.get(use.key)! }));
  const render = new RenderOfClips(
    { plan, options, profile, title: 'a b a', key: 'k', clips },
    async (_, job) => {
      jobs.push(job);
      return Uint8Array.of(7);
    },
  );
  return { render, jobs, clips };
}

describe('preparedRender', () => {
  it('splices blocks at once, and asks nobody to encode', async () => {
    const { render, jobs } = await prepare({ format: 'wav' });
    const pieces = render.make();
    expect(pieces).toBeInstanceOf(Array);
    const { pcm } = await decodeWav(concat(pieces as Uint8Array[]), 'made');
    expect([...pcm.channels[0]!]).toEqual([0.5, -0.5, 0, 0.25, 0, 0.5, -0.5]);
    expect(jobs).toEqual([]);
  });

  it('has a tight render encoded from its clips in their places', async () => {
    const { render, jobs } = await prepare({ join: 'tight' });
    expect(await render.make()).toEqual([Uint8Array.of(7)]);
    expect(jobs).toHaveLength(1);
    const { timeline, title, format } = jobs[0]!;
    expect(timeline.placed).toEqual([
      { clip: A, start: 0, frames: 2 },
      { clip: B, start: 3, frames: 1 },
      { clip: A, start: 5, frames: 2 },
    ]);
    expect([title, format.name]).toEqual(['a b a', 'mp3']);
  });

  it('lays out once', async () => {
    const { render } = await prepare({ format: 'wav' });
    expect(render.layOut()).toBe(render.layOut());
  });

  it("has its clips' warnings, and metadata of its layout", async () => {
    const { render, clips } = await prepare({ format: 'wav' });
    expect(render.warnings).toEqual(['b.wav is short']);
    expect(render.metadata()).toEqual(toMetadata(render.layOut(), clips));
  });
});
