import { signal } from '@preact/signals';
import type { TakeFault } from '../../src/audio/voice.ts';
import { ApiError, api } from '../api.ts';
import type { Clip, LongTake, Span } from '../api-types.ts';
import { decode } from '../sound/player.ts';
import { lang, refresh, tell } from '../state.ts';
import { t } from '../text.ts';
import { ahead, idOf, markRecorded, tags } from './words.ts';

/** A stretch of a long take, and the word that it says; null for none of the list. */
export interface Part extends Span {
  readonly id: number;
  readonly words: string | null;
  readonly state: 'new' | 'saved' | 'changed' | 'faulty';
  /** Faults of a faulty one. */
  readonly faults?: readonly TakeFault[] | undefined;
  /** The clip that says its word already. */
  readonly other?: Clip | undefined;
}

/** A long take that is being looked through. */
export interface OpenTake extends LongTake {
  readonly name: string;
  readonly lang: string;
  /** Null where the browser does not know the format: the server does. */
  readonly sound: AudioBuffer | null;
  /** Words of the list, in order; those that were skipped are left out. */
  readonly list: readonly string[];
  readonly parts: readonly Part[];
}

export const longTake = signal<OpenTake | null>(null);
/** Parts that are saved by now, of all, while they are saved. */
export const saving = signal<readonly [number, number] | null>(null);

/** Has a recording cut, and gives its parts to the words of the list in order. */
export async function openLongTake(file: File): Promise<void> {
  const list = ahead.value.map(({ words }) => words);
  const language = ahead.value[0]?.lang ?? lang.value;
  const found = await api.openLongTake(file, list.length);
  const sound = await decode(await file.arrayBuffer()).catch(() => null);
  const parts = found.parts.map(({ start, end }, id) => ({
    id,
    start,
    end,
    words: null,
    state: 'new' as const,
  }));
  longTake.value = assigned({ ...found, name: file.name, lang: language, sound, list, parts });
}

/** The parts change; words are given to them in order again. */
function change(how: (parts: readonly Part[]) => readonly Part[], list = longTake.value!.list) {
  longTake.value = assigned({ ...longTake.value!, list, parts: how(longTake.value!.parts) });
}

export function dropPart(at: number): void {
  change((parts) => parts.filter((_, i) => i !== at));
}

/** Takes a part and the next as one word. */
export function mergePart(at: number): void {
  change((parts) =>
    parts.flatMap((part, i) =>
      i === at + 1 ? [] : i === at ? [{ ...part, end: parts[at + 1]!.end }] : [part],
    ),
  );
}

/** The word of a part was not said: it, and those after it, get the next word. */
export function skipWord(at: number): void {
  change(
    (same) => same,
    longTake.value!.list.filter((_, i) => i !== at),
  );
}

export function setWords(at: number, words: string): void {
  const { list } = longTake.value!;
  const length = Math.max(list.length, at + 1);
  change(
    (same) => same,
    Array.from({ length }, (_, i) => (i === at ? words : (list[i] ?? ''))),
  );
}

/** Moves an edge of a part. */
export function moveEdge(at: number, edge: 'start' | 'end', seconds: number): void {
  const limit = longTake.value!.seconds;
  change((parts) =>
    parts.map((part, i) => {
      if (i !== at) return part;
      const moved = { ...part, [edge]: Math.min(limit, Math.max(0, seconds)) };
      return moved.end - moved.start < 0.05 ? part : moved;
    }),
  );
}

/**
 * Saves every part that has a word: one after another, so that one that is refused does not stop the others.
 * @param only the part to save whatever is wrong with it; else all are saved that have no fault.
 */
export async function saveLongTake(isReplacing: boolean, only?: number): Promise<void> {
  const open = longTake.value!;
  const { clips } = await api.clips(open.lang);
  const wanted = open.parts.filter(
    ({ id, words, state }) =>
      words !== null && (only === undefined ? state !== 'saved' : id === only),
  );
  let done = 0;
  for (const part of wanted) {
    saving.value = [done++, wanted.length];
    const state = await savePart(open, part, { isReplacing, anyway: only !== undefined }, clips);
    longTake.value = {
      ...longTake.value!,
      parts: longTake.value!.parts.map((one) => (one.id === part.id ? { ...one, ...state } : one)),
    };
  }
  saving.value = null;
  const saved = longTake.value!.parts.filter(({ state }) => state === 'saved').length;
  tell(t('long_saved', { n: saved }));
  await refresh();
}

async function savePart(
  { id, lang: language }: OpenTake,
  { start, end, words, other }: Part,
  { isReplacing, anyway }: { readonly isReplacing: boolean; readonly anyway: boolean },
  clips: readonly Clip[],
): Promise<Pick<Part, 'state' | 'other' | 'faults'>> {
  const name = idOf(words!, language);
  const seen = isReplacing ? other?.tag : tags.get(name);
  try {
    const part = { start, end, words: words!, anyway, ...(seen !== undefined && { seen }) };
    const saved = await api.savePart(id, language, part);
    if (saved.clip === null) return { state: 'faulty', faults: saved.judged.faults };
    tags.set(name, saved.clip.tag);
    markRecorded(name);
    return { state: 'saved', faults: undefined };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'clip/changed') throw error;
    const named = clips.find(({ key }) => error.message.startsWith(`${key} `));
    return { state: 'changed', other: named };
  }
}

function assigned(open: OpenTake): OpenTake {
  const parts = open.parts.map((part, i): Part => {
    const words = open.list[i] || null;
    return words === part.words
      ? part
      : { ...part, words, state: 'new', other: undefined, faults: undefined };
  });
  return { ...open, parts };
}
