import { type Pcm, sampleFrames } from './audio/pcm.ts';
import { mapBounded } from './bounded.ts';
import { record } from './cached-render.ts';
import type { ClipFacts, ClipSounds, Sources } from './clip-sounds.ts';
import type { Options } from './config.ts';
import { StitchError } from './errors.ts';
import { clipsOf, clipWarnings, type LaidOut, laidOutOf } from './lay-plan.ts';
import type { Plan } from './message/plan.ts';
import type { Block } from './mp3/block.ts';
import type { Allocate } from './mp3/splice.ts';
import { type Profile, settleProfile } from './profile.ts';
import {
  isSpliced,
  layDownPlan,
  READS_AT_ONCE,
  renderIdOf,
  type SplicedProfile,
  splicePlan,
  titleOf,
  unchanged,
} from './render.ts';
import type { Key } from './repo/repo.ts';
import { Slab } from './slab.ts';

/** What is kept of clips' sound at the most; past it all is let go, and found again in the cache. */
const MOST_BYTES = 256 * 1024 * 1024;
const SLAB_BYTES = 1024 * 1024;

/** A plan with all that its clips give. */
export interface ReadyPlan {
  readonly plan: Plan;
  /** All words that it says. */
  readonly said: string;
  /** Names the render by all that its bytes depend on: 64 hexadecimal digits. */
  readonly id: string;
  /** What is to be said of its clips, each after the clip's name. */
  readonly warnings: readonly string[];
  /** @throws StitchError message/too-long. */
  layOut(): LaidOut;
  /**
   * Makes the file, in pieces that are not to be written to: at once by splicing, and then in memory that
   * threads share, else as the encoder can.
   * @param allocate gives the memory that a spliced file needs of its own. @throws StitchError as `layOut`.
   */
  make(allocate?: Allocate): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
}

/** What was made of clips for one profile. */
interface Material {
  readonly profile: Profile;
  /** Sample frames of each prepared clip. */
  readonly lengths: Map<Key, number>;
  readonly blocks: Map<Key, Block>;
  readonly prepared: Map<Key, Pcm>;
}

/** What the plans of one `ready` still want of one profile. */
type Wanted = Map<Material, Set<Key>>;

/**
 * Renders many plans with the same options. What each clip gives is found or made once and kept, so that a
 * plan whose clips are all known costs no I/O and no waiting. Bytes are those of `Stitcher.stitch`.
 */
export class BulkRenderer {
  private readonly options: Options;
  private readonly sources: Sources;
  private readonly purpose: 'sound' | 'lengths';
  private readonly ids = new Map<Key, string>();
  private readonly facts = new Map<Key, ClipFacts>();
  private readonly failures = new Map<Key, StitchError>();
  /** By the highest rate among the clips in use, which is all that a profile depends on but the options. */
  private readonly materials = new Map<number, Material>();
  private heldBytes = 0;
  /** Where the next blocks go. */
  private slab = new Slab(SLAB_BYTES);

  /** @param purpose `lengths` encodes nothing: then plans are laid out and not made. */
  constructor(options: Options, sources: Sources, purpose: 'sound' | 'lengths') {
    this.options = options;
    this.sources = sources;
    this.purpose = purpose;
  }

  /**
   * Makes plans ready: reads, decodes and encodes what is not known yet, as much at once as is good.
   * @returns for each plan, in order, itself made ready, or why it cannot be: message/empty, clip/….
   * @throws StitchError repo/…, profile/unsupported: what ails all of them.
   */
  async ready(plans: readonly Plan[]): Promise<readonly (ReadyPlan | StitchError)[]> {
    if (this.heldBytes > MOST_BYTES) this.letGo();
    const keys = plans.map((plan) => attempt(() => clipsOf(plan, this.sources.repo)));
    const used = keys.flatMap((each) => (each instanceof StitchError ? [] : [each]));
    if (!this.hasAll(used)) {
      let isAnew = false;
      await unchanged(this.sources, async (sounds) => {
        // A clip was written meanwhile.
        if (isAnew) this.forget(used.flat());
        isAnew = true;
        await this.gather(used, sounds);
      });
    }
    return plans.map((plan, i) => {
      const own = keys[i]!;
      if (own instanceof StitchError) return own;
      const failed = own.find((key) => this.failures.has(key));
      return failed === undefined ? this.readyPlan(plan, own) : this.failures.get(failed)!;
    });
  }

  private readyPlan(plan: Plan, keys: readonly Key[]): ReadyPlan {
    const { options, sources } = this;
    const { profile, lengths, blocks, prepared } = this.materialOf(keys);
    const said = titleOf(plan);
    const id = renderIdOf(plan, options, said, (key) => this.ids.get(key)!);
    const facts = () => new Map(keys.map((key) => [key, this.facts.get(key)!]));
    let laidOut: LaidOut | undefined;
    const layOut = (): LaidOut => {
      laidOut ??= laidOutOf(plan, options, profile, facts(), lengths);
      return laidOut;
    };
    const make = (allocate?: Allocate) => {
      if (isSpliced(profile)) return splicePlan(layOut(), blocks, said, allocate);
      const made = () => layDownPlan(layOut(), prepared, sources.encoder);
      const isWav = profile.container === 'wav';
      return (isWav ? made() : this.fromCache(id, layOut, facts, made)).then((bytes) => [bytes]);
    };
    const warnings = keys.flatMap((key) => clipWarnings(key, this.facts.get(key)!));
    return { plan, said, id, warnings, layOut, make };
  }

  /** What takes long to make, and is worth more than the room that it takes. */
  private async fromCache(
    id: string,
    layOut: () => LaidOut,
    facts: () => ReadonlyMap<Key, ClipFacts>,
    make: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const { cache } = this.sources;
    const found = await cache?.getRender(id, 'mp3');
    if (found) return found.bytes;
    const bytes = await make();
    await cache?.putRender(id, 'mp3', { facts: record(layOut(), facts()), bytes });
    return bytes;
  }

  private hasAll(used: readonly (readonly Key[])[]): boolean {
    return used.every((keys) => {
      if (keys.some((key) => this.failures.has(key))) return true;
      return keys.every((key) => this.facts.has(key)) && this.lacks(keys).length === 0;
    });
  }

  /** Those of a plan's clips, whose facts are known, that are not yet what its profile wants. */
  private lacks(keys: readonly Key[]): readonly Key[] {
    const { lengths } = this.materialOf(keys);
    return keys.filter((key) => !lengths.has(key));
  }

  private materialOf(keys: readonly Key[]): Material {
    let highest = 0;
    for (const key of keys) highest = Math.max(highest, this.facts.get(key)!.sampleRateHz);
    let material = this.materials.get(highest);
    if (material === undefined) {
      const profile = settleProfile(this.options, [highest]);
      material = { profile, lengths: new Map(), blocks: new Map(), prepared: new Map() };
      this.materials.set(highest, material);
    }
    return material;
  }

  private async gather(used: readonly (readonly Key[])[], sounds: ClipSounds): Promise<void> {
    const unknown = [...new Set(used.flat())].filter(
      (key) => !this.facts.has(key) && !this.failures.has(key),
    );
    await mapBounded(unknown, READS_AT_ONCE, (key) =>
      this.unlessBad(key, async () => {
        this.ids.set(key, await sounds.idOf(key));
        this.facts.set(key, await sounds.facts(key));
      }),
    );
    const wanted: Wanted = new Map();
    for (const keys of used) {
      if (keys.some((key) => this.failures.has(key))) continue;
      const material = this.materialOf(keys);
      const lacking = wanted.get(material) ?? new Set();
      for (const key of this.lacks(keys)) lacking.add(key);
      wanted.set(material, lacking);
    }
    for (const [material, lacking] of wanted) await this.fill(material, [...lacking], sounds);
  }

  private async fill(material: Material, keys: readonly Key[], sounds: ClipSounds): Promise<void> {
    const atOnce = Math.max(READS_AT_ONCE, 2 * this.sources.encoder.atOnce);
    await mapBounded(keys, atOnce, (key) =>
      this.unlessBad(key, () =>
        isSpliced(material.profile)
          ? this.fillBlock(material, material.profile, key, sounds)
          : this.fillPrepared(material, key, sounds),
      ),
    );
  }

  private async fillBlock(
    material: Material,
    { preparing, mp3 }: SplicedProfile,
    key: Key,
    sounds: ClipSounds,
  ): Promise<void> {
    const found = await sounds.findBlock(key, preparing, mp3);
    if (this.purpose === 'lengths') {
      const frames = found?.frames ?? sampleFrames(await sounds.prepared(key, preparing));
      material.lengths.set(key, frames);
      return;
    }
    const block = found ?? (await sounds.makeBlock(key, preparing, mp3));
    material.blocks.set(key, { ...block, bytes: this.share(block.bytes) });
    material.lengths.set(key, block.frames);
    this.heldBytes += block.bytes.length;
  }

  private async fillPrepared(material: Material, key: Key, sounds: ClipSounds): Promise<void> {
    const pcm = await sounds.prepared(key, material.profile.preparing);
    material.lengths.set(key, sampleFrames(pcm));
    if (this.purpose === 'lengths') return;
    material.prepared.set(key, pcm);
    this.heldBytes += sampleFrames(pcm) * pcm.channels.length * Float32Array.BYTES_PER_ELEMENT;
  }

  /** What is wrong with one clip is kept, and told of each plan that says it. */
  private async unlessBad(key: Key, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StitchError) || !error.code.startsWith('clip/')) throw error;
      this.failures.set(key, error);
    }
  }

  private forget(keys: readonly Key[]): void {
    for (const key of keys) {
      for (const map of [this.ids, this.facts, this.failures]) map.delete(key);
      for (const { lengths, blocks, prepared } of this.materials.values()) {
        for (const map of [lengths, blocks, prepared]) map.delete(key);
      }
    }
  }

  /** The same bytes where threads see them. */
  private share(bytes: Uint8Array): Uint8Array {
    if (!this.slab.fits(bytes.length)) this.slab = new Slab(SLAB_BYTES);
    const shared = this.slab.allocate(bytes.length);
    shared.set(bytes);
    return shared;
  }

  private letGo(): void {
    this.materials.clear();
    this.heldBytes = 0;
  }
}

function attempt<T>(work: () => T): T | StitchError {
  try {
    return work();
  } catch (error) {
    if (error instanceof StitchError) return error;
    throw error;
  }
}
