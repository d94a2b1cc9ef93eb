import { createHmac, timingSafeEqual } from 'node:crypto';
import { StitchError } from '../errors.ts';
import type { SigningKeys } from '../service-config.ts';

/** Says what is signed, so that a key's signature of anything else is none of a link. */
const PURPOSE = 'stitch audio link 1\n';

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
 * @throws StitchError request/forbidden, for whatever reason: it does not help those who try.
 */
export function checkQuery(
  query: URLSearchParams,
  keys: SigningKeys,
  nowMs: number,
): { readonly parameters: LinkParameters; readonly expiresSeconds: number } {
  const signatures = query.getAll('sig');
  const signed = [...query].filter(([name]) => name !== 'sig');
  const text = canonical(signed);
  const given = Buffer.from(signatures[0] ?? '');
  // Of each key, whether the others fit or not; as text, of which there is but one for each signature.
  const fits = keys.map((key) => {
    const due = Buffer.from(signatureOf(text, key));
    return given.length === due.length && timingSafeEqual(given, due);
  });
  if (signatures.length !== 1 || !fits.includes(true)) {
    throw new StitchError('request/forbidden', 'the signature of the link does not fit it');
  }
  const expiresSeconds = Number(query.get('exp'));
  if (!(expiresSeconds * 1000 > nowMs)) {
    throw new StitchError('request/forbidden', 'the link has expired; ask for a new one');
  }
  return { parameters: signed.filter(([name]) => name !== 'exp'), expiresSeconds };
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
