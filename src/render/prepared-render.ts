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
  type Layout,
  type LayoutClip,
  layOutPlan,
} from './layout.ts';
import type { Profile } from './profile.ts';
import type { RenderKey } from './render-key.ts';
import { toMetadata } from './render-metadata.ts';
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
  /** All clips of the plan, as they were when it was prepared. */
  readonly clips: ReadonlyMap<Key, PreparedClip>;
}

/** A prepared render. @param encodeWhole makes the file where it is not spliced. */
export function preparedRender(
  { plan, options, profile, title, key, clips }: PreparedParts,
  encodeWhole: (
    render: PreparedRender,
    job: WholeJob,
    signal: AbortSignal | undefined,
  ) => Promise<Uint8Array>,
): PreparedRender {
  let layout: Layout | undefined;
  const { format, join } = profile;
  const warnings: string[] = [];
  const warnedClips: Key[] = [];
  for (const [clip, { info }] of clips) {
    if (info.warnings.length === 0) continue;
    warnings.push(...clipWarnings(clip, info.warnings));
    warnedClips.push(clip);
  }
  const render: PreparedRender = {
    plan,
    title,
    key,
    get warnings() {
      // To lay out takes time, which only some callers need.
      if (channelOf(options.for)?.large === undefined) return warnings;
      return [...warnings, ...channelWarnings(render.layOut().timeline, profile, options)];
    },
    warnedClips,
    layOut: () => {
      layout ??= layOutPlan(plan, options, profile, clips);
      return layout;
    },
    metadata: () => toMetadata(render.layOut(), (clip) => clips.get(clip)?.info),
    make(allocate?: Allocate, signal?: AbortSignal) {
      const { timeline } = render.layOut();
      if (join === 'spliced') {
        const codec = codecOf(format);
        const blocks = withSound(timeline, (clip): Block => clips.get(clip)!.extent.block!);
        return codec.wrap(splice(blocks, codec, format), format, { title }, allocate);
      }
      const sound = withSound(timeline, (clip): Pcm => clips.get(clip)!.extent.pcm!);
      return encodeWhole(render, { timeline: sound, format, title }, signal).then((bytes) => [
        bytes,
      ]);
    },
  };
  return render;
}

function withSound<T>(timeline: Timeline<Key>, soundOf: (clip: Key) => T): Timeline<T> {
  const { placed, frames, sampleRateHz } = timeline;
  return {
    placed: placed.map(({ clip, start, frames: length }) => {
      return { clip: soundOf(clip), start, frames: length };
    }),
    frames,
    sampleRateHz,
  };
}
