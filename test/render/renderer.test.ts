import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { parseOptions } from '../../src/options/render.ts';
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

  it('gives up on a clip that is another each time', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('x.wav'), fixture('audios/hello.wav'));
    let times = 0;
    const restless = Object.create(repo, {
      read: {
        value: async (key: Key) => {
          await repo.write(key, encodeWav(tone(0.1 + ++times / 1000, 8000)));
          return repo.read(key);
        },
      },
    }) as Repo;
    const stitcher = createStitcher(restless);
    const ready = stitcher.renderer.prepare([await stitcher.plan('x')], OPTIONS);
    await expect(Promise.resolve(ready).then((of) => of.length)).resolves.toBe(1);
    expect(times).toBeLessThan(100);
  });
});
