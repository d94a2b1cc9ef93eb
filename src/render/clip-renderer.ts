import { codecOf } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import { concat } from '../util/bytes.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { CachedClipStore } from './cached-clip-store.ts';
import { ClipMaker } from './clip-maker.ts';
import type { ClipUse } from './clip-use.ts';
import { type Layout, usesIn } from './layout.ts';
import type { MemoryClipStore } from './memory-clip-store.ts';
import type { MemoryRenderStore } from './memory-render-store.ts';
import type { NoiseSource } from './noise-floor.ts';
import { MAX_READS, PlanClips, type Want } from './plan-clips.ts';
import { type PreparedClip, RenderOfClips } from './prepared-render.ts';
import { type RenderKey, renderKey, spokenTitle } from './render-key.ts';
import { fromMetadata } from './render-metadata.ts';
import type { RenderStore } from './render-store.ts';
import type { PreparedRender, PrepareWork, Render, Renderer, WorkOptions } from './renderer.ts';
import type { WholeJob } from './worker/audio-worker.ts';

/** The clips of one listing, and where what is made of them is kept. */
export interface RenderContext extends NoiseSource {
  /** Finished renders in the cache; null without one. */
  readonly renders: RenderStore | null;
  readonly memory: MemoryClipStore;
  /** Files that were encoded whole. */
  readonly wholes: MemoryRenderStore;
}

/** Limit of tries for clips that change meanwhile. */
const MAX_TRIES = 10;

/** The renderer of one listing of clips. */
export class ClipRenderer implements Renderer {
  private readonly context: RenderContext;
  private readonly clips: PlanClips;

  constructor(context: RenderContext) {
    const { worker, cache, ids, memory } = context;
    this.context = context;
    const maker = new ClipMaker(worker);
    const below = cache === null ? maker : new CachedClipStore(maker, cache, ids);
    this.clips = new PlanClips(context, memory.over(below));
  }

  async key(plan: Plan, options: Options, signal?: AbortSignal): Promise<RenderKey> {
    const { address, ids } = this.context;
    const uses = usesIn(plan, address);
    const keys = new Set(uses.map((use) => use.key));
    const find = async (key: Key) => [key, await this.clips.file(key).id(signal)] as const;
    const byKey = new Map(await mapConcurrent([...keys], MAX_READS, find, signal));
    const noiseDb = await this.clips.loadNoiseLevel(uses, options, signal);
    await ids.save();
    return renderKey(plan, uses, options, spokenTitle(plan), (key) => byKey.get(key)!, noiseDb);
  }

  async layOut(plan: Plan, options: Options, work: WorkOptions = {}): Promise<Layout> {
    return (await this.prepareOne(plan, options, { ...work, want: 'extent' })).layOut();
  }

  async prepare(
    plans: readonly Plan[],
    options: Options,
    work: PrepareWork = {},
  ): Promise<readonly (PreparedRender | StitchError)[]> {
    const { want = 'sound' } = work;
    const { memory, address, ids } = this.context;
    work.signal?.throwIfAborted();
    memory.evictIfFull();
    const uses = plans.map((plan) => attempt(() => usesIn(plan, address)));
    const used = uses.flatMap((own) => (own instanceof StitchError ? [] : [own]));
    for (let tries = 0; ; tries++) {
      // All of them each time: meanwhile a clip may have changed, or been evicted.
      const wanted = used.filter((own) => !this.clips.hasAll(own, options, want));
      if (wanted.length === 0) break;
      if (tries === MAX_TRIES) throw restless(address);
      await this.clips.load(wanted, options, want, work);
    }
    return plans.map((plan, i) => {
      const own = uses[i]!;
      if (own instanceof StitchError) return own;
      const failed =
        ids.failures.size > 0 ? own.find(({ key }) => ids.failures.has(key)) : undefined;
      return failed === undefined
        ? this.prepared(plan, own, options, want)
        : ids.failures.get(failed.key)!;
    });
  }

  async render(plan: Plan, options: Options, work: WorkOptions = {}): Promise<Render> {
    const { renders, wholes, address } = this.context;
    const { signal } = work;
    const isWarm = this.clips.hasAll(usesIn(plan, address), options, 'sound');
    const found = isWarm ? null : await this.find(plan, options, signal);
    if (found !== null) return found;
    const prepared = await this.prepareOne(plan, options, work);
    const { key } = prepared;
    const layout = prepared.layOut();
    let made: Promise<Uint8Array> | undefined;
    const bytes = () => {
      made ??=
        layout.profile.join === 'spliced'
          ? Promise.resolve(prepared.make()).then(concat)
          : wholes.make(key, signal, async (shared) =>
              concat(await prepared.make(undefined, shared)),
            );
      return made;
    };
    const entry = async () => ({ facts: prepared.metadata(), bytes: await bytes() });
    // A render whose clips are in memory was not looked for: it may be in the cache all the same.
    const keep = async () =>
      renders === null ? null : renders.keep(key, extensionOf(options), isWarm, entry, signal);
    return { key, layout, cached: false, bytes, keep };
  }

  /** A render that the cache has: then no clip is read. */
  private async find(
    plan: Plan,
    options: Options,
    signal: AbortSignal | undefined,
  ): Promise<Render | null> {
    const { renders } = this.context;
    if (renders === null) return null;
    const key = await this.key(plan, options, signal);
    const found = await renders.find(key, extensionOf(options), signal);
    if (found === null) return null;
    const { facts, bytes, cacheKey } = found;
    return {
      key,
      layout: fromMetadata(plan, options, facts),
      cached: true,
      bytes: async () => bytes,
      keep: async () => ({ key: cacheKey, cached: true }),
    };
  }

  private async prepareOne(
    plan: Plan,
    options: Options,
    work: PrepareWork,
  ): Promise<PreparedRender> {
    const [prepared] = await this.prepare([plan], options, work);
    if (prepared instanceof StitchError) throw prepared;
    return prepared!;
  }

  private prepared(
    plan: Plan,
    uses: readonly ClipUse[],
    options: Options,
    want: Want,
  ): PreparedRender {
    const settled = this.clips.settle(uses, options);
    const title = spokenTitle(plan);
    const { noiseDb } = settled.profile.format;
    const key = renderKey(plan, uses, options, title, (clip) => this.clips.idOf(clip), noiseDb);
    // As they are now: memory may be evicted, and a clip may change.
    const clips = uses.map((use): PreparedClip => {
      const extent = this.clips.blockOf(use, settled[want])!;
      return { use, info: this.clips.infoOf(use.key)!, extent };
    });
    const noise = this.clips.noiseOf(settled);
    const parts = { plan, options, profile: settled.profile, title, key, clips, noise };
    return new RenderOfClips(parts, this.encodeWhole);
  }

  /** A file that has to be encoded whole is worth more than the room that it takes: the cache keeps it. */
  private readonly encodeWhole = async (
    render: PreparedRender,
    job: WholeJob,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> => {
    const { key } = render;
    const { cache, worker } = this.context;
    const [extension] = codecOf(job.format).extensions;
    const found = await cache?.getRender(key, extension);
    if (found) return found.bytes;
    const bytes = await worker.encodeWhole(job, signal);
    await cache?.putRender(key, extension, { facts: render.metadata(), bytes });
    return bytes;
  };
}

function extensionOf({ format }: Options): string {
  return codecOf(format).extensions[0];
}

function restless(address: string): StitchError {
  const what = `the clips in ${address} are written again and again; try again when that has ended`;
  return new StitchError('repo/unavailable', what);
}

function attempt<T>(work: () => T): T | StitchError {
  try {
    return work();
  } catch (error) {
    if (error instanceof StitchError) return error;
    throw error;
  }
}
