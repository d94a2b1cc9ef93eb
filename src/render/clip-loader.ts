import type { Pcm } from '../audio/pcm.ts';
import type { Preparing } from '../audio/prepare.ts';
import type { Decoded } from '../decode/wav.ts';
import { Cache } from '../cache/cache.ts';
import type { Sealed } from '../cache/entry.ts';
import type { ClipIds } from '../library/content-ids.ts';
import { ENGINE } from '../cache/engine-version.ts';
import { StitchError } from '../errors.ts';
import type { Block } from '../codec/mp3/block.ts';
import type { Mp3Format } from '../codec/mp3/format.ts';
import { once } from '../util/memoize.ts';
import type { Key, Repo, Value } from '../repo/repo.ts';
import type { SoundMaker } from './worker/audio-worker.ts';

/** What has to be known of a clip besides its sound. */
export interface ClipFacts {
  readonly sampleRateHz: number;
  /** What is to be said of it, after its name. */
  readonly warnings: readonly string[];
}

/** Where clips come from, what was made of them before, and what makes more. */
export interface Sources {
  readonly repo: Repo;
  /** What errors call the place of the clips. */
  readonly address: string;
  readonly cache: Cache | null;
  readonly ids: ClipIds;
  readonly maker: SoundMaker;
  /** Gives the work up: what has not begun is not begun, and what takes long is ended. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The clips of one render, each read, decoded and encoded at most once and only where the cache does not
 * have what is wanted.
 */
export class ClipSounds {
  private readonly repo: Repo;
  private readonly cache: Cache | null;
  private readonly ids: ClipIds;
  private readonly maker: SoundMaker;
  private readonly address: string;
  private readonly signal: AbortSignal | undefined;
  /** What each clip was taken to be; others may learn meanwhile that it is another. */
  private readonly taken = new Map<Key, string>();
  private readonly values = new Map<Key, Promise<Value>>();
  private readonly decoded = new Map<Key, Promise<Decoded>>();
  private readonly puts: Promise<void>[] = [];
  private changed = false;

  constructor({ repo, address, cache, ids, maker, signal }: Sources) {
    this.repo = repo;
    this.cache = cache;
    this.ids = ids;
    this.maker = maker;
    this.address = address;
    this.signal = signal;
  }

  /** Whether a clip turned out to be another than its listing said: what was made of it has to be made again. */
  get hasChanged(): boolean {
    return this.changed;
  }

  /** The name of the clip's content. @throws StitchError clip/not-found, repo/…. */
  async idOf(key: Key): Promise<string> {
    const found = this.taken.get(key) ?? (await this.ids.find(key));
    if (found === null) await this.value(key);
    else if (!this.taken.has(key)) this.taken.set(key, found);
    return this.taken.get(key)!;
  }

  /** @throws StitchError clip/…, repo/…. */
  async facts(key: Key): Promise<ClipFacts> {
    const known = await this.get('clips', Cache.idOf(ENGINE, await this.idOf(key)));
    if (known) return known.facts as ClipFacts;
    const { pcm, warnings } = await this.decode(key);
    const facts: ClipFacts = { sampleRateHz: pcm.sampleRateHz, warnings };
    if (this.cache !== null) {
      const id = Cache.idOf(ENGINE, await this.idOf(key));
      this.put('clips', id, { facts, bytes: new Uint8Array() });
    }
    return facts;
  }

  /** @throws StitchError clip/…, repo/…. */
  async prepared(key: Key, preparing: Preparing): Promise<Pcm> {
    return this.maker.prepare((await this.decode(key)).pcm, preparing, this.signal);
  }

  /** The clip's block, if the cache has it. */
  async findBlock(key: Key, preparing: Preparing, format: Mp3Format): Promise<Block | null> {
    const entry = await this.get('blocks', await this.blockId(key, preparing, format));
    return entry ? { ...(entry.facts as Omit<Block, 'bytes'>), bytes: entry.bytes } : null;
  }

  /** Makes the clip's block, and has the cache keep it. @throws StitchError as `encodeBlock`. */
  async makeBlock(key: Key, preparing: Preparing, format: Mp3Format): Promise<Block> {
    const { pcm } = await this.decode(key);
    const block = await this.maker.makeBlock(pcm, preparing, format, this.signal);
    if (this.cache !== null) {
      const { bytes, ...facts } = block;
      const id = await this.blockId(key, preparing, format);
      this.put('blocks', id, { facts, bytes });
    }
    return block;
  }

  /** Resolves when the cache has all that was made. */
  async kept(): Promise<void> {
    await Promise.all([...this.puts, this.ids.save()]);
  }

  private async get(kind: 'clips' | 'blocks', id: string): Promise<Sealed | null> {
    return this.cache?.get(kind, id, this.signal) ?? null;
  }

  private put(kind: 'clips' | 'blocks', id: string, entry: Sealed): void {
    const kept = this.cache!.put(kind, id, entry);
    kept.catch(() => {}); // told by `kept`, which work that is given up does not come to
    this.puts.push(kept);
  }

  private async blockId(key: Key, preparing: Preparing, format: Mp3Format): Promise<string> {
    return Cache.idOf(ENGINE, await this.idOf(key), preparing, format);
  }

  private decode(key: Key): Promise<Decoded> {
    return once(this.decoded, key, async () => {
      return this.maker.decode((await this.value(key)).bytes, key, this.signal);
    });
  }

  private value(key: Key): Promise<Value> {
    return once(this.values, key, async () => {
      const value = await this.repo.read(key, { signal: this.signal });
      if (value === null) throw noSuchClip(key, this.address);
      const id = await this.ids.learn(value);
      if ((this.taken.get(key) ?? id) !== id) this.changed = true;
      this.taken.set(key, id);
      return value;
    });
  }
}

/** The error of a clip that is not there. */
export function noSuchClip(name: string, address: string): StitchError {
  return new StitchError(
    'clip/not-found',
    `there is no clip ${name} in ${address}; name it from there, with its ending, as in digits/4.wav`,
  );
}
