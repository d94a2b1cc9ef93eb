// The stitcher with a cache: what is made twice, and what never is.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, inject, it, vi } from 'vitest';
import { encodeWav } from '../../src/audio/wav.ts';
import { seal, unseal } from '../../src/cache/seal.ts';
import type { OptionsInput } from '../../src/config.ts';
import { StitchError } from '../../src/errors.ts';
import { LocalRepo } from '../../src/repo/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory-repo.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher, type Stitched } from '../../src/stitcher.ts';
import { fixture, tone } from '../fixtures.ts';
import { bucketRepo } from '../repo/buckets.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-cache-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  vi.doUnmock('../../src/engine.ts');
  vi.resetModules();
});
let made = 0;
const folder = () => mkdtempSync(join(scratch, `${made++}-`));

const FILES = {
  'hello.wav': fixture('audios/hello.wav'),
  'shreeshail.wav': fixture('audios/shreeshail.wav'),
  '40.wav': encodeWav(tone(0.3, 8000)),
};
const isClip = (key: string) => key.endsWith('.wav') && !key.startsWith('cache/');

/** A repo that tells what is read of it and how often it is listed. */
function watched<T extends Repo>(
  repo: T,
): T & { reads: string[]; lists: number; writes: string[] } {
  const seen = { reads: [] as string[], writes: [] as string[], lists: 0 };
  return new Proxy(repo, {
    get(target, name) {
      if (name in seen) return seen[name as keyof typeof seen];
      const value = target[name as keyof T];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'read') seen.reads.push(String(args[0]));
        if (name === 'write') seen.writes.push(String(args[0]));
        if (name === 'list') seen.lists++;
        return value.apply(target, args);
      };
    },
  }) as T & typeof seen;
}

const say = (clips: Repo, cache: Repo, message: string, options: OptionsInput = {}) =>
  createStitcher(clips, { cache }).stitch(message, options);
const soundOf = ({ bytes, durationSeconds, timeline, profile, warnings }: Stitched) => ({
  bytes: Buffer.from(bytes).toString('hex'),
  durationSeconds,
  timeline,
  profile,
  warnings,
});
async function cacheKeys(cache: Repo): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of cache.list()) keys.push(key);
  return keys;
}

const service = inject('s3Services')[0]!;
const places: readonly (readonly [string, () => Promise<Repo>])[] = [
  ['memory', async () => new MemoryRepo()],
  ['a folder', async () => new LocalRepo(folder())],
  [service.name, () => bucketRepo(service)],
];

describe.each(places)('a cache in %s', (_, makeCache) => {
  it('gives what was made before, without reading a clip', async () => {
    const cache = await makeCache();
    const plain = await createStitcher(new MemoryRepo(FILES)).stitch('hello, shreeshail');
    const first = await say(new MemoryRepo(FILES), cache, 'hello, shreeshail');
    const clips = watched(new MemoryRepo(FILES));
    const again = await say(clips, cache, 'Hello,  SHREESHAIL!');
    expect([plain.cached, first.cached, again.cached]).toEqual([false, false, true]);
    expect(plain.cacheKey).toBeNull();
    expect(soundOf(first)).toEqual(soundOf(plain));
    expect(soundOf(again)).toEqual(soundOf(plain));
    expect(clips.reads).toEqual([]);
    const kept = await cache.read(again.cacheKey!);
    expect(again.cacheKey).toMatch(/^cache\/[0-9a-f]{64}\.mp3$/);
    expect(Buffer.from(kept!.bytes)).toEqual(Buffer.from(plain.bytes));
    expect(kept!.contentType).toBe('audio/mpeg');
  });

  it('splices blocks made before, without reading a clip', async () => {
    const cache = await makeCache();
    await say(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const clips = watched(new MemoryRepo(FILES));
    const turned = await say(clips, cache, 'shreeshail hello');
    expect([turned.cached, clips.reads]).toEqual([false, []]);
    const plain = await createStitcher(new MemoryRepo(FILES)).stitch('shreeshail hello');
    expect(soundOf(turned)).toEqual(soundOf(plain));
  });

  it('makes again what was damaged, cut off, emptied or put there by others', async () => {
    const cache = await makeCache();
    const first = await say(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const damages: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
      (bytes) => bytes.subarray(0, bytes.length - 1),
      () => new Uint8Array(),
      () => Buffer.from('not ours\n{"at":"all"}'),
    ];
    for (const damage of damages) {
      for (const name of await cacheKeys(cache)) {
        const { bytes } = (await cache.read(parseKey(name)))!;
        await cache.write(parseKey(name), damage(bytes));
      }
      const again = await say(new MemoryRepo(FILES), cache, 'hello shreeshail');
      expect(again.cached).toBe(false);
      expect(soundOf(again)).toEqual(soundOf(first));
      expect((await say(new MemoryRepo(FILES), cache, 'hello shreeshail')).cached).toBe(true);
    }
  });
});

describe('a cache', () => {
  it('knows WAV and tightly joined renders, and what was left out, too', async () => {
    const cache = new MemoryRepo();
    const ways: OptionsInput[] = [
      { format: 'wav' },
      { join: 'tight' },
      { missing: 'skip' },
      { missing: 'silence' },
    ];
    for (const options of ways) {
      const first = await say(new MemoryRepo(FILES), cache, 'hello nobody shreeshail hello', {
        missing: 'skip',
        ...options,
      });
      const again = await say(new MemoryRepo(FILES), cache, 'hello nobody shreeshail hello', {
        missing: 'skip',
        ...options,
      });
      expect(again.cached).toBe(true);
      expect(soundOf(again)).toEqual(soundOf(first));
    }
  });

  const changes: readonly OptionsInput[] = [
    { gapSeconds: 0.4 },
    { pauses: { commaSeconds: 1 } },
    { join: 'tight' },
    { format: 'wav' },
    { sampleRateHz: 16000 },
    { bitRateKbps: 64 },
    { channels: 2 },
    { trim: false },
    { fade: false },
  ];
  it.each(changes.map((change) => [JSON.stringify(change), change] as const))(
    'does not answer with another render when asked for %s',
    async (_, change) => {
      const cache = new MemoryRepo();
      await say(new MemoryRepo(FILES), cache, 'hello, shreeshail');
      const changed = await say(new MemoryRepo(FILES), cache, 'hello, shreeshail', change);
      const plain = await createStitcher(new MemoryRepo(FILES)).stitch('hello, shreeshail', change);
      expect(changed.cached).toBe(false);
      expect(soundOf(changed)).toEqual(soundOf(plain));
    },
  );

  it('answers when only what the message does not have was changed', async () => {
    const cache = new MemoryRepo();
    await say(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const options = { pauses: { commaSeconds: 1 }, missing: 'skip', lang: 'en-KE' } as const;
    expect((await say(new MemoryRepo(FILES), cache, 'hello shreeshail', options)).cached).toBe(
      true,
    );
  });

  it('tells apart other words of the same clip, which the title has', async () => {
    const cache = new MemoryRepo();
    const number = await say(new MemoryRepo(FILES), cache, '40');
    const word = await say(new MemoryRepo(FILES), cache, 'forty');
    const title = (made: Stitched) => Buffer.from(made.bytes.subarray(0, 40)).toString('latin1');
    if (title(number) === title(word)) expect(word.cached).toBe(true);
    else expect(word.cached).toBe(false);
  });

  it('never answers with a clip that was recorded again', async () => {
    const cache = new MemoryRepo();
    const clips = new MemoryRepo(FILES);
    await say(clips, cache, 'hello');
    await clips.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    const again = await say(clips, cache, 'hello');
    expect(again.cached).toBe(false);
    expect(soundOf(again)).toEqual(soundOf(await createStitcher(clips).stitch('hello')));
  });

  it('never answers with a file that was recorded again, of the same size and time', async () => {
    const root = folder();
    const path = join(root, 'hello.wav');
    const first = encodeWav(tone(0.3, 8000, 440));
    const second = encodeWav(tone(0.3, 8000, 550));
    expect(second.length).toBe(first.length);
    writeFileSync(path, first);
    const old = new Date(Date.now() - 3600_000);
    utimesSync(path, old, old);
    const later = { nowMs: () => Date.now() + 5000 }; // its times can be trusted then
    const cache = new MemoryRepo();
    const made = await say(new LocalRepo(root, later), cache, 'hello');
    expect((await say(new LocalRepo(root, later), cache, 'hello')).cached).toBe(true);
    await new Promise((done) => setTimeout(done, 20)); // past one tick of the file system's clock
    writeFileSync(path, second);
    utimesSync(path, old, old);
    const again = await say(new LocalRepo(root, later), cache, 'hello');
    expect(again.cached).toBe(false);
    expect(soundOf(again).bytes).not.toBe(soundOf(made).bytes);
  });

  it('remembers what files hold, and reads none of them again', async () => {
    const root = folder();
    const path = join(root, 'hello.wav');
    writeFileSync(path, FILES['hello.wav']);
    const cache = new MemoryRepo();
    const fresh = watched(new LocalRepo(root));
    await say(fresh, cache, 'hello');
    const tooFresh = watched(new LocalRepo(root));
    expect((await say(tooFresh, cache, 'hello')).cached).toBe(true);
    expect(tooFresh.reads).toEqual(['hello.wav']); // may change yet without its times telling
    const later = { nowMs: () => Date.now() + 5000 };
    await say(new LocalRepo(root, later), cache, 'hello');
    const known = watched(new LocalRepo(root, later));
    expect((await say(known, cache, 'hello')).cached).toBe(true);
    expect(known.reads).toEqual([]);
  });

  it('is not taken in by a clip that changes between its listing and its reading', async () => {
    const cache = new MemoryRepo();
    const clips = new MemoryRepo(FILES);
    const stitcher = createStitcher(clips, { cache });
    await stitcher.plan('hello');
    await clips.write(parseKey('hello.wav'), FILES['shreeshail.wav']);
    const late = await stitcher.stitch('hello');
    expect(soundOf(late)).toEqual(soundOf(await createStitcher(clips).stitch('hello')));
    const before = await say(new MemoryRepo(FILES), cache, 'hello');
    expect(before.cached).toBe(false);
    expect(soundOf(before)).toEqual(
      soundOf(await createStitcher(new MemoryRepo(FILES)).stitch('hello')),
    );
  });

  it('is not taken in when one message learns of a change in the midst of another', async () => {
    const ways: OptionsInput[] = [{}, { format: 'wav' }, { bitRateKbps: 64 }, { join: 'tight' }];
    const [old, changed] = [FILES['hello.wav'], FILES['shreeshail.wav']];
    for (let round = 0; round < ways.length; round++) {
      const cache = new MemoryRepo();
      await say(new MemoryRepo({ 'hello.wav': old }), cache, 'hello', ways[round]);
      const clips = new MemoryRepo({ 'hello.wav': old });
      const stitcher = createStitcher(clips, { cache });
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
            const made = await say(new MemoryRepo(files), cache, message, options);
            const plain = await createStitcher(new MemoryRepo(files)).stitch(message, options);
            expect(soundOf(made)).toEqual(soundOf(plain));
          }
        }
      }
    }
  });

  it('makes do with clips that change whenever they are read', async () => {
    const clips = new MemoryRepo(FILES);
    let reads = 0;
    const read = clips.read.bind(clips);
    clips.read = async (key) => {
      if (isClip(key)) await clips.write(key, encodeWav(tone(0.2, 8000 + reads++, 300)));
      return read(key);
    };
    const cache = Object.assign(new MemoryRepo(), { write: async () => false });
    const made = await createStitcher(clips, { cache }).stitch('hello', { format: 'wav' });
    expect(made.profile.preparing.sampleRateHz).toBe(8000 + reads - 1);
    expect(made.cached).toBe(false);
  });

  it('is of one engine only', async () => {
    const cache = new MemoryRepo();
    await say(new MemoryRepo(FILES), cache, 'hello');
    vi.resetModules();
    vi.doMock('../../src/engine.ts', () => ({ ENGINE: 'another' }));
    const other = await import('../../src/stitcher.ts');
    const clips = watched(new MemoryRepo(FILES));
    const made = await other.createStitcher(clips, { cache }).stitch('hello');
    expect([made.cached, clips.reads]).toEqual([false, ['hello.wav']]);
    expect((await other.createStitcher(clips, { cache }).stitch('hello')).cached).toBe(true);
  });

  it('tells again what there was to tell of the clips', async () => {
    const files = { 'a.wav': fixture('defects/cut-in-data.wav') };
    const cache = new MemoryRepo();
    const first = await say(new MemoryRepo(files), cache, 'a a');
    const again = await say(new MemoryRepo(files), cache, 'a a');
    expect(first.warnings).toEqual(['a.wav ends before its samples do; what is there is played']);
    expect([again.cached, again.warnings]).toEqual([true, first.warnings]);
  });

  it('has one valid entry of several that are made at once', async () => {
    const root = folder();
    const all = await Promise.all(
      Array.from({ length: 6 }, () => say(new MemoryRepo(FILES), new LocalRepo(root), 'hello 40')),
    );
    expect(new Set(all.map((made) => soundOf(made).bytes)).size).toBe(1);
    const files = readdirSync(join(root, 'cache')).filter((name) => name.includes('.'));
    expect(files.length).toBe(2);
    expect((await say(new MemoryRepo(FILES), new LocalRepo(root), 'hello 40')).cached).toBe(true);
  });

  const forbidden = new StitchError('repo/forbidden', 'there is no way in');
  const failures: readonly (readonly [string, Partial<Repo>, RegExp | null])[] = [
    [
      'read',
      { read: async () => Promise.reject(forbidden) },
      /^the cache cannot be read, which costs time: there is no way in$/,
    ],
    [
      'written',
      { write: async () => Promise.reject(forbidden) },
      /^the cache cannot be written, which costs time: /,
    ],
    ['touched', { touch: async () => Promise.reject(forbidden) }, null],
    [
      'read where it may be empty',
      {
        read: async () =>
          Promise.reject(
            new StitchError('repo/forbidden', 'x', { details: { mayBeAbsent: true } }),
          ),
      },
      null,
    ],
  ];
  it.each(failures)(
    'that cannot be %s costs time and a warning, not the job',
    async (_, fault, told) => {
      const troubles: string[] = [];
      const cache = Object.assign(new MemoryRepo(), fault);
      const stitcher = createStitcher(new MemoryRepo(FILES), {
        cache,
        onCacheTrouble: (trouble) => troubles.push(trouble),
      });
      const plain = await createStitcher(new MemoryRepo(FILES)).stitch('hello 40');
      const made = await stitcher.stitch('hello 40');
      expect(soundOf(made)).toEqual(soundOf(plain));
      // A key is given only of what is kept.
      const isThere = made.cacheKey !== null && (await cache.stat(made.cacheKey)) !== null;
      expect(made.cacheKey === null || isThere).toBe(true);
      expect(soundOf(await stitcher.stitch('hello 40'))).toEqual(soundOf(plain));
      if (told === null) expect(troubles).toEqual([]);
      else expect(troubles).toEqual([expect.stringMatching(told)]);
    },
  );

  it('finds every byte of an entry that is another', () => {
    const entry = seal('a name', { facts: { n: [1, 'x'] }, bytes: Uint8Array.of(1, 2, 3) });
    expect(unseal('a name', entry)).toMatchObject({ facts: { n: [1, 'x'] } });
    expect(unseal('another', entry)).toBeNull();
    for (let i = 0; i < entry.length; i++) {
      const damaged = Uint8Array.from(entry, (byte, at) => (at === i ? byte ^ 1 : byte));
      expect(unseal('a name', damaged)).toBeNull();
      expect(unseal('a name', entry.subarray(0, i))).toBeNull();
    }
  });

  it('tells the pauses that were asked for, also of an answer made for others', async () => {
    const cache = new MemoryRepo();
    await say(new MemoryRepo(FILES), cache, 'hello', { pauses: { commaSeconds: 1 } });
    const made = await say(new MemoryRepo(FILES), cache, 'hello', { pauses: { commaSeconds: 2 } });
    expect([made.cached, made.profile.pauseSeconds.comma]).toEqual([true, 2]);
  });

  it('takes a clip by any name', async () => {
    const clips = new MemoryRepo({ constructor: FILES['hello.wav'] });
    const stitcher = createStitcher(clips, { cache: new MemoryRepo() });
    const made = await stitcher.stitch(await stitcher.planFiles(['constructor']));
    expect(made.durationSeconds).toBeGreaterThan(0.5);
  });

  it('passes on a fault of ours', async () => {
    const cache = Object.assign(new MemoryRepo(), {
      read: async () => Promise.reject(new TypeError('a fault')),
    });
    await expect(say(new MemoryRepo(FILES), cache, 'hello')).rejects.toThrow('a fault');
  });

  it('is written into where the folder can be made, and is whole files only', async () => {
    const root = join(folder(), 'deep/er');
    await say(new MemoryRepo(FILES), new LocalRepo(root), 'hello');
    const names = readdirSync(root, { recursive: true }) as string[];
    for (const name of names) {
      if (statSync(join(root, name)).isFile())
        expect(readFileSync(join(root, name)).length).toBeGreaterThan(0);
    }
    expect(names.some((name) => name.includes('.stitch-'))).toBe(false);
  });
});

describe('a stitcher', () => {
  it('lists its clips once, whatever the language, and again when asked to', async () => {
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

  it('plays named clips without listing, from the cache too', async () => {
    const cache = new MemoryRepo();
    const clips = watched(new MemoryRepo(FILES));
    const play = async () => {
      const stitcher = createStitcher(clips, { cache });
      return stitcher.stitch(await stitcher.planFiles(['hello.wav', '40.wav']));
    };
    expect((await play()).cached).toBe(false);
    expect((await play()).cached).toBe(true);
    expect(clips.lists).toBe(0);
  });

  it('lays out by the lengths of blocks made before', async () => {
    const cache = new MemoryRepo();
    await say(new MemoryRepo(FILES), cache, 'hello');
    const clips = watched(new MemoryRepo(FILES));
    const laidOut = await createStitcher(clips, { cache }).layOut('hello hello');
    const plain = await createStitcher(new MemoryRepo(FILES)).layOut('hello hello');
    expect(clips.reads).toEqual([]);
    expect(laidOut).toEqual(plain);
  });
});
