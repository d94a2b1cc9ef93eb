import { compareKeys } from '../../repo/repo.ts';
import { json, type Route } from '../context.ts';
import { queryOf, requireToken } from '../guards.ts';
import { refuseLanguage } from '../limits.ts';
import { clipsQuery } from '../request-fields.ts';
import { parseRequest } from '../requests.ts';
import type { ClipsAnswer } from '../responses.ts';
import type { Service } from '../service.ts';

/** Parameters of a page of clips. */
interface ClipsPage {
  readonly lang?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly prefix?: string | undefined;
}

/** `GET /clips`: the library, page by page. */
export const clips: Route = {
  path: '/clips',
  methods: 'GET, HEAD',
  add(app, { parts, runner }) {
    app.get('/clips', async (c) => {
      requireToken(c.req.header('Authorization'), parts.token);
      const page = parseRequest(clipsQuery, queryOf(c.req.url), 'the query');
      return json(c, parts, await runner.run(c, () => listPage(parts.service, page)));
    });
  },
};

/** @throws StitchError request/malformed, request/busy, repo/…. */
async function listPage(
  service: Service,
  { lang = service.usualLang, after, prefix = '', limit }: ClipsPage,
): Promise<ClipsAnswer> {
  const { stitcher, langs } = service.parts;
  refuseLanguage(lang, langs);
  const library = await stitcher.library(lang);
  const wanted = library.clips.filter(
    ({ key }) => key.startsWith(prefix) && (after === undefined || compareKeys(key, after) > 0),
  );
  const page = wanted.slice(0, limit).map(({ key, says, language, sizeBytes, modifiedMs }) => ({
    clip: key,
    says: [...says],
    language,
    size_bytes: sizeBytes,
    modified: new Date(modifiedMs).toISOString(),
  }));
  return { success: true, clips: page, next: wanted.length > limit ? page.at(-1)!.clip : null };
}
