import { clipNoiseDb, libraryNoiseDb } from '../audio/noise-floor.ts';
import type { PrepareOptions } from '../audio/prepare.ts';
import { Cache } from '../cache/cache.ts';
import { ENGINE_VERSION } from '../cache/engine-version.ts';
import type { Key } from '../repo/repo.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { SingleFlight } from '../util/single-flight.ts';
import { ClipFile, type ClipSource } from './clip-file.ts';

/** Where a library's noise is measured, and where the measure is kept. */
export interface NoiseSource extends ClipSource {
  readonly cache: Cache | null;
  /** All clips of the library. @throws StitchError repo/…. */
  readonly listed: () => Promise<readonly Key[]>;
  /** Levels by the clips' content and the way that they are prepared; null for none. */
  readonly noiseLevels: Map<string, number | null>;
}

/** Clips that stand for all of a large library: to decode 100,000 for one message would take minutes. */
const SAMPLE_CLIPS = 64;
/** Clips that are read at once. */
const MAX_READS = 16;
/** Callers may ask for any rate and level. */
const MAX_LEVELS = 1000;

/** What prepared clips have that noise depends on. JSON. */
type Preparing = Pick<PrepareOptions, 'sampleRateHz' | 'channels' | 'levelDb'>;

/** The level of the noise in the clips of one listing, as it is when they are prepared. */
export class NoiseFloor {
  private readonly source: NoiseSource;
  private readonly levels = new Map<string, number | null>();
  private readonly flights = new SingleFlight();
  private sampling: Promise<readonly Key[]> | null = null;

  constructor(source: NoiseSource) {
    this.source = source;
  }

  /** The level in dBFS, null for no noise; undefined before it was loaded. */
  peek(prepare: PrepareOptions): number | null | undefined {
    return this.levels.get(JSON.stringify(preparingOf(prepare)));
  }

  /** Finds the level in the cache, or measures it. @throws StitchError repo/…; the signal's reason. */
  async load(prepare: PrepareOptions, signal?: AbortSignal): Promise<void> {
    const preparing = preparingOf(prepare);
    const name = JSON.stringify(preparing);
    while (!this.levels.has(name)) {
      await this.flights.run(name, signal, async (shared) => {
        const level = await this.find(preparing, shared);
        keep(this.levels, name, level);
      });
    }
  }

  private async find(preparing: Preparing, signal: AbortSignal): Promise<number | null> {
    const { cache, noiseLevels, ids } = this.source;
    const keys = await this.sample();
    const nameNow = async () => {
      const each = await mapConcurrent(keys, MAX_READS, (key) => this.idOf(key, signal), signal);
      return Cache.idOf(ENGINE_VERSION, 'noise', each, preparing);
    };
    const name = await nameNow();
    const known = noiseLevels.get(name);
    if (known !== undefined) return known;
    const entry = await cache?.get('clips', name, signal);
    let level = entry ? (entry.facts as { noiseDb: number | null }).noiseDb : undefined;
    if (level === undefined) {
      const measure = (key: Key) => this.measure(key, preparing, signal);
      level = libraryNoiseDb(await mapConcurrent(keys, MAX_READS, measure, signal));
      // Of what was read: meanwhile a clip may have changed.
      const facts = { noiseDb: level };
      await cache?.put('clips', await nameNow(), { facts, bytes: new Uint8Array() });
      await ids.save();
    }
    keep(noiseLevels, name, level);
    return level;
  }

  private sample(): Promise<readonly Key[]> {
    this.sampling ??= this.source.listed().then(sampleOf);
    this.sampling.catch(() => {
      this.sampling = null;
    });
    return this.sampling;
  }

  private idOf(key: Key, signal: AbortSignal): Promise<string | null> {
    return this.unlessFailed(key, (file) => file.id(signal));
  }

  private measure(key: Key, preparing: Preparing, signal: AbortSignal): Promise<number | null> {
    const untrimmed = { ...preparing, trim: false, edgesSeconds: [0, 0] as const, fade: false };
    return this.unlessFailed(key, async (file) => {
      const { pcm } = await file.decode(signal);
      return clipNoiseDb(await this.source.worker.prepare(pcm, untrimmed, signal));
    });
  }

  /** Null for a clip that cannot be read: others stand for it. */
  private async unlessFailed<T>(key: Key, work: (file: ClipFile) => Promise<T>): Promise<T | null> {
    const file = new ClipFile(key, this.source);
    try {
      return await work(file);
    } catch (error) {
      if (file.failure === null || error !== file.failure) throw error;
      return null;
    }
  }
}

/** Keeps a level, in place of the oldest where there are many. */
function keep(levels: Map<string, number | null>, name: string, level: number | null): void {
  const [oldest] = levels.keys();
  if (levels.size >= MAX_LEVELS) levels.delete(oldest!);
  levels.set(name, level);
}

function preparingOf({ sampleRateHz, channels, levelDb }: PrepareOptions): Preparing {
  return { sampleRateHz, channels, levelDb };
}

/** The clips whose names' hashes are least: one more clip changes one of them at most. */
function sampleOf(keys: readonly Key[]): readonly Key[] {
  if (keys.length <= SAMPLE_CLIPS) return keys;
  return keys
    .map((key) => ({ key, hash: hashOf(key) }))
    .sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1))
    .slice(0, SAMPLE_CLIPS)
    .map(({ key }) => key);
}

/** FNV-1a of UTF-16 code units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}
