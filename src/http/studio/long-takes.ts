import { mix } from '../../audio/mix.ts';
import { durationSeconds } from '../../audio/pcm.ts';
import { splitIntoWords } from '../../audio/voice.ts';
import { StitchError } from '../../errors.ts';
import type { AudioWorker } from '../../render/worker/audio-worker.ts';

/** Recordings of many words that are kept until they are saved. */
const MAX_KEPT = 3;
/** Bars of the picture of its sound. */
const MAX_BARS = 4000;

/** A recording of many words. */
export interface LongTake {
  readonly id: string;
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly warnings: readonly string[];
}

/** Recordings of many words, decoded; the last few. */
export class LongTakes {
  private readonly worker: AudioWorker;
  private readonly kept = new Map<string, LongTake>();
  private count = 0;

  constructor(worker: AudioWorker) {
    this.worker = worker;
  }

  /** Decodes a recording of any format that clips may have. @throws StitchError clip/…. */
  async open(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<LongTake> {
    const { pcm, warnings } = await this.worker.decode(bytes, name, signal);
    const { channels, sampleRateHz } = mix(pcm, 1);
    const take = { id: String(++this.count), samples: channels[0]!, sampleRateHz, warnings };
    this.kept.set(take.id, take);
    if (this.kept.size > MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
    return take;
  }

  /** @throws StitchError request/not-found for one that is no longer kept. */
  get(id: string): LongTake {
    const take = this.kept.get(id);
    if (take !== undefined) return take;
    const what = 'this recording is no longer kept; drop its file again';
    throw new StitchError('request/not-found', what);
  }
}

/** A recording for the page: the seconds of its words, and its peaks. @param words that it should say. */
export function describeLongTake({ id, samples, sampleRateHz, warnings }: LongTake, words: number) {
  const step = Math.max(1, Math.ceil(samples.length / MAX_BARS));
  const peaks: number[] = [];
  for (let start = 0; start < samples.length; start += step) {
    let peak = 0;
    const end = Math.min(samples.length, start + step);
    for (let f = start; f < end; f++) peak = Math.max(peak, Math.abs(samples[f]!));
    peaks.push(Number(peak.toFixed(3)));
  }
  const parts = splitIntoWords(samples, sampleRateHz, words).map(({ start, end }) => ({
    start: start / sampleRateHz,
    end: end / sampleRateHz,
  }));
  const seconds = durationSeconds({ channels: [samples], sampleRateHz });
  return { id, seconds, parts, peaks, warnings };
}
