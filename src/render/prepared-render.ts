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
import { type ClipUse, clipUses } from './clip-use.ts';
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
  /** All uses of clips in the plan, as they were when it was prepared. */
  readonly clips: ReadonlyMap<string, PreparedClip>;
  /** The noise between clips, of a profile that splices it. */
  readonly noise?: Block | undefined;
}

/** A prepared render. @param encodeWhole makes the file where it is not spliced. */
export function preparedRender(
  { plan, options, profile, title, key, clips, noise }: PreparedParts,
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
  for (const { key: clip, info } of clips.values()) {
    if (info.warnings.length === 0 || warnedClips.includes(clip)) continue;
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
    metadata: () => toMetadata(render.layOut(), (use) => clips.get(use)?.info),
    make(allocate?: Allocate, signal?: AbortSignal) {
      const laidOut = render.layOut();
      if (join === 'spliced') {
        const codec = codecOf(format);
        const blocks = withSound(laidOut, (use): Block => clips.get(use)!.extent.block!);
        return codec.wrap(splice(blocks, codec, format, noise), format, { title }, allocate);
      }
      const sound = withSound(laidOut, (use): Pcm => clips.get(use)!.extent.pcm!);
      return encodeWhole(render, { timeline: sound, format, title }, signal).then((bytes) => [
        bytes,
      ]);
    },
  };
  return render;
}

function withSound<T>({ timeline, plan }: Layout, soundOf: (use: ClipUse) => T): Timeline<T> {
  const { placed, frames, sampleRateHz } = timeline;
  const uses = clipUses(plan.steps);
  return {
    placed: placed.map(({ start, frames: length }, i) => {
      return { clip: soundOf(uses[i]!), start, frames: length };
    }),
    frames,
    sampleRateHz,
  };
}
