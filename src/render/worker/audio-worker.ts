import type { Pcm } from '../../audio/pcm.ts';
import type { Preparing } from '../../audio/prepare.ts';
import type { Timeline } from '../../audio/timeline.ts';
import type { Decoded } from '../../decode/wav.ts';
import type { Block } from '../../codec/mp3/block.ts';
import type { Mp3Format } from '../../codec/mp3/format.ts';
import type { Profile } from '../profile.ts';

/**
 * What decodes, prepares and encodes: this thread, or others. Work whose signal is aborted ends as soon as its
 * thread can be stopped, and throws the signal's reason.
 */
export interface SoundMaker {
  /** How many clips it is good to give it at once. */
  readonly atOnce: number;
  /** @param name what errors call the clip. @throws StitchError as `decodeClip`. */
  decode(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<Decoded>;
  /** Mixes, resamples, trims and fades. */
  prepare(pcm: Pcm, preparing: Preparing, signal?: AbortSignal): Promise<Pcm>;
  /** Prepares a clip and encodes it. @throws StitchError as `encodeBlock`. */
  makeBlock(
    pcm: Pcm,
    preparing: Preparing,
    format: Mp3Format,
    signal?: AbortSignal,
  ): Promise<Block>;
  /** Lays prepared clips down and makes the file that the profile asks for. @throws StitchError as `encodeMp3`. */
  makeWhole(
    timeline: Timeline<Pcm>,
    profile: Profile,
    title: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
}

/** All that makes sound, in one module that is loaded when the cache does not have what is wanted. */
const soundWork = () => import('./jobs.ts');

/** Works in this thread, letting timers and other work run between two clips. */
export const HERE: SoundMaker = {
  atOnce: 1,
  async decode(bytes, name) {
    return (await soundWork()).decodeClip(bytes, name);
  },
  async prepare(pcm, preparing) {
    return (await soundWork()).prepare(pcm, preparing);
  },
  async makeBlock(pcm, preparing, format, signal) {
    const { makeBlock } = await soundWork();
    await new Promise((done) => setImmediate(done));
    signal?.throwIfAborted();
    return makeBlock(pcm, preparing, format);
  },
  async makeWhole(timeline, profile, title, signal) {
    const { makeWhole } = await soundWork();
    signal?.throwIfAborted();
    return makeWhole(timeline, profile, title);
  },
};
