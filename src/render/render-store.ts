import { Cache, type CachedRender } from '../cache/cache.ts';
import type { Key } from '../repo/repo.ts';
import type { RenderKey } from './render-key.ts';
import type { RenderMetadata } from './render-metadata.ts';

/** Place of a kept render. */
export interface KeptRender {
  /** Its key in the cache's repo. */
  readonly key: Key;
  /** Whether it was there before. */
  readonly cached: boolean;
}

/** A render that was found. */
export interface FoundRender extends CachedRender<RenderMetadata> {
  readonly cacheKey: Key;
}

/** Renders that are known to be in the cache, and for how long: others may delete them. */
const MAX_KNOWN = 10_000;
const KNOWN_MS = 60_000;

/** Finished renders in the cache. */
export class RenderStore {
  private readonly cache: Cache;
  private readonly nowMs: () => number;
  private readonly known = new Map<string, number>();

  /** @param nowMs milliseconds on a monotonic clock. */
  constructor(cache: Cache, nowMs: () => number) {
    this.cache = cache;
    this.nowMs = nowMs;
  }

  /** A render, or null. */
  async find(key: RenderKey, extension: string, signal?: AbortSignal): Promise<FoundRender | null> {
    const found = await this.cache.getRender<RenderMetadata>(key, extension, signal);
    if (found === null) return null;
    this.note(key, extension);
    return { ...found, cacheKey: Cache.renderKey(key, extension) };
  }

  /**
   * Keeps a render.
   * @param isPossible whether it may be there already; then it is not made.
   * @returns null where the cache does not take it. @throws StitchError repo/… where the cache failed.
   */
  async keep(
    key: RenderKey,
    extension: string,
    isPossible: boolean,
    make: () => Promise<CachedRender<RenderMetadata>>,
    signal?: AbortSignal,
  ): Promise<KeptRender | null> {
    const cacheKey = Cache.renderKey(key, extension);
    const isKnown = (this.known.get(cacheKey) ?? Number.NEGATIVE_INFINITY) > this.nowMs();
    if (isKnown || (isPossible && (await this.find(key, extension, signal)) !== null))
      return { key: cacheKey, cached: true };
    if (!(await this.cache.putRender(key, extension, await make()))) {
      if (this.cache.failure !== null) throw this.cache.failure;
      return null;
    }
    this.note(key, extension);
    return { key: cacheKey, cached: false };
  }

  private note(key: RenderKey, extension: string): void {
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(Cache.renderKey(key, extension), this.nowMs() + KNOWN_MS);
  }
}
