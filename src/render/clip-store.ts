import type { Pcm } from '../audio/pcm.ts';
import type { PrepareOptions } from '../audio/prepare.ts';
import type { ClipExtent } from '../audio/timeline.ts';
import type { AudioFormat, Block } from '../codec/codec.ts';
import type { ContentId } from '../library/content-ids.ts';
import { memoizeByObject } from '../util/memoize.ts';
import type { ClipFile } from './clip-file.ts';
import type { JoinedSides } from './clip-use.ts';
import { type Profile, prepareJoined } from './profile.ts';

/** Facts about a clip's file, besides its sound. */
export interface ClipInfo {
  readonly sampleRateHz: number;
  /** Warnings, worded to follow the clip's name. */
  readonly warnings: readonly string[];
}

/** The form in which a clip is wanted: a block, PCM, or its extent alone. JSON. */
export interface ClipSpec {
  readonly kind: 'block' | 'pcm' | 'extent';
  readonly prepare: PrepareOptions;
  /** The format of blocks; null where clips are laid down as PCM. */
  readonly format: AudioFormat | null;
}

/** A clip in the form of a spec. */
export interface ClipBlock extends ClipExtent {
  /** Of a spec of kind `block`. */
  readonly block?: Block | undefined;
  /** The prepared clip, of a spec of kind `pcm`. */
  readonly pcm?: Pcm | undefined;
}

/**
 * Where the renderer gets clips: memory over cache over making. Everything is named by content, so that
 * what is kept stays true when a clip is recorded again. All layers pass `clipStoreContract`
 * (test/render/clip-store-contract.ts).
 */
export interface ClipStore {
  /** The info of a clip, if it is in memory. */
  peekInfo(clip: ContentId): ClipInfo | undefined;
  /** The clip, if it is in memory. */
  peek(clip: ContentId, spec: ClipSpec): ClipBlock | undefined;
  /** @throws StitchError clip/…, repo/…; the signal's reason. */
  loadInfo(clip: ClipFile, signal?: AbortSignal): Promise<ClipInfo>;
  /** @throws StitchError clip/…, repo/…, profile/unsupported; the signal's reason. */
  load(clip: ClipFile, spec: ClipSpec, signal?: AbortSignal): Promise<ClipBlock>;
  /** Resolves when the cache has what was made. */
  flush(): Promise<void>;
}

/** The spec of a profile's clips. @param kind `extent` to lay out without a sound. */
export function specOf(
  profile: Profile,
  kind: 'sound' | 'extent',
  joined: JoinedSides = 0,
): ClipSpec {
  const { format, join } = profile;
  const splices = join === 'spliced';
  return {
    kind: kind === 'extent' ? 'extent' : splices ? 'block' : 'pcm',
    prepare: prepareJoined(profile, joined),
    format: splices ? format : null,
  };
}

/** The name of what a spec prepares and encodes, whatever is wanted of it. */
export const specName = memoizeByObject(({ prepare, format }: ClipSpec) =>
  JSON.stringify([prepare, format]),
);
