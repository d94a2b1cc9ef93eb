import { createHash } from 'node:crypto';
import { CLIP_EXTENSIONS_TEXT, isClipName, isOtherAudioName } from '../decode/clip-names.ts';
import { StitchError } from '../errors.ts';
import type { Lexicon } from '../message/lexicon.ts';
import { normalizeWord } from '../message/normalize.ts';
import { tokenize } from '../message/tokenize.ts';
import { compareKeys, type Entry, type Key, type ListOptions, type Repo } from '../repo/repo.ts';
import { avoidDevice, toSafeFileName } from '../util/file-name.ts';
import { type Clip, ListedClip } from './clip.ts';
import { textFromKey } from './clip-text.ts';
import { decodeUtf8 } from './clips-csv.ts';
import { type Conflict, clipReadings, type LibraryProblem } from './fill-lexicon.ts';
import {
  buildLexicon,
  CLIPS_CSV,
  type LexiconSnapshot,
  type LexiconSource,
  lexiconFrom,
} from './lexicon-builder.ts';
import { type ClipFolder, rootOf } from './roots.ts';

export type { Clip } from './clip.ts';
export type { Conflict, LibraryProblem } from './fill-lexicon.ts';

/** All clips for one language, under one or more roots, with what each says. */
export interface Library {
  readonly address: string;
  /** In key order. */
  readonly clips: readonly Clip[];
  readonly lexicon: Lexicon;
  /** The language that the texts were read in, as a BCP 47 tag. */
  readonly language: string;
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly LibraryProblem[];
  /** Those of the problems that are in the texts of clips. */
  readonly textProblems: readonly LibraryProblem[];
  /** Recordings in formats that are not read. */
  readonly unread: readonly Key[];
  /** Where the clips are, earlier roots first. */
  readonly folders: readonly ClipFolder[];
  /** The texts of a clip. */
  readonly textsOf: (key: Key) => readonly string[];
}

/** The files of a root, or of a language's folder in it, listed once for all languages that use them. */
export interface Listing {
  readonly folder: ClipFolder;
  /** Files that may be clips, in key order. */
  readonly clips: readonly Entry[];
  /** Audio files in formats that are not read, and links that lead nowhere. */
  readonly problems: readonly LibraryProblem[];
  /** Recordings in formats that are not read. */
  readonly unread: readonly Key[];
  /** Its clips.csv, if it has one. */
  readonly clipsCsv: Entry | null;
}

/** Lexicon snapshots by names and texts. Values are JSON. */
export interface LexiconCache {
  get(of: readonly unknown[]): Promise<unknown>;
  put(of: readonly unknown[], snapshot: unknown): Promise<void>;
}

/** The problem of a recording in a format that is not read. */
export function unreadProblem(where: Key): LibraryProblem {
  return { where, what: 'is not read; convert it to WAV or MP3' };
}

/** Clips of a library that is listed in one or two requests. */
const SMALL = 1000;

/** How a folder is listed. */
interface Listed extends Pick<ListOptions, 'splits'> {
  /** Replaces the listing once it has become long, where it has the clips' content ids, as that of a bucket does. */
  readonly onLong?: () => Promise<Listing>;
}

/** Lists the clips of a folder, in one pass. @throws StitchError repo/…. */
export async function listClips(
  folder: ClipFolder,
  { splits, onLong }: Listed = {},
): Promise<Listing> {
  const clips: Entry[] = [];
  const problems: LibraryProblem[] = [];
  const unread: Key[] = [];
  let clipsCsv: Entry | null = null;
  const onBrokenLink = (where: Key) => {
    problems.push({ where, what: 'is a link that leads nowhere; remove it, or mend it' });
  };
  for await (const entry of folder.list({ onBrokenLink, splits })) {
    if (clips.length > SMALL && onLong && entry.contentId !== null) return onLong();
    if (isClipName(entry.key)) clips.push(entry);
    else if (entry.key === folder.prefix + CLIPS_CSV) clipsCsv = entry;
    else if (isOtherAudioName(entry.key)) {
      unread.push(entry.key);
      problems.push(unreadProblem(entry.key));
    }
  }
  return { folder, clips, problems, unread, clipsCsv };
}

/**
 * Reads the texts of the clips that are listed: the name without its ending, "_" and "-" read as spaces,
 * whatever folder it is in; or its rows of clips.csv instead. Of several that say the same, that of an earlier listing
 * wins, then a row of clips.csv over a name, then the format of the lower rank, then the lower key.
 * @param listings by default one of the whole repo. @param lexicons finds the lexicon of the same names and rows.
 * @throws StitchError repo/…, library/clips-csv.
 */
export async function openLibrary(
  repo: Repo,
  language: string,
  listings?: readonly Listing[],
  lexicons: LexiconCache | null = null,
): Promise<Library> {
  const all = listings ?? [await listClips((await rootOf(repo).readFolders('')).all[0]!)];
  const address = all.map(({ folder }) => folder.address).join(', ');
  const sources = await Promise.all(all.map((listing) => sourceOf(listing, repo)));
  const keys = sources.flatMap((source) => source.keys);
  const name = [
    language,
    ...sources.map(({ folder, keys: own, csvText, isShared, prompts }) => [
      folder,
      own,
      csvText,
      isShared,
      prompts ?? null,
    ]),
  ];
  const remembered = lexicons && (await lexicons.get(name));
  const snapshot = remembered
    ? (remembered as LexiconSnapshot)
    : await buildLexicon(sources, language, address);
  if (lexicons && !remembered) await lexicons.put(name, snapshot);
  const textsOf = (key: Key) => snapshot.texts[key] ?? [textFromKey(key)];
  const { conflicts, problems } = snapshot;
  const lexicon = lexiconFrom(snapshot, keys, language);
  return withListings({ address, lexicon, language, conflicts, textsOf }, problems, all);
}

async function sourceOf(
  { folder: { prefix, address, language, prompts }, clips, clipsCsv }: Listing,
  repo: Repo,
): Promise<LexiconSource> {
  const csv = clipsCsv && (await repo.read(clipsCsv.key));
  const csvText = csv === null ? null : decodeUtf8(csv.bytes, address);
  const keys = clips.map(({ key }) => key);
  return { folder: prefix, keys, csvText, isShared: language === null, prompts };
}

type ListedFacts = 'clips' | 'problems' | 'unread' | 'textProblems' | 'folders';

/** Adds what was listed; the clips, which a message does not need, when they are first asked for. */
function withListings(
  library: Omit<Library, ListedFacts>,
  textProblems: readonly LibraryProblem[],
  listings: readonly Listing[],
): Library {
  let clips: readonly Clip[] | undefined;
  const clipsOf = ({ folder: { language }, clips: entries }: Listing) =>
    entries.map((entry) => new ListedClip(entry, library.textsOf, language));
  return {
    ...library,
    folders: listings.map(({ folder }) => folder),
    textProblems,
    problems: [...listings.flatMap(({ problems }) => problems), ...textProblems],
    unread: listings.flatMap(({ unread }) => unread),
    get clips() {
      clips ??=
        listings.length === 1 ? clipsOf(listings[0]!) : sortedByKey(listings.flatMap(clipsOf));
      return clips;
    },
  };
}

function sortedByKey(clips: readonly Clip[]): readonly Clip[] {
  return [...clips].sort((a, b) => compareKeys(a.key, b.key));
}

/** Names of recordings that are not read, by the text that each would say. */
export function unreadByText(unread: readonly Key[]): ReadonlyMap<string, string> {
  return new Map(unread.map((key) => [normalizeWord(textFromKey(key)), key]));
}

/** Whether two listings have the same names and the same clips.csv: then the library of one is that of the other. */
export function sameNames(a: Listing, b: Listing): boolean {
  const [csv, other] = [a.clipsCsv, b.clipsCsv];
  if ((csv === null) !== (other === null)) return false;
  if (csv !== null && (csv.version === null || csv.version !== other!.version)) return false;
  return (
    a.clips.length === b.clips.length && a.clips.every(({ key }, i) => key === b.clips[i]!.key)
  );
}

/** A library with the clips of newer listings that say the same. */
export function withNewListings(library: Library, listings: readonly Listing[]): Library {
  const { address, lexicon, language, conflicts, textProblems, textsOf } = library;
  return withListings({ address, lexicon, language, conflicts, textsOf }, textProblems, listings);
}

/** The library, or an error where there is no clip to say anything with. @param address what the error calls it. */
export function requireClips(library: Library, address: string): Library {
  if (!library.lexicon.isEmpty || library.clips.length > 0) return library;
  throw new StitchError(
    'library/empty',
    `there is no ${CLIP_EXTENSIONS_TEXT} file in ${address}; put the clips there or name another folder`,
  );
}

/** File systems take 255 bytes, of which an ending and a take's mark need some. */
const MAX_NAME_BYTES = 200;

/**
 * A file name under which a recording says `words` by itself, such as good_morning.wav; where no name can
 * (signs that file systems mind, device names of Windows, long texts), one made of a hash, which needs a row of clips.csv.
 */
export function clipNameFor(words: string, language: string): string {
  const stem = toSafeFileName(words.replaceAll(' ', '_'));
  const tokens = tokenize(words, language).filter((token) => token.kind === 'word');
  const said = tokenize(textFromKey(stem as Key), language).flatMap((token) =>
    token.kind === 'word' ? [token.text] : [],
  );
  const readings = clipReadings(tokens, language, null).map((reading) => reading.join(' '));
  const isShort = Buffer.byteLength(stem) <= MAX_NAME_BYTES;
  const isPlain = tokens.length > 0 && isShort && avoidDevice(stem) === stem;
  if (isPlain && readings.includes(said.join(' '))) return `${stem}.wav`;
  return `clip-${createHash('sha256').update(words).digest('hex').slice(0, 8)}.wav`;
}
