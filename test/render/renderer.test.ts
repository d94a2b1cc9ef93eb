import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { parseOptions } from '../../src/options/render.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { concat } from '../../src/util/bytes.ts';
import { encodeWav, fixture, tone } from '../fixtures.ts';

const OPTIONS = parseOptions({});

describe('Renderer', () => {
  it('looks again at all plans when a clip became another while others were read', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('x.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('y.wav'), encodeWav(tone(0.3, 44_100)));
    const stitcher = createStitcher(repo);
    const [a, b] = [await stitcher.plan('x'), await stitcher.plan('x y')];
    const { renderer } = stitcher;
    await renderer.prepare([a], OPTIONS);
    await repo.write(parseKey('x.wav'), fixture('audios/shreeshail.wav'));
    const ready = await renderer.prepare([a, b], OPTIONS);
    for (const [i, text] of ['x', 'x y'].entries()) {
      const each = ready[i]!;
      if (each instanceof StitchError) throw each;
      const made = concat(await each.make());
      expect(Buffer.compare(made, (await createStitcher(repo).stitch(text)).bytes)).toBe(0);
    }
  });

  /** A repo whose one clip is another each time when it is read, and how often it was. */
  async function restless() {
    const repo = new MemoryRepo();
    await repo.write(parseKey('x.wav'), fixture('audios/hello.wav'));
    let reads = 0;
    const read = async (key: Key) => {
      await repo.write(key, encodeWav(tone(0.1 + ++reads / 1000, 8000)));
      return repo.read(key);
    };
    return { clips: Object.create(repo, { read: { value: read } }) as Repo, reads: () => reads };
  }

  it('makes do with a clip that changes whenever it is read', async () => {
    const { clips, reads } = await restless();
    const stitcher = createStitcher(clips);
    const renderer = stitcher.renderer;
    const [ready] = await renderer.prepare([await stitcher.plan('x')], OPTIONS);
    if (ready === undefined || ready instanceof StitchError) throw ready;
    expect(reads()).toBe(1);
    const repo = new MemoryRepo({ 'x.wav': encodeWav(tone(0.101, 8000)) });
    const { bytes } = await createStitcher(repo).stitch('x');
    expect(Buffer.compare(concat(await ready.make()), bytes)).toBe(0);
  });

  it('gives up on a clip that others find changed each time', async () => {
    const { clips, reads } = await restless();
    const worker: AudioWorker = {
      ...inlineWorker,
      encodeBlock: async (...of) => {
        const block = await inlineWorker.encodeBlock(...of);
        await stitcher.layOut('x');
        return block;
      },
    };
    const stitcher = createStitcher(clips, { worker });
    await expect(
      stitcher.renderer.prepare([await stitcher.plan('x')], OPTIONS),
    ).rejects.toMatchObject({
      code: 'repo/unavailable',
      message: expect.stringContaining('are written again and again'),
    });
    expect(reads()).toBeLessThan(100);
  });
});
