import { afterEach, describe, expect, it, vi } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { FILES, stitchPlain, watched } from '../cached-stitcher.ts';
import { fixture } from '../fixtures.ts';
import { warmStitcher } from '../warm-stitcher.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('LiveLibrary', () => {
  it('lists once for all languages, and again when it is refreshed', async () => {
    const clips = watched(new MemoryRepo(FILES));
    const stitcher = createStitcher(clips, { cache: new MemoryRepo() });
    await stitcher.stitch('hello');
    await stitcher.stitch('shreeshail', { lang: 'sw' });
    expect(clips.lists).toBe(1);
    await clips.write('new.wav' as Key, FILES['40.wav']);
    await expect(stitcher.stitch('new')).rejects.toMatchObject({ code: 'message/missing' });
    await stitcher.refresh();
    await stitcher.stitch('new');
    expect(clips.lists).toBe(2);
  });

  it('lists again once the listing is too old, and reads only the clips that changed', async () => {
    const { say, repo, encoded, clips, wait } = warmStitcher();
    const before = await say('hello shreeshail');
    wait(59_000);
    expect(await say('hello shreeshail')).toEqual(before);
    expect([encoded(), clips.lists]).toEqual([2, 1]);
    wait(2000);
    expect(await say('hello shreeshail')).toEqual(before);
    expect([encoded(), clips.lists]).toEqual([2, 2]);
    await repo.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nshreeshail.wav,friend\n'));
    expect(await say('hello shreeshail')).toEqual(before);
    wait(61_000);
    await expect(say('hello shreeshail')).resolves.toBeDefined();
    expect(await say('hello friend')).toEqual((await stitchPlain(repo, 'hello friend')).bytes);
    const plan = await createStitcher(repo).plan('hello shreeshail');
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['clip', 'missing']);
  });

  it('loads a language again after the first attempt failed', async () => {
    const repo = new MemoryRepo();
    await repo.write(parseKey('hello.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nhello.wav,hello\n'));
    let fails = true;
    const flaky = Object.create(repo, {
      read: {
        value: async (key: Key) => {
          await new Promise((done) => setImmediate(done));
          if (fails && key === 'clips.csv') throw new StitchError('repo/timeout', 'slow');
          return repo.read(key);
        },
      },
    }) as Repo;
    const stitcher = createStitcher(flaky, {
      cache: null,
      refreshSeconds: 0,
      memoryBytes: 1e6,
      nowMs: () => 0,
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

  it('serves the old listing once it has waited a second for a new one', async () => {
    const { repo } = warmStitcher();
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
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let isPlanned = false;
    const waiting = stitcher.plan('hello', { lang: 'en' }).finally(() => {
      isPlanned = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(isPlanned).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect((await waiting).steps.length).toBe(1);
    // Who comes later does not wait again.
    nowMs += 2000;
    expect((await stitcher.plan('hello', { lang: 'en' })).steps.length).toBe(1);
  });
});
