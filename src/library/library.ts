import { createHash } from 'node:crypto';
import { StitchError } from '../errors.ts';
import { safe } from '../file-name.ts';
import { Lexicon } from '../message/lexicon.ts';
import { loadNumberWords, type NumberWords } from '../message/number-words.ts';
import { readingsOf } from '../message/readings.ts';
import { tokenize, type WordToken } from '../message/tokenize.ts';
import { compareKeys, type Entry, type Key, keyOrNull, type Repo } from '../repo/repo.ts';
import { decodeUtf8, parseClipsCsv } from './clips-csv.ts';

/** One recorded file. */
export interface Clip extends Entry {
  /** What it says: its file's name, or its rows of clips.csv instead. Several texts may be said by one clip. */
  readonly says: readonly string[];
}

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

/** All clips under one root, with what each says. */
export interface Library {
  readonly address: string;
  /** In key order. */
  readonly clips: readonly Clip[];
  readonly lexicon: Lexicon;
  /** The language that the texts were read in, as a BCP 47 tag. */
  readonly language: string;
  readonly conflicts: readonly Conflict[];
  readonly faults: readonly Fault[];
  /** What a clip of it says. */
  readonly textsOf: (key: Key) => readonly string[];
}

/** What a root holds: listed once for all languages. */
export interface Listing {
  /** Files that may be clips, in key order. */
  readonly clips: readonly Entry[];
  /** Audio files in formats that are not read. */
  readonly faults: readonly Fault[];
  /** The root's clips.csv, if it has one. */
  readonly clipsCsv: Entry | null;
}

/** Keeps what was learnt from the same names and texts before. Values are JSON. */
export interface LexiconMemo {
  get(of: readonly unknown[]): Promise<unknown>;
  put(of: readonly unknown[], learnt: unknown): Promise<void>;
}

/** The file beside the clips that says what each says. */
const CLIPS_CSV = 'clips.csv' as Key;

/** Whether a file may be a clip, by its name. */
export function isClip(key: Key): boolean {
  return CLIP_ENDING.test(key);
}

const CLIP_ENDING = /\.(wav|wave|mp3)$/i;
const OTHER_AUDIO =
  /\.(aac|aif|aiff|alaw|amr|au|caf|flac|g722|g729|gsm|m4a|oga|ogg|opus|sln\d*|ulaw|webm|wma)$/i;

/** Lists a repo's clips, in one pass. @throws StitchError repo/…. */
export async function listClips(repo: Repo): Promise<Listing> {
  const clips: Entry[] = [];
  const faults: Fault[] = [];
  let clipsCsv: Entry | null = null;
  for await (const entry of repo.list()) {
    if (isClip(entry.key)) clips.push(entry);
    else if (entry.key === CLIPS_CSV) clipsCsv = entry;
    else if (OTHER_AUDIO.test(entry.key)) {
      faults.push({ where: entry.key, what: 'is not read; convert it to WAV or MP3' });
    }
  }
  return { clips, faults, clipsCsv };
}

/**
 * Learns what each clip of a listing says: its name without the ending, "_" and "-" read as spaces,
 * whatever folder it is in; or its rows of the root's clips.csv instead. Where several say the same, a
 * row of clips.csv goes before a name, then WAV before MP3, then the lower key.
 * @param memo spares the learning where all names and rows are as they were.
 * @throws StitchError repo/…, library/clips-csv.
 */
export async function openLibrary(
  repo: Repo,
  language: string,
  listing?: Listing,
  memo: LexiconMemo | null = null,
): Promise<Library> {
  const { clips: entries, faults: unread, clipsCsv } = listing ?? (await listClips(repo));
  const csv = clipsCsv && (await repo.read(CLIPS_CSV));
  const csvText = csv === null ? null : decodeUtf8(csv.bytes, repo.address);
  const keys = entries.map(({ key }) => key);
  const remembered = memo && (await memo.get([language, keys, csvText]));
  const learnt = remembered ? (remembered as Learnt) : await learn(keys, csvText, language, repo);
  if (memo && !remembered) await memo.put([language, keys, csvText], learnt);
  const textsOf = (key: Key) => learnt.rows[key] ?? [nameOf(key)];
  return withClips(
    {
      address: repo.address,
      lexicon: lexiconOf(learnt, keys),
      language,
      conflicts: learnt.conflicts,
      faults: [...unread, ...learnt.faults],
      textsOf,
    },
    entries,
  );
}

/** Adds the clips, which a message does not need, when they are first asked for. */
function withClips(library: Omit<Library, 'clips'>, entries: readonly Entry[]): Library {
  let clips: readonly Clip[] | undefined;
  return {
    ...library,
    get clips() {
      clips ??= entries.map((entry) => ({ ...entry, says: library.textsOf(entry.key) }));
      return clips;
    },
  };
}

/** Whether clips have the same names and the same clips.csv, so that what was learnt of one is true of the other. */
export function saysTheSame(a: Listing, b: Listing): boolean {
  const [csv, other] = [a.clipsCsv, b.clipsCsv];
  if ((csv === null) !== (other === null)) return false;
  if (csv !== null && (csv.version === null || csv.version !== other!.version)) return false;
  return (
    a.clips.length === b.clips.length && a.clips.every(({ key }, i) => key === b.clips[i]!.key)
  );
}

/** A library with the clips of a newer listing that says the same. */
export function relisted(library: Library, { clips: entries }: Listing): Library {
  const { address, lexicon, language, conflicts, faults, textsOf } = library;
  return withClips({ address, lexicon, language, conflicts, faults, textsOf }, entries);
}

/** All that takes time to find out of names and rows; JSON, so that it can be kept. */
interface Learnt {
  /** What clips.csv says, by clip. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Claims of the lexicon: [words, place of the clip among the keys, reading, rank]. */
  readonly claims: readonly (readonly [readonly string[], number, 0 | 1, number])[];
  readonly conflicts: readonly Conflict[];
  readonly faults: readonly Fault[];
}

async function learn(
  keys: readonly Key[],
  csvText: string | null,
  language: string,
  repo: Repo,
): Promise<Learnt> {
  const faults: Fault[] = [];
  const rows = await readRows(csvText, repo, new Set(keys), faults);
  const clips = keys.map((key) => ({ key, says: rows.get(key) ?? [nameOf(key)] }));
  const hasNumbers = clips.some(({ says }) => says.some((text) => /\p{N}/u.test(text)));
  const numbers = hasNumbers ? await loadNumberWords(language) : null;
  const { lexicon, conflicts } = await buildLexicon(clips, rows, language, numbers, faults);
  const places = new Map(keys.map((key, i) => [key as string, i]));
  const claims = [...lexicon.claims()].map(
    ({ words, clip, reading, rank }) => [words, places.get(clip)!, reading, rank] as const,
  );
  return { rows: Object.fromEntries(rows), claims, conflicts, faults };
}

function lexiconOf({ claims }: Learnt, keys: readonly Key[]): Lexicon {
  const lexicon = new Lexicon();
  for (const [words, place, reading, rank] of claims) {
    lexicon.add({ words, clip: keys[place]!, reading, rank });
  }
  return lexicon;
}

/** The library, or an error where there is no clip to say anything with. @param address what the error calls it. */
export function requireClips(library: Library, address: string): Library {
  if (library.lexicon.root.next.size > 0 || library.clips.length > 0) return library;
  throw new StitchError(
    'library/empty',
    `there is no .wav or .mp3 file in ${address}; put the clips there or name another folder`,
  );
}

/** "digits/good_morning-all.wav" says "good morning all". */
function nameOf(key: Key): string {
  return key
    .slice(key.lastIndexOf('/') + 1)
    .replace(CLIP_ENDING, '')
    .replace(/[_-]+/g, ' ')
    .trim();
}

/**
 * A file name under which a recording says `words` by itself, such as good_morning.wav; where no name can
 * (signs that file systems mind), one made of a hash, which needs a row of clips.csv.
 */
export function clipNameFor(words: string, language: string): string {
  const stem = safe(words.replaceAll(' ', '_'));
  const tokens = tokenize(words, language).filter((token) => token.kind === 'word');
  const said = tokenize(nameOf(stem as Key), language).flatMap((token) =>
    token.kind === 'word' ? [token.text] : [],
  );
  const readings = clipReadings(tokens, language, null).map((reading) => reading.join(' '));
  if (tokens.length > 0 && readings.includes(said.join(' '))) return `${stem}.wav`;
  return `clip-${createHash('sha256').update(words).digest('hex').slice(0, 8)}.wav`;
}

/** What clips.csv says of each clip; rows that name no clip are faults. */
async function readRows(
  csvText: string | null,
  repo: Repo,
  known: ReadonlySet<Key>,
  faults: Fault[],
): Promise<Map<Key, string[]>> {
  const texts = new Map<Key, string[]>();
  if (csvText === null) return texts;
  for (const { clip, text, line } of await parseClipsCsv(csvText, repo.address)) {
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
const MOST_PHRASE_WORDS = 250;

interface Claimant {
  readonly key: Key;
  readonly rank: number;
}

/** Clips that are learnt at once: others may be waiting. */
const CLIPS_AT_ONCE = 200;

async function buildLexicon(
  clips: readonly Pick<Clip, 'key' | 'says'>[],
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
      Number(isMp3(a.key)) - Number(isMp3(b.key)) ||
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
      if (words.length > MOST_PHRASE_WORDS) {
        faults.push({
          where: clip.key,
          what: `says ${words.length} words, and ${MOST_PHRASE_WORDS} is the most`,
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
function clipReadings(
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

function isMp3(key: Key): boolean {
  return /\.mp3$/i.test(key);
}
