import { describe, expect, it } from 'vitest';
import { encodeWav } from '../src/audio/wav.ts';
import { ClipStock } from '../src/clip-stock.ts';
import { parseOptions } from '../src/config.ts';
import { StitchError } from '../src/errors.ts';
import { joined } from '../src/mp3/splice.ts';
import { MemoryRepo } from '../src/repo/memory-repo.ts';
import { type Key, parseKey, type Repo } from '../src/repo/repo.ts';
import { HERE, type SoundMaker } from '../src/sound-maker.ts';
import { createStitcher } from '../src/stitcher.ts';
import { fixture, tone } from './fixtures.ts';

const OPTIONS = parseOptions({});

describe('BulkRenderer', () => {
  it('looks again at all plans when a clip became another while others were read', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('x.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('y.wav'), encodeWav(tone(0.3, 44_100)));
    const stitcher = createStitcher(repo);
    const [a, b] = [await stitcher.plan('x'), await stitcher.plan('x y')];
    const renderer = stitcher.bulkRenderer(OPTIONS, 'sound');
    await renderer.ready([a]);
    await repo.write(parseKey('x.wav'), fixture('audios/shreeshail.wav'));
    const ready = await renderer.ready([a, b]);
    for (const [i, text] of ['x', 'x y'].entries()) {
      const each = ready[i]!;
      if (each instanceof StitchError) throw each;
      const made = joined(await each.make());
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
    const renderer = stitcher.bulkRenderer(OPTIONS, 'sound', new ClipStock(1));
    const [ready] = await renderer.ready([await stitcher.plan('x')]);
    if (ready === undefined || ready instanceof StitchError) throw ready;
    expect(reads()).toBe(1);
    const repo = new MemoryRepo({ 'x.wav': encodeWav(tone(0.101, 8000)) });
    const { bytes } = await createStitcher(repo).stitch('x');
    expect(Buffer.compare(joined(await ready.make()), bytes)).toBe(0);
  });

  it('gives up on a clip that others find changed each time', async () => {
    const { clips, reads } = await restless();
    const maker: SoundMaker = {
      ...HERE,
      makeBlock: async (...of) => {
        const block = await HERE.makeBlock(...of);
        await stitcher.layOut('x');
        return block;
      },
    };
    const stitcher = createStitcher(clips, { maker });
    const renderer = stitcher.bulkRenderer(OPTIONS, 'sound');
    await expect(renderer.ready([await stitcher.plan('x')])).rejects.toMatchObject({
      code: 'repo/unavailable',
      message: expect.stringContaining('are written again and again'),
    });
    expect(reads()).toBeLessThan(100);
  });
});
