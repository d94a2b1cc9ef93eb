import { type Pcm, sampleFrames } from '../audio/pcm.ts';
import { mapBounded } from '../util/concurrency.ts';
import { type RenderFacts, record } from './render-key.ts';
import type { ClipFacts, ClipSounds, Sources } from './clip-loader.ts';
import type { ClipStock, Material } from './memory-clip-store.ts';
import type { Options } from '../options/render.ts';
import { StitchError } from '../errors.ts';
import { clipsOf, clipWarnings, type LaidOut, laidOutOf } from './layout.ts';
import type { Plan } from '../message/plan.ts';
import type { Block } from '../codec/mp3/block.ts';
import type { Allocate } from '../codec/splice.ts';
import { type Profile, settleProfile } from './profile.ts';
import {
  isSpliced,
  layDownPlan,
  READS_AT_ONCE,
  renderIdOf,
  splicePlan,
  titleOf,
  unchanged,
} from './render-one.ts';
import type { Key } from '../repo/repo.ts';

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
  /** What the cache is to keep beside its file. @throws StitchError as `layOut`. */
  record(): RenderFacts;
  /**
   * Makes the file, in pieces that are not to be written to: at once by splicing, and then in memory that
   * threads share, else as the encoder can.
   * @param allocate gives the memory that a spliced file needs of its own. @param signal gives it up.
   * @throws StitchError as `layOut`; the signal's reason.
   */
  make(
    allocate?: Allocate,
    signal?: AbortSignal,
  ): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
}

/** A profile, and what was made of clips for it. */
interface Settled {
  readonly profile: Profile;
  readonly material: Material;
}

/** Clips that one `ready` still wants of one profile. */
type Wanted = Map<Settled, Set<Key>>;

/**
 * Renders many plans with the same options. What each clip gives is found or made once and kept in the stock,
 * so that a plan whose clips are all known costs no I/O and no waiting. Bytes are those of `Stitcher.stitch`.
 */
export class BulkRenderer {
  private readonly options: Options;
  private readonly sources: Sources;
  private readonly stock: ClipStock;
  private readonly purpose: 'sound' | 'lengths';
  /** By the highest rate among the clips in use, which is all that a profile depends on but the options. */
  private readonly settled = new Map<number, Settled>();

  /** @param purpose `lengths` encodes nothing: then plans are laid out and not made. */
  constructor(options: Options, sources: Sources, stock: ClipStock, purpose: 'sound' | 'lengths') {
    this.options = options;
    this.sources = sources;
    this.stock = stock;
    this.purpose = purpose;
  }

  /** Whether all clips of a plan are in the stock: then making it ready costs no I/O and no waiting. */
  hasAllOf(plan: Plan): boolean {
    return this.hasAll(clipsOf(plan, this.sources.address));
  }

  /**
   * Makes plans ready: reads, decodes and encodes what is not known yet, as much at once as is good.
   * @param signal gives it up.
   * @returns for each plan, in order, itself made ready, or why it cannot be: message/empty, clip/….
   * @throws StitchError repo/…, profile/unsupported: what ails all of them; the signal's reason.
   */
  async ready(
    plans: readonly Plan[],
    signal?: AbortSignal,
  ): Promise<readonly (ReadyPlan | StitchError)[]> {
    this.stock.letGoOfTooMuch();
    const keys = plans.map((plan) => attempt(() => clipsOf(plan, this.sources.address)));
    const used = keys.flatMap((each) => (each instanceof StitchError ? [] : [each]));
    for (let tries = 0; ; tries++) {
      // All of them each time: meanwhile a clip may have become another, or been let go.
      const wanted = used.filter((own) => !this.hasAll(own));
      if (wanted.length === 0) break;
      if (tries === MOST_TRIES) throw restless(this.sources.address);
      await this.stock.flights.do([...new Set(wanted.flat())], signal, (whileWanted) =>
        unchanged({ ...this.sources, signal: whileWanted }, (sounds) =>
          this.gather(wanted, sounds, whileWanted),
        ),
      );
    }
    const { failures } = this.sources.ids;
    return plans.map((plan, i) => {
      const own = keys[i]!;
      if (own instanceof StitchError) return own;
      const failed = own.find((key) => failures.has(key));
      return failed === undefined ? this.readyPlan(plan, own) : failures.get(failed)!;
    });
  }

  private readyPlan(plan: Plan, keys: readonly Key[]): ReadyPlan {
    const { options, sources } = this;
    const { profile, material } = this.settle(keys);
    const spliced = isSpliced(profile);
    const said = titleOf(plan);
    const id = renderIdOf(plan, options, said, (key) => this.idOf(key));
    // As it is now: the stock may let go of it, and a clip may become another.
    const own = keys.map((key) => {
      const clip = this.idOf(key);
      const facts = this.stock.facts.get(clip)!;
      const length = material.lengths.get(clip)!;
      const sound = spliced ? material.blocks.get(clip) : material.prepared.get(clip);
      return { key, facts, length, sound };
    });
    const facts = () => new Map(own.map(({ key, facts }) => [key, facts]));
    const sounds = <T>() => new Map(own.map(({ key, sound }) => [key, sound as T]));
    let laidOut: LaidOut | undefined;
    const layOut = (): LaidOut => {
      laidOut ??= laidOutOf(
        plan,
        options,
        profile,
        facts(),
        new Map(own.map(({ key, length }) => [key, length])),
      );
      return laidOut;
    };
    const make = (allocate?: Allocate, signal?: AbortSignal) => {
      if (spliced) return splicePlan(layOut(), sounds<Block>(), said, allocate);
      const made = async () => layDownPlan(layOut(), sounds<Pcm>(), { ...sources, signal });
      const isWav = profile.container === 'wav';
      return (isWav ? made() : this.fromCache(id, layOut, facts, made)).then((bytes) => [bytes]);
    };
    const warnings = own.flatMap(({ key, facts }) => clipWarnings(key, facts));
    return { plan, said, id, warnings, layOut, record: () => record(layOut(), facts()), make };
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

  /** The content id of a clip whose facts are known. */
  private idOf(key: Key): string {
    return this.sources.ids.known(key)!;
  }

  private hasFacts(key: Key): boolean {
    const id = this.sources.ids.known(key);
    return id !== undefined && this.stock.facts.has(id);
  }

  private hasAll(keys: readonly Key[]): boolean {
    const { failures } = this.sources.ids;
    if (failures.size > 0 && keys.some((key) => failures.has(key))) return true;
    return keys.every((key) => this.hasFacts(key)) && this.lacks(keys).length === 0;
  }

  /** Those of a plan's clips, whose facts are known, that are not yet what its profile wants. */
  private lacks(keys: readonly Key[]): readonly Key[] {
    const { profile, material } = this.settle(keys);
    const { lengths, blocks, prepared } = material;
    const sounds = isSpliced(profile) ? blocks : prepared;
    const has: ReadonlyMap<string, unknown> = this.purpose === 'lengths' ? lengths : sounds;
    return keys.filter((key) => !has.has(this.idOf(key)));
  }

  private settle(keys: readonly Key[]): Settled {
    let highest = 0;
    for (const key of keys) {
      highest = Math.max(highest, this.stock.facts.get(this.idOf(key))!.sampleRateHz);
    }
    let settled = this.settled.get(highest);
    if (settled === undefined) {
      const profile = settleProfile(this.options, [highest]);
      settled = { profile, material: this.stock.materialFor(profile) };
      this.settled.set(highest, settled);
    }
    return settled;
  }

  private async gather(
    used: readonly (readonly Key[])[],
    sounds: ClipSounds,
    signal: AbortSignal,
  ): Promise<void> {
    const { failures } = this.sources.ids;
    const unknown = [...new Set(used.flat())].filter((key) => !failures.has(key));
    const learn = (key: Key) =>
      this.unlessBad(key, async () => {
        if (this.stock.facts.has(await sounds.idOf(key))) return;
        const facts = await sounds.facts(key);
        this.stock.facts.set(await sounds.idOf(key), facts);
      });
    await mapBounded(unknown, READS_AT_ONCE, learn, signal);
    const wanted: Wanted = new Map();
    for (const keys of used) {
      if (keys.some((key) => failures.has(key) || !this.hasFacts(key))) continue;
      const settled = this.settle(keys);
      const lacking = wanted.get(settled) ?? new Set();
      for (const key of this.lacks(keys)) lacking.add(key);
      wanted.set(settled, lacking);
    }
    const atOnce = Math.max(READS_AT_ONCE, 2 * this.sources.maker.atOnce);
    for (const [settled, lacking] of wanted) {
      const fill = (key: Key) => this.unlessBad(key, () => this.fill(settled, key, sounds));
      await mapBounded(lacking, atOnce, fill, signal);
    }
  }

  private async fill({ profile, material }: Settled, key: Key, sounds: ClipSounds): Promise<void> {
    const { preparing } = profile;
    const found = isSpliced(profile) ? await sounds.findBlock(key, preparing, profile.mp3) : null;
    if (this.purpose === 'lengths') {
      const frames = found?.frames ?? sampleFrames(await sounds.prepared(key, preparing));
      this.stock.keepLength(material, await sounds.idOf(key), frames);
    } else if (isSpliced(profile)) {
      const block = found ?? (await sounds.makeBlock(key, preparing, profile.mp3));
      this.stock.keepBlock(material, await sounds.idOf(key), block);
    } else {
      const pcm = await sounds.prepared(key, preparing);
      this.stock.keepPrepared(material, await sounds.idOf(key), pcm, sampleFrames(pcm));
    }
  }

  /** What is wrong with one clip is kept, and told of each plan that says it. */
  private async unlessBad(key: Key, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StitchError) || !error.code.startsWith('clip/')) throw error;
      this.sources.ids.failures.set(key, error);
    }
  }
}

/** How often clips that change meanwhile are read anew. */
const MOST_TRIES = 10;

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
