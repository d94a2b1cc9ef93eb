import type { ContentId } from '../library/content-ids.ts';
import { Arena } from '../util/arena.ts';
import { SingleFlight } from '../util/single-flight.ts';
import type { ClipFile } from './clip-file.ts';
import {
  type ClipBlock,
  type ClipInfo,
  type ClipSpec,
  type ClipStore,
  specName,
} from './clip-store.ts';

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const ARENA_BYTES = 1024 * 1024;
/** Infos are small, but clips may be recorded again and again. */
const MAX_INFOS = 100_000;
/** Callers may ask for any rate. */
const MAX_SPECS = 200;
/** About the memory of a number with its name. */
const ENTRY_BYTES = 100;

/** Clips in memory, for as long as the program runs or until they are evicted. */
export class MemoryClipStore {
  private readonly maxBytes: number;
  private readonly infos = new Map<ContentId, ClipInfo>();
  private readonly bySpec = new Map<string, Map<ContentId, ClipBlock>>();
  private readonly flights = new SingleFlight();
  private usedBytes = 0;
  /** Memory for the next blocks, shared with threads. */
  private arena = new Arena(ARENA_BYTES);

  /** @param maxBytes budget for sound; past it everything is evicted at the next occasion. */
  constructor(maxBytes = DEFAULT_MAX_BYTES) {
    this.maxBytes = maxBytes;
  }

  /** This memory as a layer over another store. */
  over(below: ClipStore): ClipStore {
    return {
      peekInfo: (clip) => this.infos.get(clip),
      peek: (clip, spec) => this.peek(clip, spec),
      loadInfo: (clip, signal) => this.loadInfo(clip, below, signal),
      load: (clip, spec, signal) => this.load(clip, spec, below, signal),
      flush: () => below.flush(),
    };
  }

  /** Evicts everything once over budget: it is found again in the cache, or made again. */
  evictIfFull(): void {
    if (this.infos.size > MAX_INFOS) this.infos.clear();
    if (this.usedBytes <= this.maxBytes && this.bySpec.size <= MAX_SPECS) return;
    this.bySpec.clear();
    this.arena = new Arena(ARENA_BYTES);
    this.usedBytes = 0;
  }

  private peek(clip: ContentId, spec: ClipSpec): ClipBlock | undefined {
    const known = this.bySpec.get(specName(spec))?.get(clip);
    const { kind } = spec;
    return kind === 'extent' || known?.[kind] !== undefined ? known : undefined;
  }

  private async loadInfo(
    clip: ClipFile,
    below: ClipStore,
    signal: AbortSignal | undefined,
  ): Promise<ClipInfo> {
    for (;;) {
      const id = await clip.id(signal);
      const known = this.infos.get(id);
      if (known !== undefined) return known;
      await this.flights.run(id, signal, async (shared) => {
        const info = await below.loadInfo(clip, shared);
        this.infos.set(await clip.id(), info);
      });
    }
  }

  private async load(
    clip: ClipFile,
    spec: ClipSpec,
    below: ClipStore,
    signal: AbortSignal | undefined,
  ): Promise<ClipBlock> {
    for (;;) {
      const id = await clip.id(signal);
      const known = this.peek(id, spec);
      if (known !== undefined) return known;
      const flight = `${spec.kind} ${specName(spec)} ${id}`;
      await this.flights.run(flight, signal, async (shared) => {
        const made = await below.load(clip, spec, shared);
        this.keep(specName(spec), await clip.id(), made);
      });
    }
  }

  private keep(name: string, clip: ContentId, made: ClipBlock): void {
    let blocks = this.bySpec.get(name);
    if (blocks === undefined) {
      blocks = new Map();
      this.bySpec.set(name, blocks);
    }
    const { block, pcm } = made;
    this.usedBytes += ENTRY_BYTES;
    if (pcm !== undefined)
      this.usedBytes += made.frames * pcm.channels.length * Float32Array.BYTES_PER_ELEMENT;
    blocks.set(
      clip,
      block === undefined
        ? made
        : { ...made, block: { ...block, bytes: this.shared(block.bytes) } },
    );
  }

  /** The same bytes where threads see them. */
  private shared(bytes: Uint8Array): Uint8Array {
    if (!this.arena.fits(bytes.length)) this.arena = new Arena(ARENA_BYTES);
    const copy = this.arena.allocate(bytes.length);
    copy.set(bytes);
    this.usedBytes += copy.length;
    return copy;
  }
}
