// The one file that signs requests as AWS wants them.
import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';

/** How callers prove who they are. */
export type Proof =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'iam'; readonly region: string };

/** How long an answer may take. */
const ANSWER_MS = 30_000;

/** Asks a service. */
export class Caller {
  /** Without "/" at the end. */
  readonly url: string;
  readonly proof: Proof;
  private readonly stop: AbortSignal;

  /** @param stop gives up what was asked. */
  constructor(url: string, proof: Proof, stop: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.proof = proof;
    this.stop = stop;
  }

  /** Asks with what proves who asks. */
  async ask(route: string, body?: object): Promise<Response> {
    const request = requestOf(body);
    const url = new URL(`${this.url}${route}`);
    const headers = { ...request.headers, ...(await this.prove(url, request)) };
    return this.send(url, { ...request, headers });
  }

  /** Asks with no proof at all. */
  async askBare(route: string, body?: object): Promise<Response> {
    return this.send(new URL(`${this.url}${route}`), requestOf(body));
  }

  /** Fetches what anyone may who has the link. */
  async askLink(link: string): Promise<Response> {
    if (!URL.canParse(link)) throw new Error(`it gave ${JSON.stringify(link)} for a link`);
    return this.send(new URL(link), requestOf(undefined));
  }

  private async send(url: URL, { method, headers, body }: SpeechInput): Promise<Response> {
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

  private async prove(
    url: URL,
    { method, headers, body }: SpeechInput,
  ): Promise<Record<string, string>> {
    const { proof } = this;
    switch (proof.kind) {
      case 'none':
        return {};
      case 'token':
        return { Authorization: `Bearer ${proof.token}` };
      case 'api-key':
        return { 'x-api-key': proof.key };
      case 'iam': {
        const signer = new SignatureV4({
          service: 'execute-api',
          region: proof.region,
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

interface SpeechInput {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

function requestOf(body: object | undefined): SpeechInput {
  return body === undefined
    ? { method: 'GET', headers: {} }
    : {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
}
