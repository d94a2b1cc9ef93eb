import { computed, signal } from '@preact/signals';
import type { TakeFault } from '../../src/audio/voice.ts';
import { ApiError, api, isAway, isRetriable } from '../api.ts';
import { fail } from '../state.ts';
import { isSameSound } from './same-sound.ts';
import { TakeStore, type WaitingTake } from './store.ts';

/** A server that is away is asked again after so long; one that cannot save, later. */
const AGAIN_MS = 2000;
const FAILED_AGAIN_MS = 10_000;
const LOCK = 'stitch-studio-outbox';

/** What became of a take that was sent. */
export type Outcome =
  | {
      readonly kind: 'saved';
      readonly take: WaitingTake;
      readonly key: string;
      readonly tag: string;
    }
  | { readonly kind: 'faulty'; readonly take: WaitingTake; readonly faults: readonly TakeFault[] }
  | { readonly kind: 'dropped'; readonly take: WaitingTake };

const store = new TakeStore();
const takes = signal<readonly WaitingTake[]>([]);

/** Takes that are not saved yet, and those of them that wait for a decision. */
export const waiting = computed(() => takes.value.filter((take) => take.conflict === undefined));
export const conflicts = computed(() => takes.value.filter((take) => take.conflict !== undefined));
/** Why takes are not saved: the server is away, or gives its reason. Null where nothing is known to be wrong. */
export const obstacle = signal<{ readonly isAway: boolean; readonly why: string } | null>(null);

const listeners = new Set<(outcome: Outcome) => void>();
/** Takes of this page that were not tried yet: they need not be read again. */
const fresh: { readonly take: WaitingTake; readonly stored: Promise<unknown> }[] = [];
let sending: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

export function onOutcome(listener: (outcome: Outcome) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends what an earlier page left. */
export async function openOutbox(): Promise<void> {
  takes.value = await store.all();
  addEventListener('online', () => void sendAll());
  await sendAll();
}

/** Keeps a take until it is saved, and sends it meanwhile. */
export async function put(take: WaitingTake): Promise<void> {
  takes.value = [...takes.value.filter(({ id }) => id !== take.id), take];
  const stored = store.put(take);
  fresh.push({ take, stored });
  await Promise.all([stored, sendAll()]);
}

/** Sends all that wait, one after another; of several tabs one does. */
function sendAll(): Promise<void> {
  sending ??= locked(sendEach).finally(() => {
    sending = null;
    // What was put meanwhile, after the last was read.
    const isLeft = fresh.length > 0 || waiting.value.length > 0;
    if (isLeft && obstacle.value === null) void sendAll();
  });
  return sending;
}

function locked(work: () => Promise<void>): Promise<void> {
  return navigator.locks === undefined
    ? work()
    : (navigator.locks.request(LOCK, work) as Promise<void>);
}

async function sendEach(): Promise<void> {
  for (;;) {
    const own = fresh.shift();
    // Another tab may have sent some, or left some.
    if (own === undefined) takes.value = await store.all();
    const take = own?.take ?? waiting.value[0];
    if (take === undefined) return;
    // A later take of the word is there already.
    if (own !== undefined && !waiting.value.includes(take)) continue;
    try {
      await send(take, own?.stored);
      obstacle.value = null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) fail(error);
      obstacle.value = { isAway: isAway(error), why: (error as Error).message };
      clearTimeout(timer);
      const ms = obstacle.value.isAway ? AGAIN_MS : FAILED_AGAIN_MS;
      timer = setTimeout(() => void sendAll(), ms);
      return;
    }
  }
}

async function send(take: WaitingTake, stored?: Promise<unknown>): Promise<void> {
  try {
    const { clip, judged } = await api.saveTake(take, take.wav);
    performance.mark(`answered ${take.made}`);
    await stored;
    if (clip === null) await settle({ kind: 'faulty', take, faults: judged.faults });
    else await settle({ kind: 'saved', take, key: clip.key, tag: clip.tag });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'clip/changed') return conflict(take, error.message);
    if (isRetriable(error)) throw error;
    // A take that the server refuses for good would block the others.
    fail(error);
    await settle({ kind: 'dropped', take });
  }
}

/** Another clip is there: ours, where the answer to the first sending was lost; else somebody has to decide. */
async function conflict(take: WaitingTake, detail: string): Promise<void> {
  const { clips } = await api.clips(take.lang);
  const named = clips.find(({ key }) => detail.startsWith(`${key} `));
  // What it should replace is gone.
  if (named === undefined && take.seen !== undefined)
    return keepIfCurrent({ ...take, seen: undefined });
  if (named === undefined) return keepIfCurrent({ ...take, conflict: detail.split(' ')[0]! });
  if (isSameSound(take.wav, await api.clip(named.key)))
    return settle({ kind: 'saved', take, key: named.key, tag: named.tag });
  await keepIfCurrent({ ...take, conflict: named.key });
}

/** Decides between a take and the clip in its way. */
export async function decide(take: WaitingTake, isMine: boolean): Promise<void> {
  if (!isMine) return settle({ kind: 'dropped', take });
  const { clips } = await api.clips(take.lang);
  const { conflict: key, ...rest } = take;
  const tag = clips.find((clip) => clip.key === key)?.tag;
  await put({ ...rest, seen: tag, anyway: true });
}

async function settle(outcome: Outcome): Promise<void> {
  const { take } = outcome;
  const now = await store.get(take.id);
  if (now?.made === take.made) await store.delete(take.id);
  // A later take of the word replaces what was saved just now.
  else if (now !== undefined && outcome.kind === 'saved')
    await store.put({ ...now, seen: outcome.tag });
  takes.value = await store.all();
  for (const listener of listeners) listener(outcome);
}

async function keepIfCurrent(take: WaitingTake): Promise<void> {
  const now = await store.get(take.id);
  if (now?.made === take.made) await store.put(take);
  takes.value = await store.all();
}
