import * as z from 'zod/mini';
import type { NameOf, RawOptions } from './render.ts';
import {
  LINK_SECONDS,
  language,
  linkSeconds,
  numeric,
  parseBy,
  shown,
  size,
  switched,
} from './schemas.ts';

/** How much a service takes on: from one request, and at once. */
export interface Limits {
  /** Of a request's body. */
  readonly maxBodyBytes: number;
  /** UTF-16 code units of a message, with its values. */
  readonly maxCharacters: number;
  /** Clips that a message is made of. */
  readonly maxClips: number;
  /** Length of a render. */
  readonly maxSeconds: number;
  /** Requests that are worked on at once. */
  readonly concurrent: number;
  /** Requests that wait their turn; past them the answer is "busy". */
  readonly queue: number;
  /** A request that takes longer is given up. */
  readonly deadlineSeconds: number;
}

/** The options of a service, checked. */
export interface ServiceOptions extends Limits {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What every request has to bring; undefined for nothing. */
  readonly token?: string | undefined;
  readonly allowAnonymous: boolean;
  /** Origins whose pages may call; "*" for any. */
  readonly cors: readonly string[];
  /** Languages that may be asked for, as BCP 47 tags; undefined for any. */
  readonly langs?: readonly string[] | undefined;
  /** The service's address as its users know it, without "/" at the end. */
  readonly publicUrl?: string | undefined;
  /** How old the listing of the library may become. */
  readonly refreshSeconds: number;
  /** How long links last where the request does not say. */
  readonly linkSeconds: number;
  /** What is kept in memory of clips' sound. */
  readonly memoryBytes: number;
  /** A client that is silent for so long is let go. */
  readonly idleSeconds: number;
}
/** The name of one of them. */
export type ServiceOptionName = keyof ServiceOptions;

const text = z.string().check(z.minLength(1));
const ORIGIN = /^(\*|https?:\/\/[^/\s,]+)$/i;

/** Text with commas or blanks between its parts. */
const list = z.pipe(
  z.string(),
  z.transform((given) => given.split(/[\s,]+/).filter((part) => part !== '')),
);

const serviceSchema = z.object({
  host: z._default(text, '127.0.0.1'),
  port: z._default(numeric(0, 65_535, true), 8080),
  token: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{16,}$/))),
  allowAnonymous: z._default(switched, false),
  cors: z._default(z.pipe(list, z.array(z.string().check(z.regex(ORIGIN)))), []),
  langs: z.optional(z.pipe(list, z.array(language))),
  publicUrl: z.optional(
    z.pipe(
      z.string().check(z.regex(/^https?:\/\/[^/\s?#]+(\/[^\s?#]*)?$/i)),
      z.transform((url) => url.replace(/\/+$/, '')),
    ),
  ),
  refreshSeconds: z._default(numeric(0, 86_400), 60),
  linkSeconds: z._default(linkSeconds, LINK_SECONDS),
  memoryBytes: z._default(size, 256e6),
  idleSeconds: z._default(numeric(1, 3600), 15),
  maxBodyBytes: z._default(size, 64e3),
  maxCharacters: z._default(numeric(1, 100_000, true), 2000),
  maxClips: z._default(numeric(1, 100_000, true), 500),
  maxSeconds: z._default(numeric(1, 3600), 300),
  concurrent: z._default(numeric(1, 1000, true), 8),
  queue: z._default(numeric(0, 100_000, true), 64),
  deadlineSeconds: z._default(numeric(0.1, 900), 15),
});

/** What each option takes, for error messages. */
const SERVICE_OPTION_EXPECTS: Readonly<Record<ServiceOptionName, string>> = {
  host: 'an address of this machine, such as 127.0.0.1 or 0.0.0.0',
  port: 'a whole number from 0 (any that is free) to 65535',
  token: 'at least 16 printable characters without blanks',
  allowAnonymous: 'true or false',
  langs: 'languages with commas between them, such as en,sw,hi-IN',
  cors: 'origins such as https://example.org, with commas between them, or *',
  publicUrl: 'an address such as https://voice.example.org',
  refreshSeconds: 'seconds from 0 to 86400, such as 60',
  linkSeconds: 'whole seconds from 1 to 604800 (7 days), such as 3600',
  memoryBytes: 'a size such as 256M',
  idleSeconds: 'seconds from 1 to 3600, such as 15',
  maxBodyBytes: 'a size such as 64K',
  maxCharacters: 'a whole number from 1 to 100000',
  maxClips: 'a whole number from 1 to 100000',
  maxSeconds: 'seconds from 1 to 3600, such as 300',
  concurrent: 'a whole number from 1 to 1000',
  queue: 'a whole number from 0 to 100000',
  deadlineSeconds: 'seconds from 0.1 to 900, such as 15',
};

/** The environment variable of each option; those of the command line have the same names. */
export const SERVICE_VARIABLES: Readonly<Record<ServiceOptionName, string>> = {
  host: 'STITCH_HOST',
  port: 'STITCH_PORT',
  token: 'STITCH_TOKEN',
  allowAnonymous: 'STITCH_ALLOW_ANONYMOUS',
  cors: 'STITCH_CORS',
  langs: 'STITCH_LANGS',
  publicUrl: 'STITCH_PUBLIC_URL',
  refreshSeconds: 'STITCH_REFRESH',
  linkSeconds: 'STITCH_LINK',
  memoryBytes: 'STITCH_MEMORY',
  idleSeconds: 'STITCH_IDLE',
  maxBodyBytes: 'STITCH_MAX_BODY',
  maxCharacters: 'STITCH_MAX_MESSAGE',
  maxClips: 'STITCH_MAX_CLIPS',
  maxSeconds: 'STITCH_MAX_LENGTH',
  concurrent: 'STITCH_CONCURRENT',
  queue: 'STITCH_QUEUE',
  deadlineSeconds: 'STITCH_DEADLINE',
};

/** Parses the options of a service. @throws StitchError usage/option, naming the option, the value and what it takes. */
export function parseServiceOptions(input: RawOptions, nameOf: NameOf): ServiceOptions {
  const show = (value: unknown, option: string) =>
    option === 'token' ? 'what it is' : shown(value);
  return parseBy(serviceSchema, SERVICE_OPTION_EXPECTS, input, nameOf, show);
}

/** Keys that links are signed with: the first signs, each of them is good to check. */
export type SigningKeys = readonly string[];

const keysSchema = z.object({
  signingKey: z.optional(z.string().check(z.minLength(32))),
  previousSigningKey: z.optional(z.string().check(z.minLength(32))),
});
const KEY_EXPECTS = {
  signingKey: 'at least 32 characters, such as `openssl rand -hex 32` prints',
  previousSigningKey: 'at least 32 characters: the key that was signed with before',
};

/**
 * Parses the signing keys; none where there is none.
 * @throws StitchError usage/option, which does not tell the key.
 */
export function parseSigningKeys(env: Readonly<Record<string, string | undefined>>): SigningKeys {
  const given = {
    signingKey: env[SIGNING_KEY] || undefined,
    previousSigningKey: env[PREVIOUS_SIGNING_KEY] || undefined,
  };
  const nameOf = (name: string) => (name === 'signingKey' ? SIGNING_KEY : PREVIOUS_SIGNING_KEY);
  const parsed = parseBy(keysSchema, KEY_EXPECTS, given, nameOf, () => 'what it is');
  return [parsed.signingKey, parsed.previousSigningKey].filter((key) => key !== undefined);
}

const SIGNING_KEY = 'STITCH_SIGNING_KEY';
const PREVIOUS_SIGNING_KEY = 'STITCH_SIGNING_KEY_PREVIOUS';
