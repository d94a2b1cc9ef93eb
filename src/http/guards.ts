import { createHash, timingSafeEqual } from 'node:crypto';
import { StitchError } from '../errors.ts';

/** Refuses a Host header that is not one valid host. @throws StitchError request/malformed. */
export function refuseBadHost(url: string, header: string | undefined): void {
  // Several headers come joined by commas.
  if (URL.canParse(url) && !header?.includes(',')) return;
  const what = 'the request must have one Host header, with a valid host name';
  throw new StitchError('request/malformed', what);
}

/** Refuses host names that are not the service's: DNS rebinding. @throws StitchError request/forbidden. */
export function refuseStrangeHost(
  url: string,
  hosts: readonly string[] | undefined,
  remedy = 'set a token or its public URL',
): void {
  if (hosts === undefined) return;
  const { hostname } = new URL(url);
  if (hosts.includes(hostname)) return;
  const what = `this service does not answer to the host name ${hostname.slice(0, 80)}; ${remedy}`;
  throw new StitchError('request/forbidden', what);
}

/** Compares in constant time. @throws StitchError request/unauthorized. */
export function requireToken(header: string | undefined, token: string | undefined): void {
  if (token === undefined) return;
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const [a, b] = [given, token].map((text) => createHash('sha256').update(text).digest());
  if (timingSafeEqual(a!, b!)) return;
  const what = 'give the token of this service, as in Authorization: Bearer …';
  throw new StitchError('request/unauthorized', what);
}

/** The JSON of a request's body. @throws StitchError request/media-type, request/too-large, request/malformed. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get('Content-Type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    const what = `the body must be JSON with Content-Type: application/json, not ${type.slice(0, 80) || 'nothing'}`;
    throw new StitchError('request/media-type', what);
  }
  const bytes = await readBytes(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new StitchError('request/malformed', 'the body is not JSON in UTF-8', { cause });
  }
}

/** The bytes of a request's body. @throws StitchError request/media-type, request/too-large; request/gone. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const coding = request.headers.get('Content-Encoding');
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    const what = `the body has Content-Encoding ${coding.slice(0, 80)}, which is not supported; send it uncompressed`;
    throw new StitchError('request/media-type', what);
  }
  return readBody(request, maxBytes);
}

/** @throws StitchError request/too-large. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('Content-Length');
  // As a stream it would take twice as long; a server holds a body to the length that it declares.
  if (declared !== null && Number(declared) <= maxBytes) {
    const bytes = new Uint8Array(await nameBreak(request.arrayBuffer()));
    if (bytes.length <= maxBytes) return bytes;
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  if (declared === null) {
    await nameBreak(
      (async () => {
        for await (const piece of request.body ?? []) {
          pieces.push(piece);
          length += piece.length;
          if (length > maxBytes) break;
        }
      })(),
    );
    if (length <= maxBytes) return Buffer.concat(pieces);
  }
  const what = `the body is too large, the limit is ${maxBytes} bytes; send less`;
  throw new StitchError('request/too-large', what);
}

/** Names a body that breaks off, or is badly framed. @throws StitchError request/gone. */
async function nameBreak<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw new StitchError('request/gone', 'the body broke off', { cause });
  }
}

/** A query's parameters; each may appear once. @throws StitchError request/malformed. */
export function queryOf(url: string): Record<string, string> {
  const query = new URL(url).searchParams;
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice === undefined) return Object.fromEntries(query);
  throw new StitchError('request/malformed', `the query has ${twice.slice(0, 80)} more than once`);
}
