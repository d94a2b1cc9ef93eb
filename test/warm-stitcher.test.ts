import { describe, expect, it } from 'vitest';
import { parseOptions } from '../src/config.ts';
import { MemoryRepo } from '../src/repo/memory-repo.ts';
import { type Key, parseKey, type Repo } from '../src/repo/repo.ts';
import { HERE } from '../src/sound-maker.ts';
import { createStitcher } from '../src/stitcher.ts';
import { WarmStitcher } from '../src/warm-stitcher.ts';
import { fixture } from './fixtures.ts';

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
  const stitcher = new WarmStitcher(watched, {
    cache: null,
    maker: {
      ...HERE,
      makeBlock: (...of) => {
        encoded++;
        return HERE.makeBlock(...of);
      },
    },
    refreshSeconds,
    memoryBytes,
    now: () => nowMs,
    onTrouble: () => {},
  });
  const say = async (message: string, options = OPTIONS) => {
    const plan = await stitcher.plan({ message }, options.lang);
    return (await stitcher.render(plan, options)).bytes();
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

describe('WarmStitcher', () => {
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
    const plan = await stitcher.plan({ message: 'hello' }, 'en');
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(stitcher.render(plan, OPTIONS, gone)).rejects.toThrow('gone');
    expect((await (await stitcher.render(plan, OPTIONS)).bytes()).length).toBeGreaterThan(1000);
  });

  it('holds as few languages as it may', async () => {
    const { stitcher } = await warm();
    for (let i = 0; i < 40; i++) {
      const lang = `en-x-a${i}`;
      expect((await stitcher.plan({ message: 'hello' }, lang)).steps.length).toBe(1);
    }
  });
});
