import { computed, signal } from '@preact/signals';
import { ApiError, api, isAway } from './api.ts';
import type { About, Campaign } from './api-types.ts';
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
  readonly action?: { readonly label: string; readonly run: () => unknown };
}
export const notice = signal<Notice | null>(null);

export function tell(text: string, action?: Notice['action']): void {
  notice.value = { text, isError: false, ...(action && { action }) };
}

/** Tells of a failure; of a cancelled request nothing. */
export function fail(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  notice.value = { text: reasonOf(error), isError: true };
}

/** A failure in the page's words, or the server's. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) refusal.value = t('open_link');
  return isAway(error) ? t('server_away') : String((error as Error).message ?? error);
}

/** Runs something that may fail, and tells of it. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    fail(error);
    return null;
  }
}

export const languages = computed(() => {
  const known = about.value?.languages ?? [];
  const ofCampaign = campaign.value?.words.map((word) => word.lang) ?? [];
  return [...new Set([lang.value, ...known, ...ofCampaign])].filter(Boolean).sort();
});

/** Reads again what the server knows. */
export async function refresh(): Promise<void> {
  about.value = await api.about();
  campaign.value = await api.campaign();
}
