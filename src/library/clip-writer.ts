import { isClipName, withoutAudioExtension } from '../decode/clip-names.ts';
import { StitchError } from '../errors.ts';
import { tokenize } from '../message/tokenize.ts';
import type { Entry, Key, Repo, StoredObject } from '../repo/repo.ts';
import { isHidden, parseKey } from '../repo/repo.ts';
import type { System } from '../util/system.ts';
import { type Take, takeOf } from './clip-text.ts';
import { withClipTexts } from './clips-csv-edit.ts';
import { CLIPS_CSV } from './lexicon-builder.ts';
import { clipNameFor } from './library.ts';
import type { ClipPlace, LibraryRoots } from './roots.ts';

/** Hidden folder beside the clips: takes as they were recorded, and clips that were taken away. */
const TAKES = '.takes';
/** Begins names that say nothing, of clips whose words no name can say. */
const UNNAMED = 'clip-';
/** Tries to change clips.csv while others do. */
const MAX_TRIES = 8;

/** A recording that is to become a clip. */
export interface NewClip {
  readonly language: string;
  readonly words: string;
  readonly take?: Take | undefined;
  /** The clip's file: WAV. */
  readonly bytes: Uint8Array;
  /** The recording before it was cut, which is kept, hidden. */
  readonly raw?: Uint8Array | undefined;
  /** Tag of the clip that it replaces, as it was seen; null where there was none. */
  readonly seen: string | null;
}

/** A clip that was written. */
export interface WrittenClip {
  readonly key: Key;
  /** Tells the file from every other one that may be there later. */
  readonly tag: string;
}

/** Writes clips and what they say: into folders and buckets alike, never over what was not seen. */
export class ClipWriter {
  private readonly roots: LibraryRoots;
  private readonly repo: Repo;
  private readonly system: Pick<System, 'nowMs' | 'uniqueHex'>;

  constructor(roots: LibraryRoots, system: Pick<System, 'nowMs' | 'uniqueHex'>) {
    this.roots = roots;
    this.repo = roots.repo;
    this.system = system;
  }

  /** The name of the clip that says words, in its language's folder. */
  async keyFor({ language, words, take = {} }: Pick<NewClip, 'language' | 'words' | 'take'>) {
    if (!tokenize(words, language).some(({ kind }) => kind === 'word')) {
      const what = `${JSON.stringify(words)} holds no word; write the words that the take says`;
      throw new StitchError('usage/option', what);
    }
    const place = await this.roots.placeFor(language);
    const kinds = [take.place, take.gender].filter(Boolean).map((kind) => `~${kind}`);
    const name = clipNameFor(words, language).replace(/\.wav$/, `${kinds.join('')}.wav`);
    return { place, name, key: parseKey(place.prefix + name) };
  }

  /**
   * Saves a recording under the name that says its words. What it replaces is kept, hidden.
   * @throws StitchError clip/changed where the clip there is not the one that was seen; repo/….
   */
  async save(clip: NewClip): Promise<WrittenClip> {
    const { place, name, key } = await this.keyFor(clip);
    const before = await this.repo.read(key);
    if ((before === null ? null : tagOf(before)) !== clip.seen) throw changed(key);
    // A name that cannot say the words needs a row that does: first, as a row without its clip is only a warning.
    if (name.startsWith(UNNAMED)) await this.setTexts(place, name, [clip.words]);
    const raw = this.hidden(place, name);
    if (clip.raw !== undefined) await this.repo.write(raw, clip.raw, { durable: false });
    try {
      if (before !== null) await this.repo.write(this.hidden(place, name), before.bytes);
      const options = before === null ? { ifAbsent: true } : { ifUnchanged: before };
      if (!(await this.repo.write(key, clip.bytes, options))) throw changed(key);
    } catch (error) {
      // What was not saved leaves nothing; a full disk has no room for it either.
      await this.repo.delete(raw).catch(() => {});
      throw error;
    }
    return this.written(key);
  }

  /** Takes a clip away, to where it can be restored from. @returns its hidden place. @throws StitchError clip/…, repo/…. */
  async remove(key: Key, seen: string): Promise<Key> {
    const object = await this.readSeen(key, seen);
    const place = await this.placeOf(key);
    const hidden = this.hidden(place, key.slice(place.prefix.length));
    await this.repo.write(hidden, object.bytes);
    await this.repo.delete(key);
    return hidden;
  }

  /** Brings back what was taken away. @throws StitchError clip/not-found; clip/changed where another one is there now. */
  async restore(hidden: Key): Promise<WrittenClip> {
    const parts = /^(.*)\.takes\/[^/]+\/(.+)$/s.exec(hidden);
    const object = parts === null ? null : await this.repo.read(hidden);
    if (parts === null || object === null) throw notFound(hidden);
    const key = parseKey(parts[1]! + parts[2]!);
    if (!(await this.repo.write(key, object.bytes, { ifAbsent: true }))) throw taken(key);
    await this.repo.delete(hidden);
    return this.written(key);
  }

  /**
   * Gives a clip the name that says words, with the ending and for the place that it has: it says these from now on, and
   * nothing else that clips.csv had. @throws StitchError clip/…, repo/…. */
  async rename(key: Key, seen: string, words: string, language: string): Promise<WrittenClip> {
    const object = await this.readSeen(key, seen);
    const { name: wanted } = await this.keyFor({ language, words, take: takeOf(key) });
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const name = key.slice(folder.length);
    const ending = name.slice(withoutAudioExtension(name).length);
    const next = parseKey(`${folder}${withoutAudioExtension(wanted)}${ending}`);
    if (next === key) return { key, tag: tagOf(object) };
    const place = await this.placeOf(key);
    const nameOf = (of: Key) => of.slice(place.prefix.length);
    if (wanted.startsWith(UNNAMED)) await this.setTexts(place, nameOf(next), [words]);
    if (!(await this.repo.write(next, object.bytes, { ifAbsent: true }))) throw taken(next);
    await this.repo.delete(key);
    // Rows of the old name would speak of a clip that is not there; their notes go with the clip.
    const texts = wanted.startsWith(UNNAMED) ? [words] : [];
    await this.setTexts(place, nameOf(key), texts, nameOf(next));
    return this.written(next);
  }

  /** Changes what a clip says, in clips.csv; no texts for what its name says. @throws StitchError clip/not-found, repo/…. */
  async setSays(key: Key, texts: readonly string[]): Promise<void> {
    if (!isClip(key) || (await this.repo.stat(key)) === null) throw notFound(key);
    const place = await this.placeOf(key);
    await this.setTexts(place, key.slice(place.prefix.length), texts);
  }

  private async setTexts(
    { prefix, address, prompts }: Omit<ClipPlace, 'language'>,
    clip: string,
    texts: readonly string[],
    renamed = clip,
  ): Promise<void> {
    const key = parseKey(prefix + CLIPS_CSV);
    const name = { renamed, isPrompt: prompts !== undefined };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const before = await this.repo.read(key);
      if (before === null && texts.length === 0) return;
      const bytes = await withClipTexts(before?.bytes ?? null, clip, texts, address, name);
      if (before !== null && Buffer.from(before.bytes).equals(bytes)) return;
      const options = before === null ? { ifAbsent: true } : { ifUnchanged: before };
      // Rows that are removed can be found again; kept first, as the disk may be full.
      if (before !== null && !hasLinesOf(bytes, before.bytes))
        await this.repo.write(this.hidden({ prefix }, CLIPS_CSV), before.bytes);
      if (await this.repo.write(key, bytes, options)) return;
      await new Promise((done) => setTimeout(done, 20 * 2 ** tries));
    }
    const what = `clips.csv in ${address} is changed by others again and again; try again`;
    throw new StitchError('repo/unavailable', what);
  }

  private async readSeen(key: Key, seen: string): Promise<StoredObject> {
    const object = isClip(key) ? await this.repo.read(key) : null;
    if (object === null) throw notFound(key);
    if (tagOf(object) !== seen) throw changed(key);
    return object;
  }

  private async written(key: Key): Promise<WrittenClip> {
    const entry = await this.repo.stat(key);
    if (entry === null) throw notFound(key);
    return { key, tag: tagOf(entry) };
  }

  /** A new hidden place for a file of a folder. */
  private hidden({ prefix }: Pick<ClipPlace, 'prefix'>, name: string): Key {
    const { nowMs, uniqueHex } = this.system;
    const time = new Date(nowMs()).toISOString().replace(/[:.]/g, '-');
    return parseKey(`${prefix}${TAKES}/${time}-${uniqueHex()}/${name}`);
  }

  /** The folder whose clips.csv tells of a clip: its root's, or its language's. @throws StitchError clip/not-found. */
  private async placeOf(key: Key): Promise<ClipPlace> {
    const { all } = await this.roots.readFolders(this.roots.address);
    const own = all.filter(({ prefix }) => key.startsWith(prefix));
    const [place] = own.sort((a, b) => b.prefix.length - a.prefix.length);
    if (place === undefined) throw notFound(key);
    return place;
  }
}

/** Whether a text has every line of another. */
function hasLinesOf(text: Uint8Array, other: Uint8Array): boolean {
  const [lines, others] = [text, other].map((bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .split(/[\r\n]+/),
  );
  const known = new Set(lines);
  return others!.every((line) => known.has(line));
}

/** Tells a file from others at the same key: by its content where the listing has that, else by size and time. */
export function tagOf({ contentId, sizeBytes, modifiedMs }: Entry): string {
  return contentId ?? `${sizeBytes}-${Math.round(modifiedMs)}`;
}

function isClip(key: Key): boolean {
  return isClipName(key) && !isHidden(key);
}

function changed(key: Key): StitchError {
  const what = `${key} is not the clip that was seen: it was changed meanwhile; listen to both and keep one`;
  return new StitchError('clip/changed', what);
}

function taken(key: Key): StitchError {
  const what = `${key} is there already; take it away first, or choose other words`;
  return new StitchError('clip/changed', what);
}

function notFound(key: Key): StitchError {
  return new StitchError('clip/not-found', `there is no ${key}; list the clips again`);
}
