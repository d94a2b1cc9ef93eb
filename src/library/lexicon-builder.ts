import { formatRank } from '../decode/clip-names.ts';
import { loadLanguage } from '../languages/registry.ts';
import { foldOf } from '../message/fold.ts';
import { Lexicon, type Place } from '../message/lexicon.ts';
import type { Language } from '../message/readings/language.ts';
import { type Gender, toWords } from '../message/readings/reading.ts';
import { readingsOf } from '../message/token-readings.ts';
import { tokenize, type WordToken } from '../message/tokenize.ts';
import { compareKeys, type Key, keyOrNull } from '../repo/repo.ts';
import { takeOf, textFromKey } from './clip-text.ts';
import { type ClipRow, parseClipsCsv } from './clips-csv.ts';

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

/** The clips of one root, or of a language's folder in it. */
export interface LexiconSource {
  /** Begins the keys of the clips, and names of files that are relative to it: "sw/", "@2/", "". */
  readonly folder: string;
  readonly keys: readonly Key[];
  /** Its clips.csv; null without one. */
  readonly csvText: string | null;
}

/** A lexicon and all that was found while building it, as JSON, so that it can be cached. */
export interface LexiconSnapshot {
  /** Texts of clips that have rows of clips.csv, by clip; none for a clip that is left out. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Entries of the lexicon: [words, index of the clip among the keys, reading, rank, place of a take]. */
  readonly claims: readonly (readonly [readonly string[], number, 0 | 1, number, Place | null])[];
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly LibraryProblem[];
}

/**
 * Builds a lexicon from names and texts. @param sources the earlier ones win over the later.
 * @param address the library in errors. @throws StitchError library/clips-csv.
 */
export async function buildLexicon(
  sources: readonly LexiconSource[],
  language: string,
  address: string,
): Promise<LexiconSnapshot> {
  const problems: LibraryProblem[] = [];
  const rows = new Map<Key, readonly string[]>();
  for (const source of sources) await readRows(source, address, rows, problems);
  const clips = sources.flatMap(({ keys }, source) =>
    keys.map((key) => ({ key, source, says: rows.get(key) ?? [textFromKey(key)] })),
  );
  const hasNumbers = clips.some(({ says }) => says.some((text) => /\p{N}/u.test(text)));
  const rules = hasNumbers ? await loadLanguage(language) : null;
  const { lexicon, conflicts } = await fillLexicon(clips, rows, language, rules, problems);
  const places = new Map(clips.map(({ key }, i) => [key as string, i]));
  const claims = [...lexicon.entries()].map(
    ({ words, clip, reading, rank, place }) =>
      [words, places.get(clip)!, reading, rank, place ?? null] as const,
  );
  return { rows: Object.fromEntries(rows), claims, conflicts, problems };
}

/** The lexicon of a snapshot. @param keys of the same clips. */
export function lexiconFrom(
  { claims }: LexiconSnapshot,
  keys: readonly Key[],
  language: string,
): Lexicon {
  const lexicon = new Lexicon(foldOf(language));
  for (const [words, index, reading, rank, place] of claims) {
    lexicon.add({ words, clip: keys[index]!, reading, rank, place: place ?? undefined });
  }
  return lexicon;
}

/** Adds the texts of a source's clips.csv, by clip; rows that cannot be used are problems. */
async function readRows(
  { folder, keys, csvText }: LexiconSource,
  address: string,
  texts: Map<Key, readonly string[]>,
  problems: LibraryProblem[],
): Promise<void> {
  if (csvText === null) return;
  const known = new Set(keys);
  const { rows, faults } = await parseClipsCsv(csvText, address);
  const rowsByClip = new Map<Key, ClipRow[]>();
  const unknown = rows.flatMap((row) => {
    const { clip, line } = row;
    const key = keyOrNull(folder + clip.replace(/^(\.\/)+/, ''));
    if (key === null || !known.has(key)) {
      return [{ line, what: `names ${JSON.stringify(clip)}, which is not there` }];
    }
    rowsByClip.set(key, [...(rowsByClip.get(key) ?? []), row]);
    return [];
  });
  for (const { line, what } of [...faults, ...unknown].sort((a, b) => a.line - b.line)) {
    problems.push({ where: `${folder}${CLIPS_CSV} line ${line}`, what });
  }
  for (const [key, own] of rowsByClip) texts.set(key, textsOf(key, own));
}

/** What a clip says by its rows: none where one of them leaves it out. */
function textsOf(key: Key, rows: readonly ClipRow[]): readonly string[] {
  if (rows.some(({ skip }) => skip)) return [];
  const texts = rows.flatMap(({ text }) => text ?? []);
  const more = rows.flatMap(({ also }) => also ?? []);
  return [...(texts.length > 0 ? texts : [textFromKey(key)]), ...more];
}

/** Limit of the words of a clip's reading: the resolver's time and its depth of calls grow with the longest. */
const MAX_PHRASE_WORDS = 250;

interface Claimant {
  readonly key: Key;
  readonly source: number;
}

const HYPHENED_NUMBER = /\p{N}-|-\p{N}/u;

/** Clips between two pauses for other work. */
const CLIPS_AT_ONCE = 200;

async function fillLexicon(
  clips: readonly (Claimant & { readonly says: readonly string[] })[],
  rows: ReadonlyMap<Key, unknown>,
  language: string,
  rules: Language | null,
  problems: LibraryProblem[],
): Promise<{ lexicon: Lexicon; conflicts: Conflict[] }> {
  const lexicon = new Lexicon(foldOf(language));
  const claimants = new Map<string, Claimant[]>();
  const ranked = [...clips].sort(
    (a, b) =>
      a.source - b.source ||
      Number(rows.has(b.key)) - Number(rows.has(a.key)) ||
      formatRank(a.key) - formatRank(b.key) ||
      compareKeys(a.key, b.key),
  );
  for (const [rank, clip] of ranked.entries()) {
    if (rank % CLIPS_AT_ONCE === CLIPS_AT_ONCE - 1) await new Promise((done) => setImmediate(done));
    const { place, gender } = takeOf(clip.key);
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
      const readings =
        gender === undefined
          ? clipReadings(words, language, rules)
          : genderReadings(words, gender, rules);
      if (readings.length === 0) {
        const what = `is a take for the gender ${gender}, which only clips of one number have in ${language}`;
        problems.push({ where: clip.key, what });
        continue;
      }
      readings.forEach((reading, i) => {
        // Long numbers and compounds have more words when said out than as they stand.
        if (reading.length > MAX_PHRASE_WORDS) return;
        lexicon.add({ words: reading, clip: clip.key, reading: i === 0 ? 0 : 1, rank, place });
      });
      const take = [place, gender].flatMap((kind) => (kind === undefined ? [] : [`~${kind}`]));
      const spelling = words.map(({ text }) => text).join(' ') + take.join('');
      const same = claimants.get(spelling) ?? [];
      if (!same.some(({ key }) => key === clip.key)) same.push(clip);
      claimants.set(spelling, same);
    }
  }
  return { lexicon, conflicts: conflictsAmong(claimants) };
}

/** Conflicts within a source: that an earlier one wins over a later is what their order is for. */
function conflictsAmong(claimants: ReadonlyMap<string, readonly Claimant[]>): Conflict[] {
  return [...claimants]
    .map(([says, all]) => [says, all.filter(({ source }) => source === all[0]!.source)] as const)
    .filter(([, same]) => same.length > 1)
    .map(([says, [used, ...unused]]) => ({
      says,
      used: used!.key,
      unused: unused.map(({ key }) => key),
    }))
    .sort((a, b) => compareKeys(a.says, b.says));
}

/** The words of a number in a gender: "1~f" says "una". The number as it stands is left to the plain clip. */
function genderReadings(
  words: readonly WordToken[],
  gender: Gender,
  rules: Language | null,
): readonly (readonly string[])[] {
  const [word] = words;
  if (words.length > 1 || !/^\d{1,15}$/.test(word!.text) || rules === null) return [];
  return rules.cardinal(BigInt(word!.text), gender).map(toWords);
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
  const each = words.map((word) =>
    // A file's "h-3" is not "h three".
    HYPHENED_NUMBER.test(word.text) ? [[word.text]] : readingsOf(word, language, rules),
  );
  const most = Math.max(...each.map((readings) => readings.length));
  return Array.from({ length: most }, (_, i) =>
    each.flatMap((readings) => readings[Math.min(i, readings.length - 1)]!),
  );
}
