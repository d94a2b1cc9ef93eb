import { computed, effect, signal } from '@preact/signals';
import { ApiError, api, isAway } from './api.ts';
import type { About, Campaign } from './api-types.ts';
import { route } from './router.ts';
import { t } from './text.ts';

/** State that the screens share. */
export const about = signal<About | null>(null);
export const campaign = signal<Campaign | null>(null);
/** The language of the messages and the clips. */
export const lang = signal('en');
/** Why the page cannot be used. */
export const refusal = signal<string | null>(null);

/** A line that tells what happened, with what may be done about it. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
  /** What failed: the notice goes once it succeeds. */
  readonly cause?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => unknown };
}
export const notice = signal<Notice | null>(null);

export function tell(text: string, action?: Notice['action']): void {
  notice.value = { text, isError: false, ...(action && { action }) };
}

/** Tells of a failure; of a cancelled request nothing. @param cause the action that failed. */
export function fail(error: unknown, cause?: string): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  notice.value = { text: reasonOf(error), isError: true, cause };
}

/** An action succeeded: what was told of its failure is over. */
export function succeed(cause: string): void {
  const { value } = notice;
  if (value?.isError && value.cause === cause) notice.value = null;
}

// On another screen nothing is left of the errors of the last.
effect(() => {
  void route.value;
  if (notice.peek()?.isError) notice.value = null;
});

/** A failure in the page's words, or the server's. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) refusal.value = t('open_link');
  return isAway(error) ? t('server_away') : String((error as Error).message ?? error);
}

/** Runs an action that may fail, and tells of it. */
export async function attempt<T>(action: string, work: () => Promise<T>): Promise<T | null> {
  try {
    const result = await work();
    succeed(action);
    return result;
  } catch (error) {
    fail(error, action);
    return null;
  }
}

export const languages = computed(() => {
  const known = about.value?.languages ?? [];
  const ofCampaign = campaign.value?.words.map((word) => word.lang) ?? [];
  return [...new Set([lang.value, ...known, ...ofCampaign])].filter(Boolean).sort();
});

let refreshing: Promise<void> = Promise.resolve();

/** Reads again what the server knows. */
export function refresh(): Promise<void> {
  refreshing = readAgain();
  return refreshing;
}

/** Waits until the page knows what the server knows: rows that are dropped before have no template yet. */
export async function untilRefreshed(): Promise<void> {
  await refreshing.catch(() => {});
}

async function readAgain(): Promise<void> {
  about.value = await api.about();
  const found = await api.campaign();
  const open = campaign.value;
  const isOther = found !== null && open !== null && found.id !== open.id;
  // What this page opened meanwhile is newer.
  if (isOther && found.id < open.id) return;
  campaign.value = found;
  if (isOther) tell(t('other_campaign', { name: found.name }));
}
