import { formatRank, withoutAudioExtension } from '../decode/clip-names.ts';
import { loadLanguage } from '../languages/registry.ts';
import { Lexicon } from '../message/lexicon.ts';
import type { Language } from '../message/readings/language.ts';
import { readingsOf } from '../message/token-readings.ts';
import { tokenize, type WordToken } from '../message/tokenize.ts';
import { compareKeys, type Key, keyOrNull } from '../repo/repo.ts';
import { parseClipsCsv } from './clips-csv.ts';

/** Clips that say the same: the first is used, the others never. */
export interface Conflict {
  readonly says: string;
  readonly used: Key;
  readonly unused: readonly Key[];
}

/** A file or row that does not work as its owner may think. */
export interface LibraryProblem {
  /** The file, or the row of clips.csv. */
  readonly where: string;
  readonly what: string;
}

/** The file that lists the texts of clips. */
export const CLIPS_CSV = 'clips.csv' as Key;

/** A lexicon and all that was found while building it, as JSON, so that it can be cached. */
export interface LexiconSnapshot {
  /** Texts of clips.csv, by clip. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Entries of the lexicon: [words, index of the clip among the keys, reading, rank]. */
  readonly claims: readonly (readonly [readonly string[], number, 0 | 1, number])[];
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly LibraryProblem[];
}

/**
 * Builds a lexicon from names and texts. @param csvText the root's clips.csv; null without one.
 * @param address the root in errors. @throws StitchError library/clips-csv.
 */
export async function buildLexicon(
  keys: readonly Key[],
  csvText: string | null,
  language: string,
  address: string,
): Promise<LexiconSnapshot> {
  const problems: LibraryProblem[] = [];
  const rows = await readRows(csvText, address, new Set(keys), problems);
  const clips = keys.map((key) => ({ key, says: rows.get(key) ?? [textFromKey(key)] }));
  const hasNumbers = clips.some(({ says }) => says.some((text) => /\p{N}/u.test(text)));
  const rules = hasNumbers ? await loadLanguage(language) : null;
  const { lexicon, conflicts } = await fillLexicon(clips, rows, language, rules, problems);
  const places = new Map(keys.map((key, i) => [key as string, i]));
  const claims = [...lexicon.entries()].map(
    ({ words, clip, reading, rank }) => [words, places.get(clip)!, reading, rank] as const,
  );
  return { rows: Object.fromEntries(rows), claims, conflicts, problems };
}

/** The lexicon of a snapshot. @param keys of the same clips. */
export function lexiconFrom({ claims }: LexiconSnapshot, keys: readonly Key[]): Lexicon {
  const lexicon = new Lexicon();
  for (const [words, place, reading, rank] of claims) {
    lexicon.add({ words, clip: keys[place]!, reading, rank });
  }
  return lexicon;
}

/** "digits/good_morning-all.wav" says "good morning all". */
export function textFromKey(key: Key): string {
  return withoutAudioExtension(key.slice(key.lastIndexOf('/') + 1))
    .replace(/[_-]+/g, ' ')
    .trim();
}

/** Texts of clips.csv by clip; rows that name no clip are problems. */
async function readRows(
  csvText: string | null,
  address: string,
  known: ReadonlySet<Key>,
  problems: LibraryProblem[],
): Promise<Map<Key, string[]>> {
  const texts = new Map<Key, string[]>();
  if (csvText === null) return texts;
  for (const { clip, text, line } of await parseClipsCsv(csvText, address)) {
    const where = `${CLIPS_CSV} line ${line}`;
    const key = keyOrNull(clip.replace(/^(\.\/)+/, ''));
    if (key === null || !known.has(key)) {
      problems.push({ where, what: `names ${JSON.stringify(clip)}, which is not there` });
    } else {
      const said = texts.get(key);
      if (said === undefined) texts.set(key, [text]);
      else said.push(text);
    }
  }
  return texts;
}

/** Limit of the words of a clip's reading: the resolver's time and its depth of calls grow with the longest. */
const MAX_PHRASE_WORDS = 250;

interface Claimant {
  readonly key: Key;
  readonly rank: number;
}

/** Clips between two pauses for other work. */
const CLIPS_AT_ONCE = 200;

async function fillLexicon(
  clips: readonly { readonly key: Key; readonly says: readonly string[] }[],
  rows: ReadonlyMap<Key, unknown>,
  language: string,
  rules: Language | null,
  problems: LibraryProblem[],
): Promise<{ lexicon: Lexicon; conflicts: Conflict[] }> {
  const lexicon = new Lexicon();
  const claimants = new Map<string, Claimant[]>();
  const ranked = [...clips].sort(
    (a, b) =>
      Number(rows.has(b.key)) - Number(rows.has(a.key)) ||
      formatRank(a.key) - formatRank(b.key) ||
      compareKeys(a.key, b.key),
  );
  for (const [rank, clip] of ranked.entries()) {
    if (rank % CLIPS_AT_ONCE === CLIPS_AT_ONCE - 1) await new Promise((done) => setImmediate(done));
    for (const text of clip.says) {
      const words = tokenize(text, language).filter((token) => token.kind === 'word');
      if (words.length === 0) {
        problems.push({
          where: clip.key,
          what: `says nothing: ${JSON.stringify(text)} holds no word`,
        });
        continue;
      }
      if (words.length > MAX_PHRASE_WORDS) {
        problems.push({
          where: clip.key,
          what: `says ${words.length} words, the limit is ${MAX_PHRASE_WORDS}`,
        });
        continue;
      }
      clipReadings(words, language, rules).forEach((reading, i) => {
        // Long numbers and compounds have more words when said out than as they stand.
        if (reading.length > MAX_PHRASE_WORDS) return;
        lexicon.add({ words: reading, clip: clip.key, reading: i === 0 ? 0 : 1, rank });
      });
      const spelling = words.map((word) => word.text).join(' ');
      const same = claimants.get(spelling) ?? [];
      if (!same.some(({ key }) => key === clip.key)) same.push({ key: clip.key, rank });
      claimants.set(spelling, same);
    }
  }
  return { lexicon, conflicts: conflictsAmong(claimants) };
}

function conflictsAmong(claimants: ReadonlyMap<string, readonly Claimant[]>): Conflict[] {
  return [...claimants]
    .filter(([, same]) => same.length > 1)
    .map(([says, [used, ...unused]]) => ({
      says,
      used: used!.key,
      unused: unused.map(({ key }) => key),
    }))
    .sort((a, b) => compareKeys(a.says, b.says));
}

/**
 * The readings of a clip: its words as they stand, then with every compound and number said out, then in
 * characters where its script has no spaces. A message's own words bring every mixture of these, so two
 * or three ways are enough here, however many numbers a clip says.
 */
export function clipReadings(
  words: readonly WordToken[],
  language: string,
  rules: Language | null,
): readonly (readonly string[])[] {
  const each = words.map((word) => readingsOf(word, language, rules));
  const most = Math.max(...each.map((readings) => readings.length));
  return Array.from({ length: most }, (_, i) =>
    each.flatMap((readings) => readings[Math.min(i, readings.length - 1)]!),
  );
}
