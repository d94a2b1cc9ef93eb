import type { Allocate } from '../codec/codec.ts';
import type { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import type { Layout } from './layout.ts';
import type { RenderKey } from './render-key.ts';
import type { RenderMetadata } from './render-metadata.ts';
import type { KeptRender } from './render-store.ts';

/** Progress of work on clips: `done` of `total`. */
export interface Progress {
  readonly stage: 'read' | 'encode';
  readonly done: number;
  readonly total: number;
}

/** Cancellation and progress of work. */
export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of `Renderer.prepare`. */
export interface PrepareWork extends WorkOptions {
  /** `extent` encodes nothing: then plans can be laid out and not made. Default: `sound`. */
  readonly want?: 'sound' | 'extent' | undefined;
}

/** A plan whose clips are all at hand. */
export interface PreparedRender {
  readonly plan: Plan;
  /** All words that it says. */
  readonly title: string;
  readonly key: RenderKey;
  /** Warnings of its clips, each after the clip's name. */
  readonly warnings: readonly string[];
  /** Clips that have warnings. */
  readonly warnedClips: readonly Key[];
  /** @throws StitchError message/too-long. */
  layOut(): Layout;
  /** The metadata that the cache keeps beside the file. @throws StitchError as `layOut`. */
  metadata(): RenderMetadata;
  /**
   * Makes the file, in pieces that are not to be written to: at once where it is spliced, and then in
   * memory that threads share.
   * @param allocate memory for headers and tags. @throws StitchError as `layOut`; the signal's reason.
   */
  make(
    allocate?: Allocate,
    signal?: AbortSignal,
  ): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
}

/** A finished render. */
export interface Render {
  readonly key: RenderKey;
  readonly layout: Layout;
  /** Whether the cache had it: then nothing was decoded or encoded. */
  readonly cached: boolean;
  /** The file, made when it is first wanted. */
  bytes(): Promise<Uint8Array>;
  /** Has the cache keep the file. @returns null where there is no cache. @throws StitchError repo/…. */
  keep(): Promise<KeptRender | null>;
}

/** Turns plans into audio files: from the cache, or from clips. For one message and for many, everywhere. */
export interface Renderer {
  /** The key of a plan's render. @throws StitchError clip/not-found, repo/…, message/empty; the signal's reason. */
  key(plan: Plan, options: Options, signal?: AbortSignal): Promise<RenderKey>;
  /** Lays a plan out, and encodes nothing. @throws StitchError as `render`. */
  layOut(plan: Plan, options: Options, work?: WorkOptions): Promise<Layout>;
  /**
   * Prepares many plans with the same options: a plan whose clips are all in memory costs no I/O and no
   * waiting.
   * @returns for each plan, in order, itself prepared, or why it cannot be: message/empty, clip/….
   * @throws StitchError repo/…, profile/unsupported, which concern all of them; the signal's reason.
   */
  prepare(
    plans: readonly Plan[],
    options: Options,
    work?: PrepareWork,
  ): Promise<readonly (PreparedRender | StitchError)[]>;
  /**
   * The render of a plan, from memory, the cache, or made. Missing words are left out or silent.
   * @throws StitchError clip/…, repo/…, profile/unsupported, message/empty, message/too-long; the signal's
   * reason.
   */
  render(plan: Plan, options: Options, work?: WorkOptions): Promise<Render>;
}
