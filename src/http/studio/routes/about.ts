import * as z from 'zod/mini';
import { FORMAT_NAMES } from '../../../codec/registry.ts';
import { json } from '../../context.ts';
import type { StudioRoutes } from '../route.ts';

/** Facts for the page as it opens, and codes for other devices. */
export const about: StudioRoutes = (app, { studio, parts }) => {
  app.get('/about', async (c) => {
    const { stitcher, roots, named, lang } = studio.parts;
    await studio.listed();
    return json(c, parts, {
      version: parts.version,
      root: roots.address,
      roots: named.roots,
      prompts: named.prompts,
      lang,
      languages: await stitcher.languages(),
      campaign: studio.campaign?.name ?? null,
      formats: FORMAT_NAMES,
    });
  });
  app.post('/code', (c) => json(c, parts, { code: studio.newCode() }));
};

/** Body of `POST /studio/session`. */
export const sessionRequest = z.object({ key: z.string().check(z.maxLength(200)) });
