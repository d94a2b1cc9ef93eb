// The one file that signs requests by AWS's Signature Version 4.
import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';

/** Credentials of a caller. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'iam'; readonly region: string };

/** Time limit of an answer. */
const ANSWER_MS = 30_000;

/** Client of a service. */
export class Caller {
  /** URL without "/" at the end. */
  readonly url: string;
  readonly credentials: Credentials;
  private readonly stop: AbortSignal;

  /** @param stop cancels requests. */
  constructor(url: string, credentials: Credentials, stop: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.credentials = credentials;
    this.stop = stop;
  }

  /** Sends a request with credentials. */
  async ask(route: string, body?: object): Promise<Response> {
    const request = requestOf(body);
    const url = new URL(`${this.url}${route}`);
    const headers = { ...request.headers, ...(await this.authorize(url, request)) };
    return this.send(url, { ...request, headers });
  }

  /** Sends a request without credentials. */
  async askAnonymously(route: string, body?: object): Promise<Response> {
    return this.send(new URL(`${this.url}${route}`), requestOf(body));
  }

  /** Fetches a public link. */
  async askLink(link: string): Promise<Response> {
    if (!URL.canParse(link)) throw new Error(`the link ${JSON.stringify(link)} is not a URL`);
    return this.send(new URL(link), requestOf(undefined));
  }

  private async send(url: URL, { method, headers, body }: HttpRequest): Promise<Response> {
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(ANSWER_MS)]);
    try {
      return await fetch(url, { method, headers, body: body ?? null, signal });
    } catch (error) {
      const { cause, message } = error as Error;
      throw new Error(
        `${url.origin} did not answer: ${(cause as Error | undefined)?.message ?? message}`,
      );
    }
  }

  private async authorize(
    url: URL,
    { method, headers, body }: HttpRequest,
  ): Promise<Record<string, string>> {
    const { credentials } = this;
    switch (credentials.kind) {
      case 'none':
        return {};
      case 'token':
        return { Authorization: `Bearer ${credentials.token}` };
      case 'api-key':
        return { 'x-api-key': credentials.key };
      case 'iam': {
        const signer = new SignatureV4({
          service: 'execute-api',
          region: credentials.region,
          credentials: defaultProvider(),
          sha256: Sha256,
        });
        const signed = await signer.sign({
          method,
          protocol: url.protocol,
          hostname: url.hostname,
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          headers: { ...headers, host: url.host },
          ...(body !== undefined && { body }),
        });
        const { host: _, ...rest } = signed.headers;
        return rest;
      }
    }
  }
}

interface HttpRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

function requestOf(body: object | undefined): HttpRequest {
  return body === undefined
    ? { method: 'GET', headers: {} }
    : {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
}
