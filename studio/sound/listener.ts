import { type JudgedTake, judgeTake } from '../../src/audio/voice.ts';
import {
  type HeardVoice,
  PHRASE_PAUSE_SECONDS,
  VoiceDetector,
  WORD_PAUSE_SECONDS,
} from '../../src/audio/voice-detector.ts';
import { levelDb, roomDb, windowLevels } from '../../src/audio/windows.ts';
import type { Batch } from './microphone.ts';

/** Room that is kept around a sound, where there is as much. */
const BEFORE_SECONDS = 0.3;
const AFTER_SECONDS = 0.25;
/** The room is measured for so long before anything is listened for. */
const ROOM_SECONDS = 1;
/** The level is told so often. */
const LEVEL_SECONDS = 0.04;
/** Sound that is kept to cut takes from: more than the longest voice. */
const KEPT_SECONDS = 20;
/** A word that was spoken so shortly before another is not cut into its take. */
const APART_SECONDS = 0.02;

/** A take, cut from what was heard, and judged. */
export interface HeardTake {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly judged: JudgedTake;
  readonly roomDb: number;
  readonly lostFrames: number;
  /** Time of the end of its sound, as `performance.now` counts. */
  readonly endedMs: number;
}

/** What a listener tells of. */
export interface ListenerEvents {
  onLevel(levelDb: number, roomDb: number | null): void;
  onRoom(roomDb: number): void;
  onTake(take: HeardTake): void;
  onNoise(kind: 'knock' | 'noise'): void;
}

/** Listens to a stream of samples: measures the room, then finds words and cuts them out. */
export class Listener {
  /** The words that are waited for. */
  words = '';
  isPaused = false;
  private readonly sampleRateHz: number;
  private readonly events: ListenerEvents;
  private readonly ring: Float32Array;
  /** Sample frames that came so far; the ring holds the last of them. */
  private total = 0;
  private readonly losses: { at: number; frames: number }[] = [];
  private room: number | null = null;
  private roomStart = 0;
  private toldAt = 0;
  private detector: VoiceDetector | null = null;
  /** Where the detector began, and the end of the last voice. */
  private begun = 0;
  private lastEnd = 0;
  private pauseSeconds = 0;

  constructor(sampleRateHz: number, events: ListenerEvents) {
    this.sampleRateHz = sampleRateHz;
    this.events = events;
    this.ring = new Float32Array(Math.round(KEPT_SECONDS * sampleRateHz));
  }

  /** Takes further samples. */
  feed({ samples, lostFrames }: Batch): void {
    if (lostFrames > 0) this.losses.push({ at: this.total, frames: lostFrames });
    this.keep(samples);
    this.tellLevel();
    if (this.room === null) {
      this.measureRoom();
      return;
    }
    if (this.isPaused) {
      this.reset();
      return;
    }
    this.detector ??= this.newDetector(this.total - samples.length);
    for (const voice of this.detector.feed(samples)) this.heard(voice);
  }

  /** Begins to listen anew, where what was heard up to now counts no longer. */
  reset(): void {
    this.room = this.detector?.roomLevelDb ?? this.room;
    this.detector = null;
  }

  private tellLevel(): void {
    if (this.total - this.toldAt < LEVEL_SECONDS * this.sampleRateHz) return;
    const samples = this.slice(this.toldAt, this.total);
    this.toldAt = this.total;
    this.events.onLevel(levelDb(samples), this.detector?.roomLevelDb ?? this.room);
  }

  private measureRoom(): void {
    const frames = this.total - this.roomStart;
    if (frames < ROOM_SECONDS * this.sampleRateHz) return;
    const levels = windowLevels(this.slice(this.roomStart, this.total), this.sampleRateHz);
    // A device starts with digital silence: that is not the room.
    const sounding = levels.filter((level) => level > Number.NEGATIVE_INFINITY);
    const isShort = sounding.length < levels.length / 2;
    if (isShort && frames < 3 * ROOM_SECONDS * this.sampleRateHz) return;
    this.room = roomDb(sounding.length > 0 ? sounding : levels);
    this.events.onRoom(this.room);
  }

  /** @param begun sample frames that came before those that it is fed. */
  private newDetector(begun: number): VoiceDetector {
    this.begun = begun;
    this.pauseSeconds = pauseOf(this.words);
    return new VoiceDetector(this.sampleRateHz, this.room!, this.pauseSeconds);
  }

  private heard(voice: HeardVoice): void {
    const room = this.detector!.roomLevelDb;
    if (voice.kind === 'voice') this.cut(voice, room);
    else this.events.onNoise(voice.kind);
    this.lastEnd = this.begun + voice.end;
    this.room = room;
    // The next word may be a phrase, inside which pauses are longer.
    if (pauseOf(this.words) !== this.pauseSeconds) this.detector = null;
  }

  private cut(voice: HeardVoice, room: number): void {
    const rate = this.sampleRateHz;
    const [first, last] = [this.begun + voice.start, this.begun + voice.end];
    const apart = this.lastEnd + Math.round(APART_SECONDS * rate);
    const oldest = Math.max(0, this.total - this.ring.length);
    const before = Math.max(first - Math.round(BEFORE_SECONDS * rate), oldest);
    const start = Math.min(first, Math.max(before, this.lastEnd > 0 ? apart : 0));
    const end = Math.min(this.total, last + Math.round(AFTER_SECONDS * rate));
    const samples = this.slice(start, end);
    const lostFrames = this.losses
      .filter(({ at }) => at > start && at < end)
      .reduce((sum, { frames }) => sum + frames, 0);
    const { words } = this;
    const judged = judgeTake({ samples, sampleRateHz: rate, roomDb: room, lostFrames, words });
    const endedMs = performance.now() - ((this.total - last) / rate) * 1000;
    this.events.onTake({ samples, sampleRateHz: rate, judged, roomDb: room, lostFrames, endedMs });
  }

  private keep(samples: Float32Array): void {
    const { ring } = this;
    for (let i = 0; i < samples.length; i++) ring[(this.total + i) % ring.length] = samples[i]!;
    this.total += samples.length;
  }

  /** Samples [start, end) since the beginning. */
  private slice(start: number, end: number): Float32Array {
    const { ring } = this;
    return Float32Array.from({ length: end - start }, (_, i) => ring[(start + i) % ring.length]!);
  }
}

/** Silence that ends words: a phrase has pauses inside. */
function pauseOf(words: string): number {
  return /\S[\s]+\S/.test(words) ? PHRASE_PAUSE_SECONDS : WORD_PAUSE_SECONDS;
}
