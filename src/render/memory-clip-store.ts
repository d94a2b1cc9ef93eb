import type { Pcm } from '../audio/pcm.ts';
import type { ClipFacts } from './clip-loader.ts';
import { Flights } from '../util/single-flight.ts';
import type { Block } from '../codec/mp3/block.ts';
import type { Profile } from './profile.ts';
import { isSpliced } from './render-one.ts';
import { Slab } from '../util/arena.ts';

/** What is kept of clips' sound at the most, if not said. */
const MOST_BYTES = 256 * 1024 * 1024;
const SLAB_BYTES = 1024 * 1024;
/** Facts are small, but clips may be recorded again and again. */
const MOST_FACTS = 100_000;
/** Callers may ask for any rate. */
const MOST_MATERIALS = 200;
/** About what a number with its name takes. */
const ENTRY_BYTES = 100;

/** What was made of clips for one way of preparing and encoding them, by the clips' content ids. */
export interface Material {
  /** Sample frames of each prepared clip. */
  readonly lengths: Map<string, number>;
  readonly blocks: Map<string, Block>;
  readonly prepared: Map<string, Pcm>;
}

/**
 * What clips gave, kept in memory. All is named by content: a clip that is recorded again is another one, and
 * what was made of the rest stays true for as long as the program runs.
 */
export class ClipStock {
  readonly facts = new Map<string, ClipFacts>();
  readonly flights = new Flights();
  private readonly materials = new Map<string, Material>();
  private readonly mostBytes: number;
  private heldBytes = 0;
  /** Where the next blocks go. */
  private slab = new Slab(SLAB_BYTES);

  /** @param mostBytes past it all is let go at the next occasion, and found again in the cache. */
  constructor(mostBytes = MOST_BYTES) {
    this.mostBytes = mostBytes;
  }

  /** What was made for a profile. */
  materialFor(profile: Profile): Material {
    const name = JSON.stringify([profile.preparing, isSpliced(profile) ? profile.mp3 : null]);
    let material = this.materials.get(name);
    if (material === undefined) {
      material = { lengths: new Map(), blocks: new Map(), prepared: new Map() };
      this.materials.set(name, material);
    }
    return material;
  }

  /** Keeps the sample frames of a prepared clip. */
  keepLength({ lengths }: Material, id: string, frames: number): void {
    lengths.set(id, frames);
    this.heldBytes += ENTRY_BYTES;
  }

  /** Keeps a clip's block, where threads see it. */
  keepBlock({ lengths, blocks }: Material, id: string, block: Block): void {
    if (!this.slab.fits(block.bytes.length)) this.slab = new Slab(SLAB_BYTES);
    const bytes = this.slab.allocate(block.bytes.length);
    bytes.set(block.bytes);
    blocks.set(id, { ...block, bytes });
    lengths.set(id, block.frames);
    this.heldBytes += bytes.length;
  }

  /** Keeps a prepared clip. @param frames its sample frames. */
  keepPrepared({ lengths, prepared }: Material, id: string, pcm: Pcm, frames: number): void {
    prepared.set(id, pcm);
    lengths.set(id, frames);
    this.heldBytes += frames * pcm.channels.length * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Lets go of all if it has become too much: what is wanted is found again in the cache, or made again. */
  letGoOfTooMuch(): void {
    if (this.facts.size > MOST_FACTS) this.facts.clear();
    if (this.heldBytes > this.mostBytes || this.materials.size > MOST_MATERIALS) {
      for (const { lengths, blocks, prepared } of this.materials.values()) {
        for (const map of [lengths, blocks, prepared]) map.clear();
      }
      if (this.materials.size > MOST_MATERIALS) this.materials.clear();
      this.slab = new Slab(SLAB_BYTES);
      this.heldBytes = 0;
    }
  }
}
