import * as z from 'zod/mini';
import { mix } from '../../../audio/mix.ts';
import { type JudgedTake, judgeTake, type TakeFault } from '../../../audio/voice.ts';
import { wav16 } from '../../../audio/wav16.ts';
import { StitchError } from '../../../errors.ts';
import { takeOf } from '../../../library/clip-text.ts';
import { tagOf, type WrittenClip } from '../../../library/clip-writer.ts';
import { languageOf } from '../../../library/language-lookup.ts';
import { normalizeWord } from '../../../message/normalize.ts';
import { parseKey } from '../../../repo/repo.ts';
import { json } from '../../context.ts';
import { queryOf, readBytes, readJson } from '../../guards.ts';
import { parseRequest } from '../../requests.ts';
import { describeLongTake } from '../long-takes.ts';
import type { StudioRoutes } from '../route.ts';
import type { Studio } from '../studio.ts';

/** Half a minute in stereo at 48 kHz. */
const MAX_TAKE_BYTES = 6e6;
/** Half an hour as a phone's recorder keeps it, or five minutes of WAV. */
const MAX_LONG_BYTES = 64e6;
const MAX_WORDS = 500;

const words = z.string().check(z.minLength(1), z.maxLength(MAX_WORDS));
const kind = z.optional(z.enum(['start', 'end', 'f', 'm', 'n']));
const flag = z.optional(z.enum(['0', '1']));
const number = z.optional(z.string().check(z.regex(/^-?\d{1,9}(\.\d{1,9})?$/)));
const takeQuery = z.object({
  words,
  lang: z.string(),
  kind,
  /** Tag of the clip that it replaces; absent where there was none. */
  seen: z.optional(z.string()),
  room: number,
  lost: number,
  /** "1" saves it whatever is wrong with it. */
  anyway: flag,
});
const longQuery = z.object({ name: z.optional(z.string()), words: number });
const partRequest = z.object({
  id: z.string(),
  lang: z.string(),
  start: z.number(),
  end: z.number(),
  words,
  seen: z.optional(z.string()),
  /** Saves it whatever is wrong with it. */
  anyway: z.optional(z.boolean()),
});
/** Faults of a part of a long take; where it begins and ends was looked at by whoever saves it. */
const PART_FAULTS: ReadonlySet<TakeFault> = new Set(['silent', 'noisy', 'clipped', 'soft']);
/** Kept on both sides of a part of a long take, in seconds. */
const MARGIN_SECONDS = 0.3;

/** Takes become clips: one at a time, or those of a long recording. */
export const takes: StudioRoutes = (app, { studio, parts }) => {
  app.put('/takes', async (c) => {
    const query = parseRequest(takeQuery, queryOf(c.req.url), 'the query');
    const bytes = await readBytes(c.req.raw, MAX_TAKE_BYTES);
    const { pcm } = await studio.parts.worker.decode(bytes, 'the take');
    const { channels, sampleRateHz } = mix(pcm, 1);
    const given = {
      samples: channels[0]!,
      sampleRateHz,
      lang: query.lang,
      words: query.words,
      kind: query.kind,
      seen: query.seen ?? null,
      roomDb: query.room === undefined ? undefined : Number(query.room),
      lostFrames: Number(query.lost ?? 0),
      isAnyway: query.anyway === '1',
    };
    return json(c, parts, await saveTake(studio, given));
  });
  app.post('/long-takes', async (c) => {
    const query = parseRequest(longQuery, queryOf(c.req.url), 'the query');
    const bytes = await readBytes(c.req.raw, MAX_LONG_BYTES);
    const take = await studio.longTakes.open(
      bytes,
      query.name ?? 'the recording',
      c.req.raw.signal,
    );
    return json(c, parts, describeLongTake(take, Number(query.words ?? 0) || 1000));
  });
  app.post('/long-takes/save', async (c) => {
    const part = parseRequest(partRequest, await readJson(c.req.raw, 1e4));
    const { samples, sampleRateHz } = studio.longTakes.get(part.id);
    const at = (seconds: number) => Math.round(Math.max(0, seconds) * sampleRateHz);
    const given = {
      samples: samples.slice(at(part.start - MARGIN_SECONDS), at(part.end + MARGIN_SECONDS)),
      sampleRateHz,
      lang: part.lang,
      words: part.words,
      kind: undefined,
      seen: part.seen ?? null,
      roomDb: undefined,
      lostFrames: 0,
      isAnyway: part.anyway === true,
    };
    return json(c, parts, await saveTake(studio, given, PART_FAULTS));
  });
};

/** A recording that is to become a clip. */
interface GivenTake {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly lang: string;
  readonly words: string;
  readonly kind: 'start' | 'end' | 'f' | 'm' | 'n' | undefined;
  readonly seen: string | null;
  readonly roomDb: number | undefined;
  readonly lostFrames: number;
  readonly isAnyway: boolean;
}

/** The outcome of a take. */
interface TakeAnswer {
  readonly words: string;
  /** Null where it was not saved, for its faults. */
  readonly clip: WrittenClip | null;
  readonly judged: JudgedTake;
}

/** Cuts and judges a take, and saves it under the name that says its words. @param counted faults that count; null for all. @throws StitchError clip/changed, repo/…. */
async function saveTake(
  studio: Studio,
  given: GivenTake,
  counted: ReadonlySet<TakeFault> | null = null,
): Promise<TakeAnswer> {
  const { samples, sampleRateHz, words: said, kind: of } = given;
  const language = await languageOf(given.lang);
  const all = judgeTake({ ...given, words: said });
  const judged = { ...all, faults: all.faults.filter((fault) => counted?.has(fault) !== false) };
  const isSilent = judged.faults.includes('silent');
  if (isSilent || (judged.faults.length > 0 && !given.isAnyway)) {
    return { words: said, clip: null, judged };
  }
  const take =
    of === undefined ? {} : of === 'start' || of === 'end' ? { place: of } : { gender: of };
  const { key } = await studio.writer.keyFor({ language, words: said, take });
  const other = await otherClip(studio, language, said, key);
  if (other !== null && other.tag !== given.seen) {
    const what = `${other.key} says this already; listen to both and keep one`;
    throw new StitchError('clip/changed', what);
  }
  const clip = await studio.writer
    .save({
      language,
      words: said,
      take,
      bytes: wav16(samples.slice(judged.kept.start, judged.kept.end), sampleRateHz),
      raw: wav16(samples, sampleRateHz),
      seen: other === null ? given.seen : null,
    })
    .catch((error) => {
      // The clip that another one wrote meanwhile is in the next list.
      studio.changed();
      throw error;
    });
  if (other !== null) {
    // The other clip keeps its other texts.
    const rest = other.says.filter((text) => !isSame(text, said));
    await studio.writer.setSays(parseKey(other.key), rest);
    if (rest.length === 0) await studio.writer.remove(parseKey(other.key), other.tag);
  }
  studio.changed();
  return { words: said, clip, judged };
}

/** A clip of another name in the same folder that says the same: it would stand in the way of the new one. */
async function otherClip(studio: Studio, language: string, said: string, key: string) {
  await studio.listed();
  const { stitcher } = studio.parts;
  const library = await stitcher.library(language).catch(() => null);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const kinds = JSON.stringify(takeOf(parseKey(key)));
  const word = normalizeWord(said);
  const found = library?.clips.find(
    (clip) =>
      clip.key !== key &&
      clip.key.startsWith(folder) &&
      !clip.key.includes('/', folder.length) &&
      clip.says.some((text) => normalizeWord(text) === word) &&
      JSON.stringify(takeOf(clip.key)) === kinds,
  );
  return found === undefined ? null : { key: found.key, tag: tagOf(found), says: found.says };
}

function isSame(a: string, b: string): boolean {
  return normalizeWord(a) === normalizeWord(b);
}
