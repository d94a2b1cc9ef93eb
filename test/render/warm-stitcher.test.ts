import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { parseOptions } from '../../src/options/render.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { fixture } from '../fixtures.ts';

const OPTIONS = parseOptions({});

/** A warm stitcher over two clips, and what it did. */
async function warm({ memoryBytes = 1e6, refreshSeconds = 60 } = {}) {
  const repo = new MemoryRepo();
  for (const name of ['hello.wav', 'shreeshail.wav']) {
    await repo.write(parseKey(name), fixture(`audios/${name}`));
  }
  const reads: string[] = [];
  let lists = 0;
  const watched = Object.create(repo, {
    read: {
      value: (key: Key) => {
        reads.push(key);
        return repo.read(key);
      },
    },
    list: {
      value: (prefix?: string) => {
        lists++;
        return repo.list(prefix);
      },
    },
  }) as Repo;
  let nowMs = 0;
  let encoded = 0;
  const stitcher = createStitcher(watched, {
    cache: null,
    worker: {
      ...inlineWorker,
      encodeBlock: (...of) => {
        encoded++;
        return inlineWorker.encodeBlock(...of);
      },
    },
    refreshSeconds,
    memoryBytes,
    nowMs: () => nowMs,
    onWarning: () => {},
  });
  const say = async (message: string, options = OPTIONS) => {
    const plan = await stitcher.plan(message, { lang: options.lang });
    return (await stitcher.renderer.render(plan, options)).bytes();
  };
  return {
    repo,
    say,
    stitcher,
    reads,
    lists: () => lists,
    encoded: () => encoded,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('a stitcher that stays', () => {
  it('makes the bytes that a stitcher makes, and of each clip only once', async () => {
    const { say, repo, encoded, lists, reads } = await warm();
    for (const message of ['hello shreeshail', 'shreeshail', 'hello, hello']) {
      expect(await say(message)).toEqual((await createStitcher(repo).stitch(message)).bytes);
    }
    expect([encoded(), lists()]).toEqual([2, 1]);
    expect(reads.sort()).toEqual(['hello.wav', 'shreeshail.wav']);
  });

  it('makes each clip once for many who ask at once, whatever their options', async () => {
    const { say, encoded } = await warm();
    const gaps = Array.from({ length: 20 }, (_, i) => parseOptions({ gapSeconds: i / 10 }));
    const made = await Promise.all(gaps.map((options) => say('hello shreeshail', options)));
    expect(new Set(made.map(({ length }) => length)).size).toBeGreaterThan(5);
    expect(encoded()).toBe(2);
  });

  it('lists again when the listing is too old, and keeps what is the same', async () => {
    const { say, repo, encoded, lists, wait } = await warm();
    const before = await say('hello shreeshail');
    wait(61_000);
    expect(await say('hello shreeshail')).toEqual(before);
    expect([encoded(), lists()]).toEqual([2, 2]);
    await repo.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nshreeshail.wav,friend\n'));
    expect(await say('hello shreeshail')).toEqual(before);
    wait(61_000);
    await expect(say('hello shreeshail')).resolves.toBeDefined();
    expect(await say('hello friend')).toEqual(
      (await createStitcher(repo).stitch('hello friend')).bytes,
    );
    const plan = await createStitcher(repo).plan('hello shreeshail');
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['clip', 'missing']);
  });

  it('goes on with little memory: what was let go is made again', async () => {
    const { say, repo, encoded } = await warm({ memoryBytes: 1 });
    for (let i = 0; i < 3; i++) {
      for (const message of ['hello', 'shreeshail', 'hello shreeshail']) {
        expect(await say(message)).toEqual((await createStitcher(repo).stitch(message)).bytes);
      }
    }
    expect(encoded()).toBeGreaterThan(4);
  });

  it('throws the reason of whom does not wait', async () => {
    const { stitcher } = await warm();
    const plan = await stitcher.plan('hello', { lang: 'en' });
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(stitcher.renderer.render(plan, OPTIONS, { signal: gone })).rejects.toThrow('gone');
    expect((await (await stitcher.renderer.render(plan, OPTIONS)).bytes()).length).toBeGreaterThan(
      1000,
    );
  });

  it('learns only so many languages in a while, and those in use stay', async () => {
    const { stitcher, wait } = await warm({ refreshSeconds: 1e4 });
    const say = (lang: string) => stitcher.plan('hello', { lang });
    for (let i = 0; i < 16; i++) expect((await say(`en-x-a${i}`)).steps.length).toBe(1);
    await expect(say('sw')).rejects.toMatchObject({ code: 'request/busy' });
    await expect(stitcher.library('sw')).rejects.toMatchObject({ code: 'request/busy' });
    wait(59_000);
    await say('en-x-a0');
    wait(2000);
    for (let i = 0; i < 15; i++) expect((await say(`sw-x-a${i}`)).steps.length).toBe(1);
    await say('en-x-a0');
    await expect(say('fr')).rejects.toMatchObject({ code: 'request/busy' });
  });

  it('is well again after the first look at a language failed', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('hello.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nhello.wav,hello\n'));
    let fails = true;
    const flaky = Object.create(repo, {
      read: {
        value: async (key: Key) => {
          await new Promise((done) => setTimeout(done, 20));
          if (fails && key === 'clips.csv') throw new StitchError('repo/timeout', 'slow');
          return repo.read(key);
        },
      },
    }) as Repo;
    const stitcher = createStitcher(flaky, {
      cache: null,
      refreshSeconds: 0,
      memoryBytes: 1e6,
      nowMs: () => performance.now(),
      onWarning: () => {},
    });
    const first = stitcher.plan('hello', { lang: 'en' });
    await Promise.all([
      expect(first).rejects.toMatchObject({ code: 'repo/timeout' }),
      expect(stitcher.plan('hello', { lang: 'sw' })).rejects.toBeDefined(),
    ]);
    fails = false;
    expect((await stitcher.plan('hello', { lang: 'en' })).steps.length).toBe(1);
  });

  it('serves on with the old listing while a new one does not come', async () => {
    const { repo, wait } = await warm();
    let hangs = false;
    const hanging = Object.create(repo, {
      list: {
        async *value(prefix?: string) {
          if (hangs) await new Promise(() => {});
          yield* repo.list(prefix);
        },
      },
    }) as Repo;
    let nowMs = 0;
    wait(0);
    const stitcher = createStitcher(hanging, {
      cache: null,
      refreshSeconds: 60,
      memoryBytes: 1e6,
      nowMs: () => nowMs,
      onWarning: () => {},
    });
    await stitcher.plan('hello', { lang: 'en' });
    hangs = true;
    nowMs = 61_000;
    const startedMs = performance.now();
    expect((await stitcher.plan('hello', { lang: 'en' })).steps.length).toBe(1);
    expect(performance.now() - startedMs).toBeGreaterThan(500);
    nowMs += 2000;
    expect((await stitcher.plan('hello', { lang: 'en' })).steps.length).toBe(1);
  });

  it('makes once what many want that is encoded whole', async () => {
    const { repo } = await warm();
    let made = 0;
    const worker: AudioWorker = {
      ...inlineWorker,
      encodeWhole: (...of) => {
        made++;
        return inlineWorker.encodeWhole(...of);
      },
    };
    const stitcher = createStitcher(repo, {
      cache: null,
      worker,
      refreshSeconds: 60,
      memoryBytes: 1e7,
      nowMs: () => 0,
      onWarning: () => {},
    });
    const options = parseOptions({ join: 'tight' });
    const plan = await stitcher.plan('hello shreeshail', { lang: 'en' });
    const render = async () => (await stitcher.renderer.render(plan, options)).bytes();
    const all = await Promise.all(Array.from({ length: 10 }, render));
    expect(made).toBe(1);
    const { bytes } = await createStitcher(repo).stitch('hello shreeshail', { join: 'tight' });
    for (const each of all) expect(Buffer.compare(each, bytes)).toBe(0);
  });
});
