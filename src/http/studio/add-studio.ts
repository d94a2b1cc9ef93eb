import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Env, RouteContext } from '../context.ts';
import { readJson, refuseStrangeHost } from '../guards.ts';
import { parseRequest } from '../requests.ts';
import { check } from '../routes/check.ts';
import { stitch } from '../routes/stitch.ts';
import { cookieName, refuseForeign, requireSession } from './guard.ts';
import { pageFile } from './page.ts';
import type { StudioRoutes } from './route.ts';
import { about, sessionRequest } from './routes/about.ts';
import { campaign } from './routes/campaign.ts';
import { clips } from './routes/clips.ts';
import { takes } from './routes/takes.ts';
import type { Studio } from './studio.ts';

/** All routes below /studio/api. Those of one matter are a file, and a word here. */
const ROUTES: readonly StudioRoutes[] = [about, clips, takes, campaign];

/** Adds the studio's page and its API to an app. */
export function addStudio(app: Hono<Env>, context: RouteContext, studio: Studio): void {
  const { parts, runner } = context;
  const { hosts, pageFolder } = studio.parts;
  app.get('/studio', (c) => c.redirect('/studio/', 308));
  app.post('/studio/session', async (c) => {
    refuseForeign(c, hosts);
    const { key } = parseRequest(sessionRequest, await readJson(c.req.raw, 1000));
    const { url } = c.req;
    setCookie(c, cookieName(url), studio.begin(key), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/studio',
      secure: url.startsWith('https:'),
    });
    return c.json({ success: true });
  });

  const api = new Hono<Env>();
  api.use(requireSession(studio));
  for (const add of ROUTES) add(api, { studio, parts });
  // Messages are said as for anybody else, but once what was recorded is listed; the session stands for the token.
  api.use(async (_, next) => {
    await studio.listed();
    await next();
  });
  const open = { parts: { ...parts, token: undefined }, runner };
  for (const route of [check, stitch]) route.add(api, open);
  app.route('/studio/api', api);

  app.get('/studio/:file{[a-z.-]*}', (c) => {
    refuseStrangeHost(c.req.url, hosts, 'set its public URL');
    return pageFile(pageFolder, c.req.param('file') || 'index.html');
  });
}
