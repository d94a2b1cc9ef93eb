import * as z from 'zod/mini';
import { soundFacts, soundWarnings } from '../../../audio/inspect.ts';
import { mix } from '../../../audio/mix.ts';
import { durationSeconds } from '../../../audio/pcm.ts';
import { StitchError } from '../../../errors.ts';
import { tagOf } from '../../../library/clip-writer.ts';
import { languageOf } from '../../../library/language-lookup.ts';
import { parseKey } from '../../../repo/repo.ts';
import { mapConcurrent } from '../../../util/concurrency.ts';
import { json } from '../../context.ts';
import { queryOf, readJson } from '../../guards.ts';
import { parseRequest } from '../../requests.ts';
import type { StudioRoutes } from '../route.ts';
import type { Studio } from '../studio.ts';

const MAX_BODY_BYTES = 1e6;
const MAX_KEYS = 200;
const MAX_WORDS = 500;
const CONCURRENT_READS = 8;

const key = z.string().check(z.minLength(1), z.maxLength(1024));
const words = z.string().check(z.minLength(1), z.maxLength(MAX_WORDS));
const tag = z.string().check(z.maxLength(100));
const listQuery = z.object({ lang: z.optional(z.string()) });
const keyQuery = z.object({ key });
const factsRequest = z.object({ keys: z.array(key).check(z.maxLength(MAX_KEYS)) });
const removeRequest = z.object({ key, tag });
const restoreRequest = z.object({ hidden: key });
const renameRequest = z.object({ key, tag, words, lang: z.string() });
const saysRequest = z.object({ key, texts: z.array(words).check(z.maxLength(50)) });

/** The clips: listed, heard, measured and changed. */
export const clips: StudioRoutes = (app, { studio, parts }) => {
  const body = async <S extends z.ZodMiniType>(request: Request, schema: S) =>
    parseRequest(schema, await readJson(request, MAX_BODY_BYTES));

  app.get('/clips', async (c) => {
    const query = parseRequest(listQuery, queryOf(c.req.url), 'the query');
    return json(c, parts, await listOf(studio, query.lang));
  });
  app.get('/clip', async (c) => {
    const query = parseRequest(keyQuery, queryOf(c.req.url), 'the query');
    const object = await studio.parts.roots.repo.read(parseKey(query.key));
    if (object === null) throw new StitchError('clip/not-found', `there is no ${query.key}`);
    return c.body(object.bytes as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': object.contentType.startsWith('audio/')
        ? object.contentType
        : 'application/octet-stream',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
  });
  app.post('/facts', async (c) => {
    const { keys } = await body(c.req.raw, factsRequest);
    const facts = await mapConcurrent(keys, CONCURRENT_READS, (each) => factsOf(studio, each));
    return json(c, parts, { facts });
  });
  app.post('/clips/remove', async (c) => {
    const given = await body(c.req.raw, removeRequest);
    const hidden = await studio.writer.remove(parseKey(given.key), given.tag);
    studio.changed();
    return json(c, parts, { hidden });
  });
  app.post('/clips/restore', async (c) => {
    const given = await body(c.req.raw, restoreRequest);
    const clip = await studio.writer.restore(parseKey(given.hidden));
    studio.changed();
    return json(c, parts, clip);
  });
  app.post('/clips/rename', async (c) => {
    const given = await body(c.req.raw, renameRequest);
    const lang = await languageOf(given.lang);
    const clip = await studio.writer.rename(parseKey(given.key), given.tag, given.words, lang);
    studio.changed();
    return json(c, parts, clip);
  });
  app.post('/clips/says', async (c) => {
    const given = await body(c.req.raw, saysRequest);
    await studio.writer.setSays(parseKey(given.key), given.texts);
    studio.changed();
    return json(c, parts, { key: given.key });
  });
};

async function listOf(studio: Studio, given: string | undefined) {
  await studio.listed();
  const { stitcher, lang } = studio.parts;
  const library = await stitcher.library(given ?? lang).catch((error) => {
    // A language whose first clip is still to be recorded.
    if (error instanceof StitchError && error.code === 'library/language') return null;
    throw error;
  });
  return {
    lang: given ?? lang,
    clips: (library?.clips ?? []).map((clip) => ({
      key: clip.key,
      says: clip.says,
      lang: clip.language,
      bytes: clip.sizeBytes,
      modified: clip.modifiedMs,
      tag: tagOf(clip),
    })),
    conflicts: library?.conflicts ?? [],
    problems: library?.problems ?? [],
  };
}

/** Level, length and faults of a clip, or why it cannot be read. */
async function factsOf(studio: Studio, given: string) {
  try {
    const { roots, worker } = studio.parts;
    const object = await roots.repo.read(parseKey(given));
    if (object === null) return { key: given, fault: 'is gone' };
    const { pcm, encoding, warnings } = await worker.decode(object.bytes, given);
    const sound = mix(pcm, 1);
    const facts = soundFacts(sound);
    return {
      key: given,
      seconds: durationSeconds(pcm),
      rate: pcm.sampleRateHz,
      encoding,
      ...facts,
      warnings: [...warnings, ...soundWarnings(pcm, facts)],
      fault: null,
    };
  } catch (error) {
    if (error instanceof StitchError) return { key: given, fault: error.message };
    throw error;
  }
}
