import { effect, signal } from '@preact/signals';
import type { TakeFault } from '../../src/audio/voice.ts';
import { wav16 } from '../../src/audio/wav16.ts';
import { type HeardTake, Listener } from '../sound/listener.ts';
import { type Microphone, openMicrophone } from '../sound/microphone.ts';
import { stop as stopPlaying, tone } from '../sound/player.ts';
import { attempt, refresh } from '../state.ts';
import { learnClips } from './known-clips.ts';
import { type Outcome, onOutcome, put, waiting } from './outbox.ts';
import {
  back,
  current,
  kind,
  markLost,
  markRecorded,
  type RecordWord,
  recorded,
  redo,
  skip,
  tags,
} from './words.ts';

/** `room`: the room is measured; `level`: one word tells the level; `done`: no words are left. */
export type Stage = 'idle' | 'opening' | 'room' | 'level' | 'listening' | 'paused' | 'done';

export const stage = signal<Stage>('idle');
export const meter = signal({ level: -100, room: null as number | null });
export const microphoneName = signal('');
export const processing = signal<readonly string[]>([]);
export const hasTones = signal(false);

/** The take that is asked for again, and why. */
export const rejected = signal<{
  readonly word: RecordWord;
  readonly take: HeardTake;
} | null>(null);
/** Faults that the server found in a take that was thought good, by its words. */
export const refused = signal<{ words: string; faults: readonly TakeFault[] } | null>(null);
/** The last take that was taken. */
export const lastTake = signal<{ readonly word: RecordWord; readonly take: HeardTake } | null>(
  null,
);
/** A sound that was not a word, since the last take. */
export const disturbance = signal<'knock' | 'noise' | 'nothing' | null>(null);
export const takesMade = signal(0);

/** Nothing was heard for so long: something is wrong. */
const NOTHING_MS = 8000;

let heardMs = 0;
let microphone: Microphone | null = null;
let listener: Listener | null = null;
/** Times of the ends of sounds, until they are saved. */
const ended = new Map<string, number>();

effect(() => {
  const word = current.value;
  if (listener !== null && word !== null) listener.words = word.words;
});

/** Opens the microphone, and begins with the room. */
export async function start(): Promise<void> {
  stopPlaying();
  stage.value = 'opening';
  rejected.value = null;
  disturbance.value = null;
  void attempt('learn', learnClips);
  const opened = await attempt('microphone', () =>
    openMicrophone(
      (batch) => listener?.feed(batch),
      () => lostMicrophone(),
    ),
  );
  if (opened === null) {
    stage.value = 'idle';
    return;
  }
  microphone = opened;
  microphoneName.value = opened.name;
  processing.value = opened.processing;
  stage.value = 'room';
  listener = new Listener(opened.sampleRateHz, {
    onLevel: (level, room) => {
      meter.value = { level, room };
      const isWaiting = stage.value === 'listening' || stage.value === 'level';
      const isLong = performance.now() - heardMs > NOTHING_MS;
      if (isWaiting && isLong) disturbance.value ??= 'nothing';
    },
    onRoom: () => {
      heardMs = performance.now();
      stage.value = stage.value === 'room' ? 'level' : stage.value;
    },
    onTake: heard,
    onNoise: (what) => {
      disturbance.value = what;
    },
  });
  listener.words = current.value?.words ?? '';
}

/** Ends, and asks the server who can be called now. */
export async function end(): Promise<void> {
  close();
  stage.value = 'idle';
  rejected.value = null;
  await confirmReach();
}

export function togglePause(): void {
  if (listener === null) return;
  if (stage.value === 'paused') resume();
  else if (stage.value === 'listening' || stage.value === 'level') pause();
}

export function pause(): void {
  stage.value = 'paused';
  listener!.isPaused = true;
}

export function resume(): void {
  stopPlaying();
  stage.value = current.value === null ? 'done' : 'listening';
  heardMs = performance.now();
  disturbance.value = null;
  listener!.reset();
  listener!.isPaused = false;
}

/** Moves to another word; what is being said counts no longer. */
export function move(how: 'next' | 'back' | 'redo'): void {
  if (how === 'next') skip();
  else if (how === 'back') back();
  else redo();
  rejected.value = null;
  listener?.reset();
  if (current.value === null) finish();
  else if (stage.value === 'done') resumeOrStart();
}

function resumeOrStart(): void {
  if (listener === null) stage.value = 'idle';
  else resume();
}

/** Keeps the take that was asked for again. */
export async function keepAnyway(): Promise<void> {
  const given = rejected.value;
  if (given === null) return;
  rejected.value = null;
  if (stage.value === 'level') stage.value = 'listening';
  await keep(given.word, given.take, true);
}

function heard(take: HeardTake): void {
  const word = current.value;
  if (word === null || stage.value === 'paused' || stage.value === 'done') return;
  disturbance.value = null;
  refused.value = null;
  heardMs = performance.now();
  if (take.judged.faults.length > 0) {
    rejected.value = { word, take };
    if (hasTones.value) tone(240, 0.18).catch(() => {});
    return;
  }
  rejected.value = null;
  stage.value = 'listening';
  if (hasTones.value) tone(880).catch(() => {});
  void attempt('keep', () => keep(word, take, false));
}

async function keep(word: RecordWord, take: HeardTake, anyway: boolean): Promise<void> {
  const { samples, sampleRateHz, roomDb, lostFrames } = take;
  lastTake.value = { word, take };
  takesMade.value++;
  markRecorded(word.id);
  if (current.value === null) finish();
  const made = crypto.randomUUID();
  ended.set(made, take.endedMs);
  await put({
    id: word.id,
    made,
    words: word.words,
    lang: word.lang,
    kind: kind.value,
    seen: tags.get(word.id) ?? word.seen,
    room: roomDb,
    lost: lostFrames,
    anyway,
    wav: wav16(samples, sampleRateHz).buffer as ArrayBuffer,
    at: Date.now(),
  });
}

function finish(): void {
  if (stage.value === 'idle') return;
  close();
  stage.value = 'done';
  void confirmReach();
}

function close(): void {
  microphone?.close();
  microphone = null;
  listener = null;
}

function lostMicrophone(): void {
  close();
  stage.value = 'idle';
}

/** The server has the last word on who can be called. */
async function confirmReach(): Promise<void> {
  for (let tries = 0; waiting.value.length > 0 && tries < 100; tries++)
    await new Promise((done) => setTimeout(done, 50));
  if (waiting.value.length === 0) await attempt('refresh', refresh);
}

/** Takes that an earlier page left count as recorded. */
export function rememberWaiting(): void {
  recorded.value = new Set([...recorded.value, ...waiting.value.map(({ id }) => id)]);
}

onOutcome((outcome: Outcome) => {
  const { id, made, words } = outcome.take;
  if (outcome.kind === 'saved') {
    tags.set(id, outcome.tag);
    const start = ended.get(made);
    const end = `answered ${made}`;
    // A take whose first answer was lost has no mark.
    const isMarked = performance.getEntriesByName(end, 'mark').length > 0;
    if (start !== undefined && isMarked) performance.measure('saved', { start, end });
    performance.clearMarks(end);
  } else {
    markLost(id);
    if (outcome.kind === 'faulty') refused.value = { words, faults: outcome.faults };
  }
  ended.delete(made);
});
