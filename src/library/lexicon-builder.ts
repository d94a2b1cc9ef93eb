import { formatRank, withoutClipExtension } from '../decode/clip-names.ts';
import { loadNumberWords, type NumberWords } from '../languages/number-words.ts';
import { Lexicon } from '../message/lexicon.ts';
import { readingsOf } from '../message/readings.ts';
import { tokenize, type WordToken } from '../message/tokenize.ts';
import { compareKeys, type Key, keyOrNull } from '../repo/repo.ts';
import { parseClipsCsv } from './clips-csv.ts';

/** Clips that say the same: the first is used, the others never. */
export interface Conflict {
  readonly says: string;
  readonly used: Key;
  readonly unused: readonly Key[];
}

/** Something in the folder that does not work as its owner may think. */
export interface Fault {
  /** The file, or the row of clips.csv. */
  readonly where: string;
  readonly what: string;
}

/** The file beside the clips that says what each says. */
export const CLIPS_CSV = 'clips.csv' as Key;

/** All that takes time to find out of names and rows; JSON, so that it can be kept. */
export interface LexiconSnapshot {
  /** What clips.csv says, by clip. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Claims of the lexicon: [words, place of the clip among the keys, reading, rank]. */
  readonly claims: readonly (readonly [readonly string[], number, 0 | 1, number])[];
  readonly conflicts: readonly Conflict[];
  readonly faults: readonly Fault[];
}

/** Learns it. @param csvText of the root's clips.csv; null where there is none. @param address what errors call the root. @throws StitchError library/clips-csv. */
export async function learn(
  keys: readonly Key[],
  csvText: string | null,
  language: string,
  address: string,
): Promise<LexiconSnapshot> {
  const faults: Fault[] = [];
  const rows = await readRows(csvText, address, new Set(keys), faults);
  const clips = keys.map((key) => ({ key, says: rows.get(key) ?? [nameOf(key)] }));
  const hasNumbers = clips.some(({ says }) => says.some((text) => /\p{N}/u.test(text)));
  const numbers = hasNumbers ? await loadNumberWords(language) : null;
  const { lexicon, conflicts } = await buildLexicon(clips, rows, language, numbers, faults);
  const places = new Map(keys.map((key, i) => [key as string, i]));
  const claims = [...lexicon.entries()].map(
    ({ words, clip, reading, rank }) => [words, places.get(clip)!, reading, rank] as const,
  );
  return { rows: Object.fromEntries(rows), claims, conflicts, faults };
}

/** The lexicon that was learnt. @param keys of the same clips. */
export function lexiconOf({ claims }: LexiconSnapshot, keys: readonly Key[]): Lexicon {
  const lexicon = new Lexicon();
  for (const [words, place, reading, rank] of claims) {
    lexicon.add({ words, clip: keys[place]!, reading, rank });
  }
  return lexicon;
}

/** "digits/good_morning-all.wav" says "good morning all". */
export function nameOf(key: Key): string {
  return withoutClipExtension(key.slice(key.lastIndexOf('/') + 1))
    .replace(/[_-]+/g, ' ')
    .trim();
}

/** What clips.csv says of each clip; rows that name no clip are faults. */
async function readRows(
  csvText: string | null,
  address: string,
  known: ReadonlySet<Key>,
  faults: Fault[],
): Promise<Map<Key, string[]>> {
  const texts = new Map<Key, string[]>();
  if (csvText === null) return texts;
  for (const { clip, text, line } of await parseClipsCsv(csvText, address)) {
    const where = `${CLIPS_CSV} line ${line}`;
    const key = keyOrNull(clip.replace(/^(\.\/)+/, ''));
    if (key === null || !known.has(key)) {
      faults.push({ where, what: `names ${JSON.stringify(clip)}, which is not there` });
    } else {
      const said = texts.get(key);
      if (said === undefined) texts.set(key, [text]);
      else said.push(text);
    }
  }
  return texts;
}

/** A clip that says more is never found: the resolver's time is by the longest phrase. */
const MAX_PHRASE_WORDS = 250;

interface Claimant {
  readonly key: Key;
  readonly rank: number;
}

/** Clips that are learnt at once: others may be waiting. */
const CLIPS_AT_ONCE = 200;

async function buildLexicon(
  clips: readonly { readonly key: Key; readonly says: readonly string[] }[],
  rows: ReadonlyMap<Key, unknown>,
  language: string,
  numbers: NumberWords | null,
  faults: Fault[],
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
        faults.push({
          where: clip.key,
          what: `says nothing: ${JSON.stringify(text)} holds no word`,
        });
        continue;
      }
      if (words.length > MAX_PHRASE_WORDS) {
        faults.push({
          where: clip.key,
          what: `says ${words.length} words, and ${MAX_PHRASE_WORDS} is the most`,
        });
        continue;
      }
      clipReadings(words, language, numbers).forEach((reading, i) => {
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
 * What a clip answers to: its words as they stand, then with every compound and number said out, then in
 * characters where its script has no spaces. A message's own words bring every mixture of these, so two
 * or three ways are enough here, however many numbers a clip says.
 */
export function clipReadings(
  words: readonly WordToken[],
  language: string,
  numbers: NumberWords | null,
): readonly (readonly string[])[] {
  const each = words.map((word) => readingsOf(word, language, numbers));
  const most = Math.max(...each.map((readings) => readings.length));
  return Array.from({ length: most }, (_, i) =>
    each.flatMap((readings) => readings[Math.min(i, readings.length - 1)]!),
  );
}
