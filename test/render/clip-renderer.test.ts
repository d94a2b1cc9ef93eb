import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import type { OptionsInput } from '../../src/options/render.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { concat } from '../../src/util/bytes.ts';
import {
  cacheKeys,
  FILES,
  laterRepo,
  soundOf,
  stitchCached,
  stitchPlain,
  temporaryFolder,
  watched,
} from '../cached-stitcher.ts';
import { encodeWav, fixture, tone } from '../fixtures.ts';
import { memoWorker } from '../memo-worker.ts';
import { OPTIONS, warmStitcher } from '../warm-stitcher.ts';

describe('ClipRenderer', () => {
  it('finds WAV, tight and incomplete renders in the cache', async () => {
    const cache = new MemoryRepo();
    const ways: OptionsInput[] = [
      { format: 'wav' },
      { join: 'tight' },
      { missing: 'skip' },
      { missing: 'silence' },
    ];
    for (const options of ways) {
      const first = await stitchCached(
        new MemoryRepo(FILES),
        cache,
        'hello nobody shreeshail hello',
        {
          missing: 'skip',
          ...options,
        },
      );
      const again = await stitchCached(
        new MemoryRepo(FILES),
        cache,
        'hello nobody shreeshail hello',
        {
          missing: 'skip',
          ...options,
        },
      );
      expect(again.cached).toBe(true);
      expect(soundOf(again)).toEqual(soundOf(first));
    }
  });

  it('renders and caches the new content of a clip that changed after it was listed', async () => {
    const cache = new MemoryRepo();
    const clips = new MemoryRepo(FILES);
    const stitcher = createStitcher(clips, { cache, worker: memoWorker });
    await stitcher.plan('hello');
    await clips.write(parseKey('hello.wav'), FILES['shreeshail.wav']);
    const late = await stitcher.stitch('hello');
    expect(soundOf(late)).toEqual(soundOf(await stitchPlain(clips, 'hello')));
    const before = await stitchCached(new MemoryRepo(FILES), cache, 'hello');
    expect(before.cached).toBe(false);
    expect(soundOf(before)).toEqual(soundOf(await stitchPlain(new MemoryRepo(FILES), 'hello')));
  });

  it('takes the new sample rate of a clip that changed after it was listed', async () => {
    const cache = new MemoryRepo();
    const clips = new MemoryRepo(FILES);
    // The facts of the old sound are known, its block at the usual bit rate is not.
    await stitchCached(clips, cache, 'hello', { bitRateKbps: 64 });
    const stitcher = createStitcher(clips, { cache, worker: memoWorker });
    await stitcher.plan('hello');
    await clips.write(parseKey('hello.wav'), encodeWav(tone(0.3, 44_100)));
    const late = await stitcher.stitch('hello');
    expect(late.profile.format.sampleRateHz).toBe(44_100);
    expect(soundOf(late)).toEqual(soundOf(await stitchPlain(clips, 'hello')));
  });

  it('caches no wrong render when concurrent messages find that a clip changed', async () => {
    const ways: OptionsInput[] = [{}, { format: 'wav' }, { bitRateKbps: 64 }, { join: 'tight' }];
    const [old, changed] = [FILES['hello.wav'], FILES['shreeshail.wav']];
    for (let round = 0; round < ways.length; round++) {
      const cache = new MemoryRepo();
      await stitchCached(new MemoryRepo({ 'hello.wav': old }), cache, 'hello', ways[round]);
      const clips = new MemoryRepo({ 'hello.wav': old });
      const stitcher = createStitcher(clips, { cache, worker: memoWorker });
      await stitcher.plan('hello');
      await clips.write(parseKey('hello.wav'), changed);
      const all = [...ways, ...ways].map((options, i) =>
        stitcher.stitch(i % 2 === 0 ? 'hello hello' : 'hello', options),
      );
      await Promise.all(all);
      for (const content of [old, changed]) {
        const files = { 'hello.wav': content };
        for (const options of ways) {
          for (const message of ['hello', 'hello hello']) {
            const made = await stitchCached(new MemoryRepo(files), cache, message, options);
            const plain = await stitchPlain(new MemoryRepo(files), message, options);
            expect(soundOf(made)).toEqual(soundOf(plain));
          }
        }
      }
    }
  });

  it('writes no render that another program has cached, though its clips are in memory', async () => {
    const [clips, cache] = [new MemoryRepo(FILES), watched(new MemoryRepo())];
    const warm = createStitcher(clips, { cache, worker: memoWorker });
    await warm.stitch('hello');
    await stitchCached(clips, cache, 'hello hello');
    const writes = cache.writes.length;
    expect((await warm.stitch('hello hello')).cached).toBe(true);
    expect(cache.writes).toHaveLength(writes);
  });

  it('remembers the content of a clip that it read only to find a render', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'hello.wav'), FILES['hello.wav']);
    const cache = new MemoryRepo();
    await stitchCached(laterRepo(root), cache, 'hello');
    const ids = (await cacheKeys(cache)).find((key) => key.startsWith('cache/ids/'));
    await cache.delete(parseKey(ids!));
    expect((await stitchCached(laterRepo(root), cache, 'hello')).cached).toBe(true);
    const clips = watched(laterRepo(root));
    await stitchCached(clips, cache, 'hello');
    expect(clips.reads).toEqual([]);
  });

  it('is done only once a slow cache has the blocks that were made', async () => {
    const cache = new MemoryRepo();
    const write = async (...of: Parameters<MemoryRepo['write']>) => {
      if (of[0].includes('/blocks/')) await new Promise((done) => setTimeout(done, 100));
      return cache.write(...of);
    };
    const slow = Object.create(cache, { write: { value: write } }) as Repo;
    await stitchCached(new MemoryRepo(FILES), slow, 'hello');
    const kinds = (await cacheKeys(cache)).map((key) => key.split('/')[1]);
    expect(kinds).toContain('blocks');
  });

  it('renders the last content of clips that change at every read', async () => {
    const clips = new MemoryRepo(FILES);
    let reads = 0;
    const read = clips.read.bind(clips);
    clips.read = async (key) => {
      if (key === 'hello.wav') await clips.write(key, encodeWav(tone(0.2, 8000 + reads++, 300)));
      return read(key);
    };
    const cache = Object.assign(new MemoryRepo(), { write: async () => false });
    const made = await createStitcher(clips, { cache, worker: memoWorker }).stitch('hello', {
      format: 'wav',
    });
    expect(made.profile.format.sampleRateHz).toBe(8000 + reads - 1);
    expect(made.cached).toBe(false);
  });

  it('throws the reason of an aborted signal, and renders the next time', async () => {
    const { stitcher } = warmStitcher();
    const plan = await stitcher.plan('hello', { lang: 'en' });
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(stitcher.renderer.render(plan, OPTIONS, { signal: gone })).rejects.toThrow('gone');
    expect((await (await stitcher.renderer.render(plan, OPTIONS)).bytes()).length).toBeGreaterThan(
      1000,
    );
  });

  it('prepares plans again whose clips changed while others were loaded', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('x.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('y.wav'), encodeWav(tone(0.3, 44_100)));
    const stitcher = createStitcher(repo, { worker: memoWorker });
    const [a, b] = [await stitcher.plan('x'), await stitcher.plan('x y')];
    const { renderer } = stitcher;
    await renderer.prepare([a], OPTIONS);
    await repo.write(parseKey('x.wav'), fixture('audios/shreeshail.wav'));
    const ready = await renderer.prepare([a, b], OPTIONS);
    for (const [i, text] of ['x', 'x y'].entries()) {
      const each = ready[i]!;
      if (each instanceof StitchError) throw each;
      const made = concat(await each.make());
      expect(Buffer.compare(made, (await stitchPlain(repo, text)).bytes)).toBe(0);
    }
  });

  /** A repo whose one clip changes at every read, with a count of reads. */
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

  it('prepares a clip that changes at every read from its first read', async () => {
    const { clips, reads } = await restless();
    const stitcher = createStitcher(clips, { worker: memoWorker });
    const renderer = stitcher.renderer;
    const [ready] = await renderer.prepare([await stitcher.plan('x')], OPTIONS);
    if (ready === undefined || ready instanceof StitchError) throw ready;
    expect(reads()).toBe(1);
    const repo = new MemoryRepo({ 'x.wav': encodeWav(tone(0.101, 8000)) });
    const { bytes } = await stitchPlain(repo, 'x');
    expect(Buffer.compare(concat(await ready.make()), bytes)).toBe(0);
  });

  it('throws repo/unavailable after ten attempts at a clip that keeps changing', async () => {
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
