import type { Pcm } from '../audio/pcm.ts';
import type { Timeline } from '../audio/timeline.ts';
import type { Allocate, Block } from '../codec/codec.ts';
import { codecOf } from '../codec/registry.ts';
import { splice } from '../codec/splice.ts';
import type { Plan } from '../message/plan.ts';
import { channelOf } from '../options/channels.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import type { ClipBlock } from './clip-store.ts';
import {
  channelWarnings,
  clipWarnings,
  ignoredWarnings,
  type Layout,
  type LayoutClip,
  layOutPlan,
} from './layout.ts';
import type { Profile } from './profile.ts';
import type { RenderKey } from './render-key.ts';
import { type RenderMetadata, toMetadata } from './render-metadata.ts';
import type { PreparedRender } from './renderer.ts';
import type { WholeJob } from './worker/audio-worker.ts';

/** A clip of a prepared render. */
export interface PreparedClip extends LayoutClip {
  readonly extent: ClipBlock;
}

/** Parts of a prepared render. */
export interface PreparedParts {
  readonly plan: Plan;
  readonly options: Options;
  readonly profile: Profile;
  readonly title: string;
  readonly key: RenderKey;
  /** One for each clip step of the plan, as they were when it was prepared. */
  readonly clips: readonly PreparedClip[];
  /** The noise between clips, of a profile that splices it. */
  readonly noise?: Block | undefined;
}

/** Makes a file that is not spliced. */
type EncodeWhole = (
  render: PreparedRender,
  job: WholeJob,
  signal: AbortSignal | undefined,
) => Promise<Uint8Array>;

/** A render whose clips are in memory. */
export class RenderOfClips implements PreparedRender {
  readonly plan: Plan;
  readonly title: string;
  readonly key: RenderKey;
  readonly warnedClips: readonly Key[];
  private readonly parts: PreparedParts;
  private readonly encodeWhole: EncodeWhole;
  private readonly ofClips: readonly string[];
  private layout: Layout | undefined;

  constructor(parts: PreparedParts, encodeWhole: EncodeWhole) {
    this.plan = parts.plan;
    this.title = parts.title;
    this.key = parts.key;
    this.parts = parts;
    this.encodeWhole = encodeWhole;
    const warned = parts.clips.filter(({ info }) => info.warnings.length > 0);
    const infos = new Map(warned.map(({ use, info }) => [use.key, info]));
    this.warnedClips = [...infos.keys()];
    this.ofClips = [...infos].flatMap(([clip, { warnings }]) => clipWarnings(clip, warnings));
  }

  get warnings(): readonly string[] {
    const { options, profile } = this.parts;
    const known = [...this.ofClips, ...ignoredWarnings(profile, options)];
    // To lay out takes time, which only some callers need.
    if (channelOf(options.for)?.large === undefined) return known;
    return [...known, ...channelWarnings(this.layOut().timeline, profile, options)];
  }

  layOut(): Layout {
    const { plan, options, profile, clips } = this.parts;
    this.layout ??= layOutPlan(plan, options, profile, clips);
    return this.layout;
  }

  metadata(): RenderMetadata {
    return toMetadata(this.layOut(), this.parts.clips);
  }

  make(
    allocate?: Allocate,
    signal?: AbortSignal,
  ): readonly Uint8Array[] | Promise<readonly Uint8Array[]> {
    const { profile, title, clips, noise } = this.parts;
    const { format, join } = profile;
    const { timeline } = this.layOut();
    if (join === 'spliced') {
      const codec = codecOf(format);
      const blocks = withSound(timeline, (i): Block => clips[i]!.extent.block!);
      return codec.wrap(splice(blocks, codec, format, noise), format, { title }, allocate);
    }
    const sound = withSound(timeline, (i): Pcm => clips[i]!.extent.pcm!);
    const made = this.encodeWhole(this, { timeline: sound, format, title }, signal);
    return made.then((bytes) => [bytes]);
  }
}

function withSound<T>(timeline: Timeline<unknown>, soundOf: (i: number) => T): Timeline<T> {
  const { placed, frames, sampleRateHz } = timeline;
  return {
    placed: placed.map(({ start, frames: length }, i) => {
      return { clip: soundOf(i), start, frames: length };
    }),
    frames,
    sampleRateHz,
  };
}
