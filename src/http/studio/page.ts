import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StitchError } from '../../errors.ts';

/** Files of the page, and their media types. The page asks for no other. */
const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'recorder.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** Nothing is loaded from elsewhere, nothing runs that is not a file of the page, and nobody frames it. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/** A file of the page. @throws StitchError request/not-found. */
export async function pageFile(folder: string, name: string): Promise<Response> {
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  const bytes = type === undefined ? null : await readFile(join(folder, name)).catch(() => null);
  if (type === undefined || bytes === null) {
    throw new StitchError('request/not-found', `the studio has no ${name.slice(0, 40)}`);
  }
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { ...PAGE_HEADERS, 'Content-Type': type },
  });
}
