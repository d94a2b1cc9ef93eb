import { type Pcm, sampleFrames } from '../audio/pcm.ts';
import type { Timeline } from '../audio/timeline.ts';
import { mapBounded } from '../util/concurrency.ts';
import { Cache } from '../cache/cache.ts';
import { type RenderFacts, recall, record, renderId } from './render-key.ts';
import { type ClipFacts, ClipSounds, type Sources } from './clip-loader.ts';
import type { Options } from '../options/render.ts';
import { clipsOf, type LaidOut, laidOutOf, layItems } from './layout.ts';
import { type Plan, spokenWords } from '../message/plan.ts';
import type { Block } from '../codec/mp3/block.ts';
import { type Allocate, joined, splicePieces } from '../codec/splice.ts';
import { type Mp3Profile, type Profile, settleProfile } from './profile.ts';
import type { Key } from '../repo/repo.ts';

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

/** How many clips are read at once. */
export const READS_AT_ONCE = 16;

/** How often a render is begun anew because a clip was written meanwhile. */
const MOST_TRIES = 3;

/** What each clip is, ready to lay down. */
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
    const id = await idOfRender(plan, options, sources, sounds);
    const found = await inCache(plan, options, cache, id);
    if (found !== null) return found;
    const { laidOut, bytes, facts } = await make(plan, options, sources, sounds, onProgress);
    const isKept =
      !sounds.hasChanged &&
      (await cache.putRender(id, options.format, { facts: record(laidOut, facts), bytes }));
    const cacheKey = isKept ? Cache.renderKey(id, options.format) : null;
    return { laidOut, bytes, cached: false, cacheKey };
  });
}

/** The name of a plan's render. @throws StitchError clip/not-found, repo/…, message/empty. */
export async function nameOfPlan(plan: Plan, options: Options, sources: Sources): Promise<string> {
  return unchanged(sources, (sounds) => idOfRender(plan, options, sources, sounds));
}

/** A plan's render with its name; null where the cache does not have it. */
export async function recallPlan(
  plan: Plan,
  options: Options,
  sources: Sources,
): Promise<(Rendered & { readonly id: string }) | null> {
  return unchanged(sources, async (sounds, cache) => {
    if (cache === null) return null;
    const id = await idOfRender(plan, options, sources, sounds);
    const found = await inCache(plan, options, cache, id, sources.signal);
    return found && { ...found, id };
  });
}

async function inCache(
  plan: Plan,
  options: Options,
  cache: Cache,
  id: string,
  signal?: AbortSignal,
): Promise<Rendered | null> {
  const found = await cache.getRender<RenderFacts>(id, options.format, signal);
  if (found === null) return null;
  const laidOut = recall(plan, options, found.facts);
  const cacheKey = Cache.renderKey(id, options.format);
  return { laidOut, bytes: found.bytes, cached: true, cacheKey };
}

/**
 * Works with clips that are what their ids say to the end, and has the cache keep what was made of them.
 * Where they are written just then, again and again, the last try does without the cache.
 */
export async function unchanged<T>(
  sources: Sources,
  work: (sounds: ClipSounds, cache: Cache | null) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const cache = attempt < MOST_TRIES ? sources.cache : null;
    const sounds = new ClipSounds({ ...sources, cache });
    const made = await work(sounds, cache);
    await sounds.kept();
    if (!sounds.hasChanged || cache === null) return made;
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
  const keys = clipsOf(plan, sources.address);
  let done = 0;
  const read = async (key: Key) => {
    const facts = await sounds.facts(key);
    onProgress?.({ stage: 'read', done: ++done, total: keys.length });
    return [key, facts] as const;
  };
  const each = await mapBounded(keys, READS_AT_ONCE, read, sources.signal);
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
): Promise<Pick<Rendered, 'laidOut' | 'bytes'> & Pick<Settled, 'facts'>> {
  const { profile, facts } = await settle(plan, options, sources, sounds, onProgress);
  if (isSpliced(profile)) {
    const keys = [...facts.keys()];
    let done = 0;
    const encoded = () => onProgress?.({ stage: 'encode', done: ++done, total: keys.length });
    const blocks = await blocksOf(keys, profile, sounds, sources, encoded);
    const lengths = new Map([...blocks].map(([key, { frames }]) => [key, frames]));
    const laidOut = laidOutOf(plan, options, profile, facts, lengths);
    return { laidOut, bytes: joined(splicePlan(laidOut, blocks, titleOf(plan))), facts };
  }
  const prepared = new Map<Key, Pcm>();
  for (const key of facts.keys()) prepared.set(key, await sounds.prepared(key, profile.preparing));
  const lengths = new Map([...prepared].map(([key, pcm]) => [key, sampleFrames(pcm)]));
  const laidOut = laidOutOf(plan, options, profile, facts, lengths);
  return { laidOut, bytes: await layDownPlan(laidOut, prepared, sources), facts };
}

/** Makes an MP3 of what is laid out, in pieces. @param blocks of all its clips. */
export function splicePlan(
  { profile, timeline }: LaidOut,
  blocks: Material<Block>,
  title: string,
  allocate?: Allocate,
): readonly Uint8Array[] {
  const { mp3 } = profile as Mp3Profile;
  return splicePieces(withSound(timeline, blocks), mp3, title, allocate);
}

/** Makes a file of what is laid out, through PCM. @param prepared the sound of all its clips. */
export async function layDownPlan(
  { plan, profile, timeline }: LaidOut,
  prepared: Material<Pcm>,
  { maker, signal }: Sources,
): Promise<Uint8Array> {
  return maker.makeWhole(withSound(timeline, prepared), profile, titleOf(plan), signal);
}

/** The blocks of clips, in their order, from the cache or made. @param onBlock is told of each. */
async function blocksOf(
  keys: readonly Key[],
  { preparing, mp3 }: SplicedProfile,
  sounds: ClipSounds,
  { maker, signal }: Sources,
  onBlock: () => void,
): Promise<Material<Block>> {
  const find = (key: Key) => sounds.findBlock(key, preparing, mp3);
  const found = await mapBounded(keys, READS_AT_ONCE, find, signal);
  const block = async ([i, key]: readonly [number, Key]) => {
    const known = found[i] ?? (await sounds.makeBlock(key, preparing, mp3));
    onBlock();
    return [key, known] as const;
  };
  return new Map(await mapBounded([...keys.entries()], maker.atOnce, block, signal));
}

/** Of a render that is spliced from blocks. */
export type SplicedProfile = Mp3Profile & { readonly join: 'spliced' };

/** Whether a render is spliced from blocks; else it is laid down as PCM. */
export function isSpliced(profile: Profile): profile is SplicedProfile {
  return profile.container === 'mp3' && profile.join === 'spliced';
}

function withSound<T>(timeline: Timeline<Key>, sounds: Material<T>): Timeline<T> {
  return {
    ...timeline,
    placed: timeline.placed.map((place) => ({ ...place, clip: sounds.get(place.clip)! })),
  };
}

async function idOfRender(
  plan: Plan,
  options: Options,
  { address, signal }: Sources,
  sounds: ClipSounds,
): Promise<string> {
  const keys = clipsOf(plan, address);
  const ids = await mapBounded(keys, READS_AT_ONCE, (key) => sounds.idOf(key), signal);
  const byKey = new Map(keys.map((key, i) => [key, ids[i]!]));
  return renderIdOf(plan, options, titleOf(plan), (key) => byKey.get(key)!);
}

/** Names a plan's render. @param idOf the content id of each of its clips. */
export function renderIdOf(
  plan: Plan,
  options: Options,
  title: string,
  idOf: (key: Key) => string,
): string {
  return renderId(layItems(plan.steps, options, NO_LENGTHS), idOf, title, options);
}

const NO_LENGTHS: ReadonlyMap<Key, number> = new Map();

/** All words that the plan says, in one line. */
export function titleOf(plan: Plan): string {
  return spokenWords(plan).join(' ');
}
