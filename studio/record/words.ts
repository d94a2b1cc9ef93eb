import { computed, effect, signal } from '@preact/signals';
import type { MissingSet } from '../../src/campaign/recording-order.ts';
import type { CampaignWord, Span } from '../api-types.ts';
import { keptSignal } from '../kept-signal.ts';
import { campaign, lang } from '../state.ts';
import { KeptOrder } from './order.ts';

/** A word to record, with the sentence that it is for. */
export interface RecordWord {
  readonly id: string;
  readonly words: string;
  readonly lang: string;
  readonly example: string;
  readonly place: Span | null;
  readonly row: number;
  /** Tag of a clip that says it already. */
  readonly seen?: string | undefined;
}

/** Kinds of takes beside the usual one: of the start or the end of a sentence, or of a gender. */
export const KINDS = ['start', 'end', 'f', 'm', 'n'] as const;
export const kind = keptSignal<string | undefined>('kind', undefined);

/** Words that were given, instead of the campaign's. */
export const givenWords = keptSignal<readonly RecordWord[] | null>('words', null);
/** Ids of those that were recorded. */
const givenRecorded = keptSignal<readonly string[]>('recorded', []);

/** Words that were recorded, saved or not, and those that were skipped; by their ids. */
export const recorded = signal<ReadonlySet<string>>(new Set(givenRecorded.peek()));
export const skipped = signal<ReadonlySet<string>>(new Set());
effect(() => {
  const given = givenWords.value ?? [];
  givenRecorded.value = given.map(({ id }) => id).filter((id) => recorded.value.has(id));
});
/** Tags of the clips that were saved here. */
export const tags = new Map<string, string>();
/** Words in the order in which they were gone through. */
const history: string[] = [];
/** A word that was chosen out of order. */
const chosen = signal<string | null>(null);

export function idOf(words: string, language: string, of = kind.value): string {
  return [language, words, of ?? ''].join('\t');
}

const campaignWords = computed(() => (campaign.value?.words ?? []).map(fromCampaign));
const isOfCampaign = computed(() => givenWords.value === null);
const all = computed(() => givenWords.value ?? campaignWords.value);
const byId = computed(() => new Map(all.value.map((word) => [word.id, word])));

function fromCampaign({ word, ...rest }: CampaignWord): RecordWord {
  return { ...rest, id: idOf(word, rest.lang), words: word };
}

/** Sets of words that rows lack still, with what was recorded taken away. */
const sets = computed((): readonly MissingSet[] =>
  (campaign.value?.sets ?? []).map(([recipients, indexes]) => {
    const ids = indexes.map((i) => campaignWords.value[i]!.id);
    return { recipients, words: ids.filter((id) => !recorded.value.has(id)) };
  }),
);

const order = new KeptOrder();

/** The words ahead in the best order, with how many more can be called after each. */
export const ahead = computed((): readonly (RecordWord & { readonly unblocks: number })[] => {
  if (!isOfCampaign.value) {
    return all.value
      .filter(({ id }) => !recorded.value.has(id) && !skipped.value.has(id))
      .map((word) => ({ ...word, unblocks: 0 }));
  }
  const cause = [campaign.value, skipped.value, kind.value];
  const next = order.of(cause, recorded.value, () =>
    sets.value.filter(
      ({ words }) => words.length > 0 && !words.some((id) => skipped.value.has(id)),
    ),
  );
  return next.map(({ id, unblocks }) => ({ ...byId.value.get(id)!, unblocks }));
});

/** Rows that can be told by now, of all. */
export const reach = computed(() => {
  const { value } = campaign;
  if (value === null) return null;
  const before = value.full + value.alternatives;
  const more = sets.value
    .filter(({ words }) => words.length === 0)
    .reduce((sum, { recipients }) => sum + recipients, 0);
  return { before, now: before + more, rows: value.rows };
});

export const current = computed((): RecordWord | null => {
  const word = chosen.value === null ? undefined : byId.value.get(chosen.value);
  return word ?? ahead.value[0] ?? null;
});

/** Notes that the current word was recorded, and goes on. */
export function markRecorded(id: string): void {
  history.push(id);
  recorded.value = new Set(recorded.value).add(id);
  skipped.value = without(skipped.value, id);
  chosen.value = null;
}

/** Notes that a word has to be recorded again. */
export function markLost(id: string): void {
  recorded.value = without(recorded.value, id);
}

export function skip(): void {
  const id = current.value?.id;
  if (id === undefined) return;
  history.push(id);
  chosen.value = null;
  if (!recorded.value.has(id)) skipped.value = new Set(skipped.value).add(id);
}

/** Goes back to the word before, to record it again, or though it was skipped. */
export function back(): void {
  const id = history.pop();
  if (id === undefined || !byId.value.has(id)) return;
  skipped.value = without(skipped.value, id);
  chosen.value = id;
}

/** Goes back to the word that was recorded last. */
export function redo(): void {
  while (history.length > 0 && !recorded.value.has(history.at(-1)!)) history.pop();
  back();
}

export function choose(id: string): void {
  chosen.value = id;
  skipped.value = without(skipped.value, id);
}

/** The words that were skipped come again. */
export function unskip(): void {
  skipped.value = new Set();
}

/** The last word that was recorded. */
export function lastRecorded(): RecordWord | null {
  const id = history.findLast((one) => recorded.value.has(one));
  return id === undefined ? null : (byId.value.get(id) ?? null);
}

/** Takes words that were typed, or that a message lacks; null for the campaign's. */
export function give(words: readonly string[] | null, example = '', language = lang.value): void {
  history.length = 0;
  skipped.value = new Set();
  chosen.value = null;
  if (words !== null) {
    const ids = new Set(words.map((word) => idOf(word, language)));
    recorded.value = new Set([...recorded.value].filter((id) => !ids.has(id)));
  }
  givenWords.value =
    words?.map((word) => {
      const at = example.toLowerCase().indexOf(word.toLowerCase());
      const place = at < 0 ? null : { start: at, end: at + word.length };
      return { id: idOf(word, language), words: word, lang: language, example, place, row: 0 };
    }) ?? null;
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
}
