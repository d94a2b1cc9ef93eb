import {
  EDGE_OVER_ROOM_DB,
  levelDb,
  roomDb,
  VOICE_OVER_ROOM_DB,
  VOICE_WINDOWS,
  WINDOW_SECONDS,
  windowFrames,
} from './windows.ts';

/**
 * Silence after which a word has ended: longer than the pause before a stop ("six-ty"). Of 965 recorded words and
 * numbers of five voices (Asterisk's prompts in en, es, fr, it, ru), each in three rooms, none has over 0.18 s inside.
 */
export const WORD_PAUSE_SECONDS = 0.22;
/** Silence after which a phrase has ended. */
export const PHRASE_PAUSE_SECONDS = 0.6;
/** A sound with less voice than this is a click or a knock. */
const MIN_VOICE_SECONDS = 0.06;
/** A voice that goes on for longer is a noise that has begun in the room. */
const MAX_VOICE_SECONDS = 15;
/** The room is measured anew from so many of the last windows, so often. */
const ROOM_WINDOWS = 100;
const ROOM_EVERY = 20;

/** Sound [start, end) in sample frames since the detector began. */
export interface HeardVoice {
  /** `voice`: a word or a phrase; `knock`: too short for one; `noise`: a sound that does not end. */
  readonly kind: 'voice' | 'knock' | 'noise';
  readonly start: number;
  readonly end: number;
}

/**
 * Finds voices in a stream of samples, as they come: by windows of 10 ms, against the level of the room, which is
 * followed between voices. The thresholds are those of trimming (trim.ts).
 */
export class VoiceDetector {
  private readonly window: number;
  private readonly pauseWindows: number;
  /** Levels of the last windows without a voice, and of the last ones of all. */
  private room: number[] = [];
  private recent: number[] = [];
  private floorDb: number;
  private pending = new Float32Array(0);
  /** Windows that were measured. */
  private at = 0;
  private loudRun = 0;
  private quietRun = 0;
  private voiceWindows = 0;
  /** First window of the sound that may be a voice, and the one after its last. */
  private first: number | null = null;
  private last = 0;
  private isVoice = false;

  /**
   * @param roomLevelDb the room's level in dBFS, as `roomDb` measures it.
   * @param pauseSeconds silence that ends a voice.
   */
  constructor(sampleRateHz: number, roomLevelDb: number, pauseSeconds = WORD_PAUSE_SECONDS) {
    this.window = windowFrames(sampleRateHz);
    this.pauseWindows = Math.round(pauseSeconds / WINDOW_SECONDS);
    this.floorDb = roomLevelDb;
  }

  /** The room's level as it is now, in dBFS. */
  get roomLevelDb(): number {
    return this.floorDb;
  }

  /** Whether a voice has begun and not ended. */
  get isHearing(): boolean {
    return this.isVoice;
  }

  /** Takes further samples. @returns the sounds that have ended. */
  feed(samples: Float32Array): readonly HeardVoice[] {
    const all = new Float32Array(this.pending.length + samples.length);
    all.set(this.pending);
    all.set(samples, this.pending.length);
    const heard: HeardVoice[] = [];
    let start = 0;
    for (; start + this.window <= all.length; start += this.window) {
      const found = this.take(levelDb(all, start, start + this.window));
      if (found !== null) heard.push(found);
    }
    this.pending = all.slice(start);
    return heard;
  }

  private take(level: number): HeardVoice | null {
    const at = this.at++;
    keepLast(this.recent, level);
    const isLoud = level >= this.floorDb + VOICE_OVER_ROOM_DB;
    this.loudRun = isLoud ? this.loudRun + 1 : 0;
    if (level >= this.floorDb + EDGE_OVER_ROOM_DB) {
      this.first ??= at;
      this.last = at + 1;
      this.quietRun = 0;
    } else this.quietRun++;
    if (isLoud) this.voiceWindows++;
    if (this.loudRun >= VOICE_WINDOWS) this.isVoice = true;
    if (this.first === null) {
      this.follow(level);
      return null;
    }
    const isEndless = (at - this.first) * WINDOW_SECONDS > MAX_VOICE_SECONDS;
    if (this.quietRun < this.pauseWindows && !isEndless) return null;
    return this.endSound(isEndless);
  }

  private endSound(isEndless: boolean): HeardVoice | null {
    const { isVoice, voiceWindows, last } = this;
    const [start, end] = [this.first! * this.window, last * this.window];
    this.first = null;
    this.isVoice = false;
    this.voiceWindows = 0;
    if (isEndless) {
      this.room = [];
      this.floorDb = roomDb(this.recent);
      return { kind: 'noise', start, end };
    }
    if (!isVoice) return null;
    const isKnock = voiceWindows * WINDOW_SECONDS < MIN_VOICE_SECONDS;
    return { kind: isKnock ? 'knock' : 'voice', start, end };
  }

  /** Follows the level of the room while nobody speaks. */
  private follow(level: number): void {
    keepLast(this.room, level);
    if (this.room.length === ROOM_WINDOWS && this.at % ROOM_EVERY === 0) {
      this.floorDb = roomDb(this.room);
    }
  }
}

function keepLast(levels: number[], level: number): void {
  levels.push(level);
  if (levels.length > ROOM_WINDOWS) levels.shift();
}
