import type { Block } from '../codec/codec.ts';
import type { ContentId } from '../library/content-ids.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { ClipFile } from './clip-file.ts';
import type { ClipBlock, ClipInfo, ClipSpec, ClipStore } from './clip-store.ts';
import { specOf } from './clip-store.ts';
import { type ClipUse, JOINED_SIDES } from './clip-use.ts';
import { NOISE_ID, NoiseFile, noiseSpecOf } from './noise-file.ts';
import { NoiseFloor, type NoiseSource } from './noise-floor.ts';
import { type Profile, settleProfile } from './profile.ts';
import type { Progress, WorkOptions } from './renderer.ts';

/** Clips are wanted for their sound, or for their extent alone. */
export type Want = 'sound' | 'extent';

/** A profile, and the specs of its clips. */
export interface Settled {
  readonly profile: Profile;
  /** By `JoinedSides`. */
  readonly sound: readonly ClipSpec[];
  readonly extent: readonly ClipSpec[];
  /** Of the noise that is spliced between clips; null for none. */
  readonly noise: ClipSpec | null;
}

/** Limit of clips that are read at once. */
export const MAX_READS = 16;

/** The clips of plans: knows which are in memory as their profile wants them, and loads the others. */
export class PlanClips {
  private readonly source: NoiseSource;
  private readonly store: ClipStore;
  private readonly noiseFloor: NoiseFloor;
  /** By options and the highest rate among the clips in use, which is all that a profile depends on. */
  private readonly settled = new WeakMap<Options, Map<number, Settled>>();

  constructor(source: NoiseSource, store: ClipStore) {
    this.source = source;
    this.store = store;
    this.noiseFloor = new NoiseFloor(source);
  }

  file(key: Key): ClipFile {
    return new ClipFile(key, this.source);
  }

  /** The content id of a clip that was loaded. */
  idOf(key: Key): ContentId {
    return this.source.ids.known(key)!;
  }

  /** The info of a clip, if it is in memory. */
  infoOf(key: Key): ClipInfo | undefined {
    const id = this.source.ids.known(key);
    return id === undefined ? undefined : this.store.peekInfo(id);
  }

  /** A clip as it is used, if it is in memory. @param specs by `JoinedSides`. */
  blockOf({ key, joined }: ClipUse, specs: readonly ClipSpec[]): ClipBlock | undefined {
    return this.store.peek(this.idOf(key), specs[joined]!);
  }

  /** The block of a profile's noise, if it has one and that is in memory. */
  noiseOf({ noise }: Settled): Block | undefined {
    return noise === null ? undefined : this.store.peek(NOISE_ID, noise)?.block;
  }

  /** Whether all clips of a plan are in memory, or one is known to have failed. */
  hasAll(uses: readonly ClipUse[], options: Options, want: Want): boolean {
    const { failures } = this.source.ids;
    if (failures.size > 0 && uses.some(({ key }) => failures.has(key))) return true;
    for (const { key } of uses) if (this.infoOf(key) === undefined) return false;
    return this.hasNoise(uses, options, want) && this.lacking(uses, options, want).length === 0;
  }

  /**
   * The profile of a plan. @param uses its clips, whose infos are in memory; so is the level of the noise, if it has any.
   * @throws StitchError profile/unsupported.
   */
  settle(uses: readonly ClipUse[], options: Options): Settled {
    const highestHz = this.highestHz(uses);
    let byRate = this.settled.get(options);
    if (byRate === undefined) {
      byRate = new Map();
      this.settled.set(options, byRate);
    }
    let settled = byRate.get(highestHz);
    if (settled === undefined) {
      const profile = settleProfile(options, highestHz, this.noiseDb(options, highestHz));
      const specs = (want: Want) => JOINED_SIDES.map((joined) => specOf(profile, want, joined));
      const noise = noiseSpecOf(profile);
      settled = { profile, sound: specs('sound'), extent: specs('extent'), noise };
      byRate.set(highestHz, settled);
    }
    return settled;
  }

  /**
   * Loads the level of the noise that a plan's render has between its clips, if it has any.
   * @param uses its clips. @throws StitchError clip/…, repo/…, profile/unsupported; the signal's reason.
   */
  async loadNoiseLevel(
    uses: readonly ClipUse[],
    options: Options,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    if (options.fill === 'silence') return undefined;
    const loadInfo = (key: Key) => this.store.loadInfo(this.file(key), signal);
    const infos = await mapConcurrent(
      [...new Set(uses.map(({ key }) => key))],
      MAX_READS,
      loadInfo,
      signal,
    );
    const highestHz = Math.max(...infos.map(({ sampleRateHz }) => sampleRateHz));
    await this.noiseFloor.load(settleProfile(options, highestHz).prepare, signal);
    return this.noiseDb(options, highestHz) ?? undefined;
  }

  /**
   * Loads the clips of plans, as many at once as is good. What is wrong with a clip is kept as its failure.
   * @throws StitchError repo/…, profile/unsupported; the signal's reason.
   */
  async load(
    plans: readonly (readonly ClipUse[])[],
    options: Options,
    want: Want,
    work: WorkOptions,
  ): Promise<void> {
    const { failures } = this.source.ids;
    const { signal } = work;
    const files = new Map<Key, ClipFile>();
    for (const { key } of plans.flat()) {
      if (!failures.has(key) && !files.has(key)) files.set(key, this.file(key));
    }
    const loadInfo = (file: ClipFile) =>
      this.unlessFailed(file, () => this.store.loadInfo(file, signal));
    await forEach([...files.values()], MAX_READS, loadInfo, 'read', work);
    const wanted = new Map<ClipSpec, Set<ClipFile>>();
    for (const uses of plans) {
      if (uses.some(({ key }) => failures.has(key) || this.infoOf(key) === undefined)) continue;
      await this.loadNoise(uses, options, want, signal);
      const specs = this.settle(uses, options)[want];
      for (const use of this.lacking(uses, options, want)) {
        const spec = specs[use.joined]!;
        const lacking = wanted.get(spec) ?? new Set();
        wanted.set(spec, lacking.add(files.get(use.key)!));
      }
    }
    const atOnce = Math.max(MAX_READS, 2 * this.source.worker.concurrency);
    for (const [spec, lacking] of wanted) {
      const load = (file: ClipFile) =>
        this.unlessFailed(file, () => this.store.load(file, spec, signal));
      await forEach([...lacking], atOnce, load, 'encode', work);
    }
    await this.store.flush();
  }

  /** Clips of one plan, their infos in memory, that are not in memory as its profile wants them. */
  private lacking(uses: readonly ClipUse[], options: Options, want: Want): readonly ClipUse[] {
    const specs = this.settle(uses, options)[want];
    return uses.filter((use) => this.blockOf(use, specs) === undefined);
  }

  private highestHz(uses: readonly ClipUse[]): number {
    let highestHz = 0;
    for (const { key } of uses) highestHz = Math.max(highestHz, this.infoOf(key)!.sampleRateHz);
    return highestHz;
  }

  /** The level of noise between clips, null for silence; undefined where it is not in memory. */
  private noiseDb(options: Options, highestHz: number): number | null | undefined {
    if (options.fill === 'silence') return null;
    return this.noiseFloor.peek(settleProfile(options, highestHz).prepare);
  }

  /** Whether the noise of a plan is in memory, if it has any. */
  private hasNoise(uses: readonly ClipUse[], options: Options, want: Want): boolean {
    if (options.fill === 'silence') return true;
    const highestHz = this.highestHz(uses);
    const known = this.settled.get(options)?.get(highestHz);
    if (known === undefined && this.noiseDb(options, highestHz) === undefined) return false;
    const settled = known ?? this.settle(uses, options);
    return want === 'extent' || settled.noise === null || this.noiseOf(settled) !== undefined;
  }

  private async loadNoise(
    uses: readonly ClipUse[],
    options: Options,
    want: Want,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.hasNoise(uses, options, want)) return;
    await this.loadNoiseLevel(uses, options, signal);
    const { noise } = this.settle(uses, options);
    if (noise === null || want === 'extent') return;
    await this.store.load(new NoiseFile(noise, this.source), noise, signal);
  }

  private async unlessFailed(file: ClipFile, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (file.failure === null || error !== file.failure) throw error;
      this.source.ids.failures.set(file.key, file.failure);
    }
  }
}

async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
  stage: Progress['stage'],
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  let done = 0;
  const each = async (item: T) => {
    await work(item);
    onProgress?.({ stage, done: ++done, total: items.length });
  };
  await mapConcurrent(items, atOnce, each, signal);
}
