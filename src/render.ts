import { type Pcm, sampleFrames } from './audio/pcm.ts';
import type { Timeline } from './audio/timeline.ts';
import { mapBounded } from './bounded.ts';
import { Cache } from './cache/cache.ts';
import { type RenderFacts, recall, record, renderId } from './cached-render.ts';
import type { ClipIds } from './clip-ids.ts';
import { type ClipFacts, ClipSounds } from './clip-sounds.ts';
import type { Options } from './config.ts';
import { clipsOf, type LaidOut, laidOutOf, layItems } from './lay-plan.ts';
import { type Plan, spokenWords } from './message/plan.ts';
import type { Block } from './mp3/block.ts';
import { spliceMp3 } from './mp3/splice.ts';
import { type Mp3Profile, type Profile, settleProfile } from './profile.ts';
import type { Key, Repo } from './repo/repo.ts';

/** What is being done, for a progress display: `done` of `total` clips. */
export interface Progress {
  readonly stage: 'read' | 'encode';
  readonly done: number;
  readonly total: number;
}

type OnProgress = ((progress: Progress) => void) | undefined;

/** A finished render. */
export interface Rendered {
  readonly laidOut: LaidOut;
  /** The file: MP3 or WAV, as `laidOut.profile.container` says. */
  readonly bytes: Uint8Array;
  /** Whether it was in the cache: then nothing was decoded or encoded. */
  readonly cached: boolean;
  /** The key of the render in the cache's repo; null where no cache keeps it. */
  readonly cacheKey: Key | null;
}

/** Where clips come from and what was made of them before. */
export interface Sources {
  readonly repo: Repo;
  readonly cache: Cache | null;
  readonly ids: ClipIds;
}

/** How many clips are read at once. */
const READS_AT_ONCE = 16;

/** How often a render is begun anew because a clip was written meanwhile. */
const MOST_TRIES = 3;

/** What each clip of a plan is, ready to lay down. */
type Material<T> = ReadonlyMap<Key, T>;

/**
 * Reads and prepares the clips of a plan, where the cache does not know their lengths, and lays them out;
 * missing words are left out or silent. Nothing is encoded.
 * @throws StitchError clip/…, repo/…, profile/unsupported, message/empty, message/too-long.
 */
export async function layOutPlan(
  plan: Plan,
  options: Options,
  sources: Sources,
  onProgress: OnProgress,
): Promise<LaidOut> {
  return unchanged(sources, async (sounds) => {
    const { profile, facts } = await settle(plan, options, sources, sounds, onProgress);
    const lengths = new Map<Key, number>();
    for (const key of facts.keys()) {
      const block = isSpliced(profile)
        ? await sounds.findBlock(key, profile.preparing, profile.mp3)
        : null;
      const frames = block?.frames ?? sampleFrames(await sounds.prepared(key, profile.preparing));
      lengths.set(key, frames);
    }
    return laidOutOf(plan, options, profile, facts, lengths);
  });
}

/**
 * Makes the finished file of a plan: from the cache; or by splicing the clips' blocks, which the cache may
 * have; or by laying down PCM. The cache then keeps what was made.
 * @throws StitchError as `layOutPlan`; internal/fault.
 */
export async function renderPlan(
  plan: Plan,
  options: Options,
  sources: Sources,
  onProgress: OnProgress,
): Promise<Rendered> {
  return unchanged(sources, async (sounds, cache) => {
    if (cache === null) {
      const { laidOut, bytes } = await make(plan, options, sources, sounds, onProgress);
      return { laidOut, bytes, cached: false, cacheKey: null };
    }
    const id = await idOfRender(plan, options, sources.repo, sounds);
    const cacheKey = Cache.renderKey(id, options.format);
    const found = await cache.getRender<RenderFacts>(id, options.format);
    if (found !== null) {
      return {
        laidOut: recall(plan, options, found.facts),
        bytes: found.bytes,
        cached: true,
        cacheKey,
      };
    }
    const { laidOut, bytes, facts } = await make(plan, options, sources, sounds, onProgress);
    const isKept =
      !sounds.hasChanged &&
      (await cache.putRender(id, options.format, { facts: record(laidOut, facts), bytes }));
    return { laidOut, bytes, cached: false, cacheKey: isKept ? cacheKey : null };
  });
}

/**
 * Works with clips that are what their ids say to the end, and has the cache keep what was made of them.
 * Where they are written just then, again and again, the last try does without the cache.
 */
async function unchanged<T>(
  sources: Sources,
  work: (sounds: ClipSounds, cache: Cache | null) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const cache = attempt < MOST_TRIES ? sources.cache : null;
    const sounds = new ClipSounds(sources.repo, cache, sources.ids);
    const made = await work(sounds, cache);
    await sounds.kept();
    if (!sounds.hasChanged) return made;
  }
}

interface Settled {
  readonly profile: Profile;
  /** The plan's distinct clips, in the order of their first use. */
  readonly facts: ReadonlyMap<Key, ClipFacts>;
}

async function settle(
  plan: Plan,
  options: Options,
  sources: Sources,
  sounds: ClipSounds,
  onProgress: OnProgress,
): Promise<Settled> {
  const keys = clipsOf(plan, sources.repo);
  let done = 0;
  const each = await mapBounded(keys, READS_AT_ONCE, async (key) => {
    const facts = await sounds.facts(key);
    onProgress?.({ stage: 'read', done: ++done, total: keys.length });
    return [key, facts] as const;
  });
  const rates = each.map(([, { sampleRateHz }]) => sampleRateHz);
  return { profile: settleProfile(options, rates), facts: new Map(each) };
}

/** Makes the file, encoding what has to be. */
async function make(
  plan: Plan,
  options: Options,
  sources: Sources,
  sounds: ClipSounds,
  onProgress: OnProgress,
): Promise<{ laidOut: LaidOut; bytes: Uint8Array; facts: Settled['facts'] }> {
  const { profile, facts } = await settle(plan, options, sources, sounds, onProgress);
  const title = spokenWords(plan).join(' ');
  if (isSpliced(profile)) {
    const blocks = await blocksOf([...facts.keys()], profile, sounds, onProgress);
    const lengths = new Map([...blocks].map(([key, { frames }]) => [key, frames]));
    const laidOut = laidOutOf(plan, options, profile, facts, lengths);
    return {
      laidOut,
      bytes: spliceMp3(withSound(laidOut.timeline, blocks), profile.mp3, title),
      facts,
    };
  }
  const prepared = new Map<Key, Pcm>();
  for (const key of facts.keys()) prepared.set(key, await sounds.prepared(key, profile.preparing));
  const lengths = new Map([...prepared].map(([key, pcm]) => [key, sampleFrames(pcm)]));
  const laidOut = laidOutOf(plan, options, profile, facts, lengths);
  const { encodeWav, encodeWholeMp3, layDown } = await import('./sound-work.ts');
  const pcm = layDown(withSound(laidOut.timeline, prepared), profile.preparing.channels);
  if (profile.container === 'wav') return { laidOut, bytes: encodeWav(pcm), facts };
  return { laidOut, bytes: await encodeWholeMp3(pcm, profile.mp3, title), facts };
}

async function blocksOf(
  keys: readonly Key[],
  { preparing, mp3 }: Mp3Profile,
  sounds: ClipSounds,
  onProgress: OnProgress,
): Promise<Material<Block>> {
  const found = await mapBounded(keys, READS_AT_ONCE, (key) =>
    sounds.findBlock(key, preparing, mp3),
  );
  const blocks = new Map<Key, Block>();
  for (const [i, key] of keys.entries()) {
    blocks.set(key, found[i] ?? (await sounds.makeBlock(key, preparing, mp3)));
    onProgress?.({ stage: 'encode', done: blocks.size, total: keys.length });
    if (!found[i]) await nextTurn();
  }
  return blocks;
}

type SplicedProfile = Mp3Profile & { readonly join: 'spliced' };

function isSpliced(profile: Profile): profile is SplicedProfile {
  return profile.container === 'mp3' && profile.join === 'spliced';
}

function withSound<T>(timeline: Timeline<Key>, sounds: Material<T>): Timeline<T> {
  return {
    ...timeline,
    placed: timeline.placed.map((place) => ({ ...place, clip: sounds.get(place.clip)! })),
  };
}

/** Lets timers and other work run between two stretches of encoding. */
function nextTurn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

async function idOfRender(
  plan: Plan,
  options: Options,
  repo: Repo,
  sounds: ClipSounds,
): Promise<string> {
  const ids = new Map(
    await mapBounded(
      clipsOf(plan, repo),
      READS_AT_ONCE,
      async (key) => [key, await sounds.idOf(key)] as const,
    ),
  );
  const items = layItems(plan.steps, options, new Map());
  return renderId(items, (key) => ids.get(key)!, spokenWords(plan).join(' '), options);
}
