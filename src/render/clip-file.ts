import type { Decoded } from '../decode/decoder.ts';
import { StitchError } from '../errors.ts';
import type { ContentId, ContentIds } from '../library/content-ids.ts';
import type { Key, Repo, StoredObject } from '../repo/repo.ts';
import type { AudioWorker } from './worker/audio-worker.ts';

/** The source of clip files, and the worker that decodes them. */
export interface ClipSource {
  readonly repo: Repo;
  /** The place of the clips in errors. */
  readonly address: string;
  readonly ids: ContentIds;
  readonly worker: AudioWorker;
}

/** One clip's file during one piece of work: read and decoded at most once, when that is first wanted. */
export class ClipFile {
  readonly key: Key;
  private readonly source: ClipSource;
  private contentId: ContentId | null = null;
  private reading: Promise<StoredObject> | null = null;
  private decoding: Promise<Decoded> | null = null;
  private clipFailure: StitchError | null = null;

  constructor(key: Key, source: ClipSource) {
    this.key = key;
    this.source = source;
  }

  /** The error of the clip itself, as opposed to storage and options. */
  get failure(): StitchError | null {
    return this.clipFailure;
  }

  /**
   * The clip's content id: from its listing until the file is read, then of what was read.
   * @throws StitchError clip/not-found, repo/….
   */
  async id(signal?: AbortSignal): Promise<ContentId> {
    this.contentId ??= await this.source.ids.find(this.key);
    if (this.contentId === null) await this.read(signal);
    return this.contentId!;
  }

  /** @throws StitchError clip/…, repo/…; the signal's reason. */
  decode(signal?: AbortSignal): Promise<Decoded> {
    this.decoding ??= this.decodeOnce(signal);
    return this.decoding;
  }

  private async decodeOnce(signal: AbortSignal | undefined): Promise<Decoded> {
    const { bytes } = await this.read(signal);
    try {
      return await this.source.worker.decode(bytes, this.key, signal);
    } catch (error) {
      throw signal?.aborted ? error : this.failed(error);
    }
  }

  private read(signal: AbortSignal | undefined): Promise<StoredObject> {
    this.reading ??= this.readOnce(signal);
    return this.reading;
  }

  private async readOnce(signal: AbortSignal | undefined): Promise<StoredObject> {
    const { repo, address, ids } = this.source;
    const object = await repo.read(this.key, { signal });
    if (object === null) throw this.failed(clipNotFound(this.key, address));
    this.contentId = await ids.learn(object);
    return object;
  }

  private failed(error: unknown): unknown {
    if (error instanceof StitchError) this.clipFailure = error;
    return error;
  }
}

/** The error of a clip that is not there. */
export function clipNotFound(name: string, address: string): StitchError {
  return new StitchError(
    'clip/not-found',
    `no clip ${name} in ${address}; give its path there, with extension, as in digits/4.wav`,
  );
}
