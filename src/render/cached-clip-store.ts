import { Cache } from '../cache/cache.ts';
import { ENGINE_VERSION } from '../cache/engine-version.ts';
import type { CacheEntry } from '../cache/entry.ts';
import type { Block } from '../codec/codec.ts';
import type { ContentId, ContentIds } from '../library/content-ids.ts';
import type { ClipFile } from './clip-file.ts';
import type { ClipBlock, ClipInfo, ClipSpec, ClipStore } from './clip-store.ts';

/** Finds the infos and blocks of clips in the cache, and keeps there what the layer below makes. */
export class CachedClipStore implements ClipStore {
  private readonly below: ClipStore;
  private readonly cache: Cache;
  private readonly ids: ContentIds;
  private puts: Promise<void>[] = [];

  constructor(below: ClipStore, cache: Cache, ids: ContentIds) {
    this.below = below;
    this.cache = cache;
    this.ids = ids;
  }

  peekInfo(clip: ContentId): ClipInfo | undefined {
    return this.below.peekInfo(clip);
  }

  peek(clip: ContentId, spec: ClipSpec): ClipBlock | undefined {
    return this.below.peek(clip, spec);
  }

  async loadInfo(clip: ClipFile, signal?: AbortSignal): Promise<ClipInfo> {
    const found = await this.cache.get('clips', infoName(await clip.id(signal)), signal);
    if (found !== null) return found.facts as ClipInfo;
    const info = await this.below.loadInfo(clip, signal);
    this.put('clips', infoName(await clip.id()), { facts: info, bytes: new Uint8Array() });
    return info;
  }

  async load(clip: ClipFile, spec: ClipSpec, signal?: AbortSignal): Promise<ClipBlock> {
    const known = await this.findBlock(await clip.id(signal), spec, signal);
    if (known !== null) {
      const { frames, before, after } = known;
      return { frames, before, after, ...(spec.kind === 'block' && { block: known }) };
    }
    const made = await this.below.load(clip, spec, signal);
    if (made.block !== undefined) {
      const { bytes, ...facts } = made.block;
      this.put('blocks', blockName(await clip.id(), spec), { facts, bytes });
    }
    return made;
  }

  async flush(): Promise<void> {
    await Promise.all([...this.puts.splice(0), this.ids.save()]);
  }

  /** A block also tells the extent of its clip. */
  private async findBlock(
    clip: ContentId,
    spec: ClipSpec,
    signal: AbortSignal | undefined,
  ): Promise<Block | null> {
    if (spec.format === null) return null;
    const entry = await this.cache.get('blocks', blockName(clip, spec), signal);
    return entry && { ...(entry.facts as Omit<Block, 'bytes'>), bytes: entry.bytes };
  }

  private put(kind: 'clips' | 'blocks', name: string, entry: CacheEntry): void {
    const done = this.cache.put(kind, name, entry);
    done.catch(() => {}); // thrown by flush, which work that is cancelled does not reach
    this.puts.push(done);
  }
}

function infoName(clip: ContentId): string {
  return Cache.idOf(ENGINE_VERSION, clip);
}

function blockName(clip: ContentId, { prepare, format }: ClipSpec): string {
  return Cache.idOf(ENGINE_VERSION, clip, prepare, format);
}
