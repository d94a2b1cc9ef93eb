import { createHmac, timingSafeEqual } from 'node:crypto';
import { StitchError } from '../errors.ts';
import type { SigningKeys } from '../options/signing-keys.ts';

/** Says what is signed, so that a key's signature of anything else is none of a link. */
const PURPOSE = 'stitch audio link 1\n';

/**
 * Gives the signing keys, which may be changed while the service runs. @param again those given last do not fit: then
 * they may be fetched anew. @throws StitchError repo/unavailable where they cannot be had.
 */
export type KeyProvider = (again?: 'again') => Promise<SigningKeys>;

/**
 * Longer links are not taken everywhere: an HTTP API of AWS takes 10,240 bytes of request line and headers, CloudFront
 * 8,192 of the address.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const MAX_LINK_BYTES = 8000;

/** A link, or null for one that would be refused on its way. */
export function shortOrNull(link: string | null): string | null {
  return link === null || Buffer.byteLength(link) > MAX_LINK_BYTES ? null : link;
}

/** @throws StitchError message/too-long for a link that would be refused on its way. */
export function refuseLongLink(link: string): void {
  if (shortOrNull(link) !== null) return;
  const what = `the link would have ${Buffer.byteLength(link)} bytes; the limit is ${MAX_LINK_BYTES}; split the message`;
  throw new StitchError('message/too-long', what);
}

/** The query of a link: parameters by name, some of which may be there more than once, in order. */
export type LinkParameters = readonly (readonly [name: string, value: string])[];

/**
 * Signs parameters (HMAC-SHA-256 over all of them) and gives the query of a link that lasts until then.
 * @param keys the first signs. @param expiresSeconds since 1970.
 */
export function signQuery(
  parameters: LinkParameters,
  expiresSeconds: number,
  keys: SigningKeys,
): string {
  const query = canonical([...parameters, ['exp', String(expiresSeconds)]]);
  return `${query}&sig=${signatureOf(query, keys[0]!)}`;
}

/**
 * Checks a link's query: in constant time, and before anything is made of it.
 * @returns the parameters that were signed, without the expiry and the signature, and the expiry.
 * @throws StitchError request/forbidden, for whatever reason: it does not help those who try; as `keys`.
 */
export async function checkQuery(
  query: URLSearchParams,
  keys: KeyProvider,
  nowMs: number,
): Promise<{ readonly parameters: LinkParameters; readonly expiresSeconds: number }> {
  const signatures = query.getAll('sig');
  const signed = [...query].filter(([name]) => name !== 'sig');
  const text = canonical(signed);
  const [given = ''] = signatures;
  const isSigned =
    signatures.length === 1 &&
    (fits(text, given, await keys()) || fits(text, given, await keys('again')));
  if (!isSigned) {
    throw new StitchError('request/forbidden', 'the signature of the link does not fit it');
  }
  const expiresSeconds = Number(query.get('exp'));
  if (!(expiresSeconds * 1000 > nowMs)) {
    throw new StitchError('request/forbidden', 'the link has expired; ask for a new one');
  }
  return { parameters: signed.filter(([name]) => name !== 'exp'), expiresSeconds };
}

/** Whether a signature is that of one of the keys. */
function fits(text: string, signature: string, keys: SigningKeys): boolean {
  const given = Buffer.from(signature);
  // Of each key, whether the others fit or not; as text, of which there is but one for each signature.
  const each = keys.map((key) => {
    const due = Buffer.from(signatureOf(text, key));
    return given.length === due.length && timingSafeEqual(given, due);
  });
  return each.includes(true);
}

/** The parameters in one way of writing, whatever way they came in: by name, and of one name as they stood. */
function canonical(parameters: LinkParameters): string {
  const search = new URLSearchParams(parameters as [string, string][]);
  search.sort();
  return search.toString();
}

function signatureOf(text: string, key: string): string {
  return createHmac('sha256', key).update(PURPOSE).update(text).digest('base64url');
}
