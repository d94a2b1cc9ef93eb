import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { StitchError } from '../../errors.ts';
import { refuseStrangeHost } from '../guards.ts';
import type { Studio } from './studio.ts';

/** A header that no form and no other page can send without being asked about first. */
const STUDIO_HEADER = 'X-Stitch-Studio';

/** The name of the session's cookie: cookies do not tell ports apart, their names do. */
export function cookieName(url: string): string {
  const { port, protocol } = new URL(url);
  return `stitch-studio-${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** Refuses what does not come from the studio's own page. @throws StitchError request/forbidden. */
export function refuseForeign(c: Context, hosts: readonly string[]): void {
  refuseStrangeHost(c.req.url, hosts, 'set its public URL');
  const site = c.req.header('Sec-Fetch-Site');
  const origin = c.req.header('Origin');
  const isOwn =
    site !== undefined
      ? site === 'same-origin' || (site === 'none' && c.req.method === 'GET')
      : origin === undefined
        ? c.req.method === 'GET' || c.req.method === 'HEAD'
        : hostOf(origin) === c.req.header('Host');
  if (isOwn) return;
  const what = 'the studio takes requests of its own page only; open it by its link';
  throw new StitchError('request/forbidden', what);
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Lets in who has a session. Writing needs the studio's header, too. */
export function requireSession(studio: Studio): MiddlewareHandler {
  return async (c, next) => {
    refuseForeign(c, studio.parts.hosts);
    if (!studio.has(getCookie(c, cookieName(c.req.url)))) {
      const what =
        'the studio was started again, or the link is missing; open the link that it printed';
      throw new StitchError('request/unauthorized', what);
    }
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isRead && c.req.header(STUDIO_HEADER) !== '1') {
      throw new StitchError(
        'request/forbidden',
        `the request must have the header ${STUDIO_HEADER}: 1`,
      );
    }
    await next();
  };
}
