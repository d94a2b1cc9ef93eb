import { noiseClip } from '../codec/ground.ts';
import { codecOf } from '../codec/registry.ts';
import type { Decoded } from '../decode/decoder.ts';
import type { ContentId } from '../library/content-ids.ts';
import type { Key } from '../repo/repo.ts';
import { ClipFile, type ClipSource } from './clip-file.ts';
import type { ClipSpec } from './clip-store.ts';
import type { Profile } from './profile.ts';

/** The content of silence that is laid on noise: no file's content has this id. */
export const NOISE_ID: ContentId = 'noise';

/** A clip of silence without a file: its block is a format's noise, kept as any clip's. */
export class NoiseFile extends ClipFile {
  private readonly spec: ClipSpec;

  constructor(spec: ClipSpec, source: ClipSource) {
    super('noise' as Key, source);
    this.spec = spec;
  }

  override async id(): Promise<ContentId> {
    return NOISE_ID;
  }

  override async decode(): Promise<Decoded> {
    const format = this.spec.format!;
    const { unitFrames } = codecOf(format).grid(format);
    return { pcm: noiseClip(format, unitFrames), encoding: 'noise', warnings: [] };
  }
}

/** The spec of a profile's noise as a block; null where it has none, or is laid down as PCM. */
export function noiseSpecOf({ format, join, prepare }: Profile): ClipSpec | null {
  if (format.noiseDb === undefined || join === 'tight') return null;
  const { sampleRateHz, channels } = prepare;
  const asIs = { trim: false, edgesSeconds: [0, 0], levelDb: false, fade: false } as const;
  return { kind: 'block', prepare: { sampleRateHz, channels, ...asIs }, format };
}
