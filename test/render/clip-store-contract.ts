import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { StitchError } from '../../src/errors.ts';
import { ContentIds } from '../../src/library/content-ids.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { ClipFile } from '../../src/render/clip-file.ts';
import {
  type ClipBlock,
  type ClipSpec,
  type ClipStore,
  specOf,
} from '../../src/render/clip-store.ts';
import { settleProfile } from '../../src/render/profile.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { cacheKeys } from '../cached-stitcher.ts';
import { encodeWav, fixture, tone } from '../fixtures.ts';

/** Parts of a store. */
export interface StoreParts {
  readonly worker: AudioWorker;
  readonly cache: Cache;
  readonly ids: ContentIds;
}

/** Setup of the contract. */
export interface ClipStoreTrial {
  /** An empty store. */
  readonly make: (parts: StoreParts) => ClipStore;
  /** Whether what was loaded stays in memory. */
  readonly inMemory: boolean;
  /** Whether what was made goes into the cache. */
  readonly inCache: boolean;
}

export const HELLO = parseKey('hello.wav');
const CUT = parseKey('cut.wav');
const G726 = parseKey('g726.wav');
const CLIPS = {
  [HELLO]: fixture('audios/hello.wav'),
  [CUT]: fixture('defects/cut-in-data.wav'),
  [G726]: fixture('defects/g726.wav'),
};
const OTHER_SOUND = encodeWav(tone(0.25, 16_000));

/** The spec of clips for some options. */
export function specFor(options: OptionsInput, kind: 'sound' | 'extent' = 'sound'): ClipSpec {
  return specOf(settleProfile(parseOptions(options), 22_050), kind);
}

const SPECS: Readonly<Record<string, ClipSpec>> = {
  'an MP3 block': specFor({}),
  'a stereo MP3 block': specFor({ channels: 2, sampleRateHz: 44_100 }),
  'a WAV block': specFor({ format: 'wav' }),
  PCM: specFor({ join: 'tight' }),
  'the extent of an MP3 block': specFor({}, 'extent'),
  'the extent of PCM': specFor({ join: 'tight' }, 'extent'),
};

/** A store over a repo of clips, with counts of the work done for it. */
export function storeOver(trial: Pick<ClipStoreTrial, 'make'>, cacheRepo: Repo = new MemoryRepo()) {
  const repo = new MemoryRepo(CLIPS);
  const done = { decoded: 0, encoded: 0 };
  const worker: AudioWorker = {
    ...inlineWorker,
    decode: (...of) => {
      done.decoded++;
      return inlineWorker.decode(...of);
    },
    encodeBlock: (...of) => {
      done.encoded++;
      return inlineWorker.encodeBlock(...of);
    },
  };
  const ids = new ContentIds(repo, null, (key) => repo.stat(key));
  const store = trial.make({ worker, cache: new Cache(cacheRepo), ids });
  const fileFrom = (from: Repo, by: ContentIds, key: Key = HELLO) =>
    new ClipFile(key, { repo: from, address: 'memory', ids: by, worker });
  return {
    repo,
    store,
    done,
    file: (key: Key = HELLO) => fileFrom(repo, ids, key),
    /** A file by a new listing. */
    listedFile: () =>
      fileFrom(
        repo,
        ids.renewed((key) => repo.stat(key)),
      ),
    /** A file of another repo with the same listing. */
    fileOf: (from: Repo) => fileFrom(from, ids),
  };
}

/** Contract of a ClipStore. */
export function clipStoreContract(name: string, trial: ClipStoreTrial): void {
  const open = (cacheRepo?: Repo) => storeOver(trial, cacheRepo);
  /** A clip for comparisons: its bytes may be a view of a Buffer. */
  const plain = ({ block, ...rest }: ClipBlock) => ({
    ...rest,
    block: block && { ...block, bytes: new Uint8Array(block.bytes) },
  });
  const extentOf = ({ frames, before, after }: ClipBlock) => ({ frames, before, after });

  describe(`${name} (contract of ClipStore)`, () => {
    it('loads the same info each time', async () => {
      const { store, file } = open();
      const first = await store.loadInfo(file());
      expect(first).toEqual({ sampleRateHz: 22_050, warnings: [] });
      expect(await store.loadInfo(file())).toEqual(first);
      const cut = await store.loadInfo(file(CUT));
      expect(cut.warnings).toEqual(['ends before its samples do; what is there is played']);
      expect(await store.loadInfo(file(CUT))).toEqual(cut);
    });

    it.each(Object.entries(SPECS))('loads %s, the same each time', async (_, spec) => {
      const { store, file } = open();
      const first = await store.load(file(), spec);
      expect(first.frames).toBeGreaterThan(1000);
      expect([first.block !== undefined, first.pcm !== undefined]).toEqual([
        spec.kind === 'block',
        spec.kind === 'pcm',
      ]);
      expect(plain(await store.load(file(), spec))).toEqual(plain(first));
    });

    it(`${trial.inMemory ? 'peeks at' : 'does not peek at'} what was loaded`, async () => {
      const { store, file } = open();
      const id = await file().id();
      const spec = specFor({});
      expect(store.peekInfo(id)).toBeUndefined();
      expect(store.peek(id, spec)).toBeUndefined();
      const info = await store.loadInfo(file());
      const made = await store.load(file(), spec);
      expect(store.peekInfo(id)).toEqual(trial.inMemory ? info : undefined);
      expect(store.peek(id, spec)).toEqual(trial.inMemory ? made : undefined);
      expect(store.peek(id, specFor({ bitRateKbps: 64 }))).toBeUndefined();
      expect(store.peek(id, specFor({ join: 'tight' }))).toBeUndefined();
    });

    it('loads the new content of a clip that was recorded again before it was listed', async () => {
      const { repo, store, file, listedFile } = open();
      const before = await store.load(file(), specFor({}));
      await repo.write(HELLO, OTHER_SOUND);
      const after = await store.load(listedFile(), specFor({}));
      expect(plain(after)).not.toEqual(plain(before));
      expect((await store.loadInfo(listedFile())).sampleRateHz).toBe(16_000);
    });

    it('loads the new content of a clip that was recorded again after it was listed', async () => {
      const { repo, store, file } = open();
      const listed = await file().id();
      await repo.write(HELLO, OTHER_SOUND);
      const late = file();
      const made = await store.load(late, specFor({ format: 'wav' }));
      const id = await late.id();
      expect(id).not.toBe(listed);
      expect(store.peek(listed, specFor({ format: 'wav' }))).toBeUndefined();
      const fresh = open();
      await fresh.repo.write(HELLO, OTHER_SOUND);
      const expected = await fresh.store.load(fresh.file(), specFor({ format: 'wav' }));
      expect(plain(made)).toEqual(plain(expected));
    });

    it.each([
      ['of a format that is not supported', G726, 'clip/unsupported'],
      ['that is not there', parseKey('nobody.wav'), 'clip/not-found'],
    ])('throws the failure of a clip %s', async (_, key, code) => {
      const { store, file } = open();
      for (const work of [
        (clip: ClipFile) => store.loadInfo(clip),
        (clip: ClipFile) => store.load(clip, specFor({})),
      ]) {
        const clip = file(key);
        const error = await work(clip).catch((thrown) => thrown);
        expect(error).toMatchObject({ code });
        expect(clip.failure).toBe(error);
      }
    });

    it('keeps no failure of storage against a clip', async () => {
      const { store, repo, fileOf, file } = open();
      const down = new StitchError('repo/timeout', 'the disk is slow');
      const failing = Object.create(repo, {
        read: { value: () => Promise.reject(down) },
      }) as Repo;
      const clip = fileOf(failing);
      await expect(store.load(clip, specFor({}))).rejects.toBe(down);
      expect(clip.failure).toBeNull();
      expect((await store.load(file(), specFor({}))).frames).toBeGreaterThan(1000);
    });

    it("throws an aborted signal's reason, and loads the clip the next time", async () => {
      const { store, file } = open();
      const reason = new Error('nobody waits');
      const signal = AbortSignal.abort(reason);
      const clip = file();
      await expect(store.loadInfo(clip, signal)).rejects.toBe(reason);
      await expect(store.load(file(), specFor({}), signal)).rejects.toBe(reason);
      expect(clip.failure).toBeNull();
      expect((await store.load(file(), specFor({}))).frames).toBeGreaterThan(1000);
    });

    it('encodes nothing for an extent, which is that of the block', async () => {
      for (const options of [{}, { sampleRateHz: 44_100 }, { format: 'wav' }] as const) {
        const { store, file, done } = open();
        const extent = await store.load(file(), specFor(options, 'extent'));
        expect(done.encoded).toBe(0);
        const made = await store.load(file(), specFor(options));
        expect(extent.block).toBeUndefined();
        expect(extentOf(extent)).toEqual(extentOf(made));
        expect(extentOf(made.block!)).toEqual(extentOf(made));
      }
    });

    it(`flushes ${trial.inCache ? 'what it made into the cache' : 'nothing'}`, async () => {
      const cacheRepo = new MemoryRepo();
      const { store, file } = open(cacheRepo);
      const made = {
        info: await store.loadInfo(file()),
        clip: plain(await store.load(file(), specFor({}))),
      };
      await store.flush();
      const kinds = (await cacheKeys(cacheRepo)).map((key) => key.split('/')[1]);
      expect(kinds).toEqual(trial.inCache ? ['blocks', 'clips'] : []);
      const next = open(cacheRepo);
      const found = {
        info: await next.store.loadInfo(next.file()),
        clip: plain(await next.store.load(next.file(), specFor({}))),
      };
      expect(found).toEqual(made);
      expect(next.done.encoded).toBe(trial.inCache ? 0 : 1);
    });
  });
}
