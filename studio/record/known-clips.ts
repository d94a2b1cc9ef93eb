import { signal } from '@preact/signals';
import { api } from '../api.ts';
import type { Clip } from '../api-types.ts';
import { givenWords, kind, type RecordWord, tags } from './words.ts';

/** Keys of the clips that say given words already, by the words' ids: a take replaces them. */
export const replaced = signal<ReadonlyMap<string, string>>(new Map());

/** Looks up the clips that given words have. What a campaign or a message lacks has none. */
export async function learnClips(): Promise<void> {
  const words = givenWords.value ?? [];
  const found = new Map<string, string>();
  for (const lang of new Set(words.map((word) => word.lang))) {
    const { clips } = await api.clips(lang);
    const bySaid = new Map(
      clips.filter(isOfKind).flatMap((clip) => clip.says.map((text) => [fold(text), clip])),
    );
    for (const word of words.filter((one) => one.lang === lang)) note(word, bySaid, found);
  }
  replaced.value = found;
}

function note(
  { id, words }: RecordWord,
  bySaid: ReadonlyMap<string, Clip>,
  found: Map<string, string>,
): void {
  const clip = bySaid.get(fold(words));
  if (clip === undefined) return;
  found.set(id, clip.key);
  tags.set(id, clip.tag);
}

/** Whether a clip is of the kind that is recorded: its name ends in "~end" or the like, or in none. */
function isOfKind({ key }: Clip): boolean {
  const [, of] = /~(\w+)\.\w+$/.exec(key) ?? [];
  return of === kind.value;
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().trim();
}
