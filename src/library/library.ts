import { createHash } from 'node:crypto';
import { CLIP_EXTENSIONS_TEXT, isClipName, isOtherAudioName } from '../decode/clip-names.ts';
import { StitchError } from '../errors.ts';
import type { Lexicon } from '../message/lexicon.ts';
import { normalizeWord } from '../message/normalize.ts';
import { tokenize } from '../message/tokenize.ts';
import type { Entry, Key, Repo } from '../repo/repo.ts';
import { avoidDevice, toSafeFileName } from '../util/file-name.ts';
import { decodeUtf8 } from './clips-csv.ts';
import {
  buildLexicon,
  CLIPS_CSV,
  type Conflict,
  clipReadings,
  type LexiconSnapshot,
  type LibraryProblem,
  lexiconFrom,
  textFromKey,
} from './lexicon-builder.ts';

export type { Conflict, LibraryProblem } from './lexicon-builder.ts';

/** One recorded file. */
export interface Clip extends Entry {
  /** Texts that it says: its file's name, or its rows of clips.csv instead. */
  readonly says: readonly string[];
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
  readonly problems: readonly LibraryProblem[];
  /** Recordings in formats that are not read. */
  readonly unread: readonly Key[];
  /** The texts of a clip. */
  readonly textsOf: (key: Key) => readonly string[];
}

/** The files of a root, listed once for all languages. */
export interface Listing {
  /** Files that may be clips, in key order. */
  readonly clips: readonly Entry[];
  /** Audio files in formats that are not read, and links that lead nowhere. */
  readonly problems: readonly LibraryProblem[];
  /** Recordings in formats that are not read. */
  readonly unread: readonly Key[];
  /** The root's clips.csv, if it has one. */
  readonly clipsCsv: Entry | null;
}

/** Lexicon snapshots by names and texts. Values are JSON. */
export interface LexiconCache {
  get(of: readonly unknown[]): Promise<unknown>;
  put(of: readonly unknown[], snapshot: unknown): Promise<void>;
}

/** Lists a repo's clips, in one pass. @throws StitchError repo/…. */
export async function listClips(repo: Repo): Promise<Listing> {
  const clips: Entry[] = [];
  const problems: LibraryProblem[] = [];
  const unread: Key[] = [];
  let clipsCsv: Entry | null = null;
  const onBrokenLink = (where: Key) => {
    problems.push({ where, what: 'is a link that leads nowhere; remove it, or mend it' });
  };
  for await (const entry of repo.list('', { onBrokenLink })) {
    if (isClipName(entry.key)) clips.push(entry);
    else if (entry.key === CLIPS_CSV) clipsCsv = entry;
    else if (isOtherAudioName(entry.key)) {
      unread.push(entry.key);
      problems.push({ where: entry.key, what: 'is not read; convert it to WAV or MP3' });
    }
  }
  return { clips, problems, unread, clipsCsv };
}

/**
 * Reads the texts of a listing's clips: the name without its ending, "_" and "-" read as spaces,
 * whatever folder it is in; or its rows of the root's clips.csv instead. Of several that say the same, a
 * row of clips.csv wins over a name, then the format of the lower rank, then the lower key.
 * @param lexicons finds the lexicon of the same names and rows.
 * @throws StitchError repo/…, library/clips-csv.
 */
export async function openLibrary(
  repo: Repo,
  language: string,
  listing?: Listing,
  lexicons: LexiconCache | null = null,
): Promise<Library> {
  const { clips: entries, problems, unread, clipsCsv } = listing ?? (await listClips(repo));
  const csv = clipsCsv && (await repo.read(CLIPS_CSV));
  const csvText = csv === null ? null : decodeUtf8(csv.bytes, repo.address);
  const keys = entries.map(({ key }) => key);
  const remembered = lexicons && (await lexicons.get([language, keys, csvText]));
  const snapshot = remembered
    ? (remembered as LexiconSnapshot)
    : await buildLexicon([{ folder: '', keys, csvText }], language, repo.address);
  if (lexicons && !remembered) await lexicons.put([language, keys, csvText], snapshot);
  const textsOf = (key: Key) => snapshot.rows[key] ?? [textFromKey(key)];
  return withClips(
    {
      address: repo.address,
      lexicon: lexiconFrom(snapshot, keys),
      language,
      conflicts: snapshot.conflicts,
      problems: [...problems, ...snapshot.problems],
      unread,
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

/** A library with the clips of a newer listing that says the same. */
export function withListing(library: Library, { clips: entries, unread }: Listing): Library {
  const { address, lexicon, language, conflicts, problems, textsOf } = library;
  return withClips({ address, lexicon, language, conflicts, problems, unread, textsOf }, entries);
}

/** The library, or an error where there is no clip to say anything with. @param address what the error calls it. */
export function requireClips(library: Library, address: string): Library {
  if (library.lexicon.root.next.size > 0 || library.clips.length > 0) return library;
  throw new StitchError(
    'library/empty',
    `there is no ${CLIP_EXTENSIONS_TEXT} file in ${address}; put the clips there or name another folder`,
  );
}

/**
 * A file name under which a recording says `words` by itself, such as good_morning.wav; where no name can
 * (signs that file systems mind, device names of Windows), one made of a hash, which needs a row of clips.csv.
 */
export function clipNameFor(words: string, language: string): string {
  const stem = toSafeFileName(words.replaceAll(' ', '_'));
  const tokens = tokenize(words, language).filter((token) => token.kind === 'word');
  const said = tokenize(textFromKey(stem as Key), language).flatMap((token) =>
    token.kind === 'word' ? [token.text] : [],
  );
  const readings = clipReadings(tokens, language, null).map((reading) => reading.join(' '));
  const isPlain = tokens.length > 0 && avoidDevice(stem) === stem;
  if (isPlain && readings.includes(said.join(' '))) return `${stem}.wav`;
  return `clip-${createHash('sha256').update(words).digest('hex').slice(0, 8)}.wav`;
}
