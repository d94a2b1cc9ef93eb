import { sampleFrames } from '../audio/pcm.ts';
import { codecOf } from '../codec/registry.ts';
import type { ClipFile } from './clip-file.ts';
import type { ClipBlock, ClipInfo, ClipSpec, ClipStore } from './clip-store.ts';
import type { AudioWorker } from './worker/audio-worker.ts';

/** The lowest layer: decodes, prepares and encodes clips, and keeps nothing. */
export class ClipMaker implements ClipStore {
  private readonly worker: AudioWorker;

  constructor(worker: AudioWorker) {
    this.worker = worker;
  }

  peekInfo(): undefined {}

  peek(): undefined {}

  async loadInfo(clip: ClipFile, signal?: AbortSignal): Promise<ClipInfo> {
    const { pcm, warnings } = await clip.decode(signal);
    return { sampleRateHz: pcm.sampleRateHz, warnings };
  }

  async load(
    clip: ClipFile,
    { kind, prepare, format }: ClipSpec,
    signal?: AbortSignal,
  ): Promise<ClipBlock> {
    const { pcm: decoded } = await clip.decode(signal);
    if (kind === 'block') {
      const block = await this.worker.encodeBlock(
        { pcm: decoded, prepare, format: format! },
        signal,
      );
      return { frames: block.frames, before: block.before, after: block.after, block };
    }
    const pcm = await this.worker.prepare(decoded, prepare, signal);
    const margins = format === null ? NO_MARGINS : codecOf(format).margins(pcm, format);
    return { frames: sampleFrames(pcm), ...margins, ...(kind === 'pcm' && { pcm }) };
  }

  async flush(): Promise<void> {}
}

const NO_MARGINS = { before: 0, after: 0 };
