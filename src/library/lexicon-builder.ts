import { loadLanguage } from '../languages/registry.ts';
import { foldOf } from '../message/fold.ts';
import { Lexicon, type LexiconEntry, type Place } from '../message/lexicon.ts';
import type { PromptSetName } from '../options/prompt-sets.ts';
import { type Key, keyOrNull } from '../repo/repo.ts';
import { getOrCreate } from '../util/memoize.ts';
import { promptPathOf, textFromKey } from './clip-text.ts';
import { type ClipRow, parseClipsCsv } from './clips-csv.ts';
import { EntryLines } from './entry-lines.ts';
import {
  type Conflict,
  fillLexicon,
  type LibraryProblem,
  type SayingClip,
} from './fill-lexicon.ts';
import type { PromptLanguage, PromptSet } from './prompts/prompt-set.ts';

/** The file that lists the texts of clips. */
export const CLIPS_CSV = 'clips.csv' as Key;

/** The clips of one root, or of a language's folder in it. */
export interface LexiconSource {
  /** Begins the keys of the clips, and names of files that are relative to it: "sw/", "@2/", "". */
  readonly folder: string;
  readonly keys: readonly Key[];
  /** Its clips.csv; null without one. */
  readonly csvText: string | null;
  /** Whether its clips are for any language. */
  readonly isShared: boolean;
  /** The set whose names the clips have; absent where names are the words that clips say. */
  readonly prompts?: PromptSetName | undefined;
}

/** An entry: its words, index of the clip among the keys, reading, rank, place of a take, flags. */
type Claim = readonly [
  words: readonly string[],
  clip: number,
  reading: 0 | 1,
  rank: number,
  place?: Place | null,
  flags?: ClaimFlags,
];

type ClaimFlags = Pick<LexiconEntry, 'isLetter' | 'isShared'>;

/** A lexicon and all that was found while building it, as JSON, so that it can be cached. */
export interface LexiconSnapshot {
  /** Texts of clips that do not say their names, by clip; none for a clip that says nothing. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** The entries of the lexicon: for each word that some begin with a line of the word, a tab, and a JSON list of claims. */
  readonly lines: string;
  readonly isMixed: boolean;
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly LibraryProblem[];
}

/**
 * Builds a lexicon from names and texts. @param sources the earlier ones win over the later.
 * @param address the library in errors. @throws StitchError library/clips-csv; usage/option for an unknown set.
 */
export async function buildLexicon(
  sources: readonly LexiconSource[],
  language: string,
  address: string,
): Promise<LexiconSnapshot> {
  const problems: LibraryProblem[] = [];
  const rows = new Map<Key, ClipRow[]>();
  for (const source of sources) await readRows(source, address, rows, problems);
  const sets = await Promise.all(
    sources.map(({ prompts }) => (prompts === undefined ? null : loadSet(prompts, language))),
  );
  const isMixed = new Set(sources.map(({ isShared }) => isShared)).size > 1;
  const clips = sources.flatMap(({ keys, folder, isShared: isForAny }, source) =>
    keys.map((key): SayingClip => {
      const own = rows.get(key) ?? [];
      const path = promptPathOf(key, folder);
      const named =
        path === null || replacesName(own) ? null : (sets[source]?.promptsOf(path) ?? null);
      const texts = textsOf(key, own, named === null);
      const isShared = isMixed ? isForAny : undefined;
      return { key, source, texts, prompts: named ?? [], isListed: own.length > 0, isShared };
    }),
  );
  const hasNumbers = clips.some(({ texts }) => texts.some((text) => /\p{N}/u.test(text)));
  const rules = hasNumbers ? await loadLanguage(language) : null;
  const { lexicon, conflicts } = await fillLexicon(clips, { language, rules }, problems);
  const texts = Object.fromEntries(clips.flatMap(shownTexts));
  const lines = linesOf(lexicon, clips);
  return { texts, lines, isMixed: lexicon.isMixed, conflicts, problems };
}

/** The entries of a lexicon as lines. */
function linesOf(lexicon: Lexicon, clips: readonly SayingClip[]): string {
  const places = new Map(clips.map(({ key }, i) => [key as string, i]));
  const byWord = new Map<string, Claim[]>();
  for (const entry of lexicon.entries()) {
    const { words, clip, reading, rank, place = null, isLetter, isShared } = entry;
    const claim = [words, places.get(clip)!, reading, rank, place] as const;
    const hasFlags = isLetter !== undefined || isShared !== undefined;
    const all = getOrCreate(byWord, lexicon.firstOf(entry), () => [], Number.POSITIVE_INFINITY);
    all.push(hasFlags ? [...claim, { isLetter, isShared }] : claim);
  }
  return EntryLines.format(byWord);
}

/** A set of prompts in a language. */
async function loadSet(name: PromptSetName, tag: string) {
  const { loadPromptSet } = await import('./prompts/registry.ts');
  const set: PromptSet = await loadPromptSet(name);
  const language: PromptLanguage = { tag, rules: await loadLanguage(tag) };
  return { promptsOf: (path: string) => set.promptsOf(path, language) };
}

/** What lists show of a clip that does not say its name. */
function shownTexts(clip: SayingClip): readonly (readonly [Key, readonly string[]])[] {
  const { key, texts, prompts } = clip;
  const all = [...prompts.flatMap((prompt) => prompt.texts.slice(0, 1)), ...texts];
  const isName = all.length === 1 && texts[0] === textFromKey(key);
  return isName ? [] : [[key, [...new Set(all)]]];
}

/** The lexicon of a snapshot. @param keys of the same clips. */
export function lexiconFrom(
  { lines, isMixed }: LexiconSnapshot,
  keys: readonly Key[],
  language: string,
): Lexicon {
  const all = new EntryLines(lines);
  const entryOf = ([words, index, reading, rank, place, flags]: Claim): LexiconEntry => {
    const clip = keys[index]!;
    return { words, clip, reading, rank, place: place ?? undefined, ...flags };
  };
  const deferred = {
    isMixed,
    isEmpty: all.isEmpty,
    words: () => all.words(),
    has: (word: string) => all.has(word),
    entriesOf: (word: string) => (all.listOf(word) as readonly Claim[]).map(entryOf),
  };
  return Lexicon.of(deferred, foldOf(language));
}

/** Adds the rows of a source's clips.csv, by clip; rows that cannot be used are problems. */
async function readRows(
  { folder, keys, csvText }: LexiconSource,
  address: string,
  rowsByClip: Map<Key, ClipRow[]>,
  problems: LibraryProblem[],
): Promise<void> {
  if (csvText === null) return;
  const known = new Set(keys);
  const { rows, faults } = await parseClipsCsv(csvText, address);
  const unknown = rows.flatMap((row) => {
    const { clip, line } = row;
    const key = keyOrNull(folder + clip.replace(/^(\.\/)+/, ''));
    if (key === null || !known.has(key)) {
      return [{ line, what: `names ${JSON.stringify(clip)}, which is not there` }];
    }
    getOrCreate(rowsByClip, key, () => [], Infinity).push(row);
    return [];
  });
  for (const { line, what } of [...faults, ...unknown].sort((a, b) => a.line - b.line)) {
    problems.push({ where: `${folder}${CLIPS_CSV} line ${line}`, what });
  }
}

/** Whether a clip's rows say all that it says. */
function replacesName(rows: readonly ClipRow[]): boolean {
  return rows.some(({ text, skip }) => skip || text !== null);
}

/** The texts of a clip by its rows: none where one of them leaves it out. @param isName whether it may say its name. */
function textsOf(key: Key, rows: readonly ClipRow[], isName: boolean): readonly string[] {
  if (rows.some(({ skip }) => skip)) return [];
  const texts = rows.flatMap(({ text }) => text ?? []);
  const more = rows.flatMap(({ also }) => also ?? []);
  return [...(texts.length === 0 && isName ? [textFromKey(key)] : texts), ...more];
}
