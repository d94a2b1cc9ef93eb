import * as z from 'zod/mini';
import { defineOption, defineSwitch, type OptionDefinition, optionParser } from './define.ts';
import type { NameOf, RawOptions } from './raw.ts';
import {
  LINK_SECONDS,
  LINK_SECONDS_EXPECTS,
  language,
  linkSeconds,
  numeric,
  size,
  text,
} from './schemas.ts';

/** The limits of a service: for one request, and for all that run at once. */
export interface Limits {
  /** The largest request body. */
  readonly maxBodyBytes: number;
  /** The longest message with its values, in UTF-16 code units. */
  readonly maxCharacters: number;
  /** Limit of clips in one message. */
  readonly maxClips: number;
  /** The longest render. */
  readonly maxSeconds: number;
  /** Requests that run at once. */
  readonly concurrent: number;
  /** Requests that wait for a free slot; the answer to others is 429. */
  readonly queue: number;
  /** A request that takes longer is cancelled. */
  readonly deadlineSeconds: number;
}

/** The options of a service, checked. */
export interface ServiceOptions extends Limits {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The bearer token of every request; undefined for none. */
  readonly token?: string | undefined;
  readonly allowAnonymous: boolean;
  /** Origins whose pages may call; "*" for any. */
  readonly cors: readonly string[];
  /** Languages that requests may name, as BCP 47 tags; undefined for any. */
  readonly langs?: readonly string[] | undefined;
  /** The service's public address, without "/" at the end. */
  readonly publicUrl?: string | undefined;
  /** The age at which the listing of the library is refreshed. */
  readonly refreshSeconds: number;
  /** Lifetime of links where the request names none. */
  readonly linkSeconds: number;
  /** Memory for prepared clips. */
  readonly memoryBytes: number;
  /** A client that is silent for longer is disconnected. */
  readonly idleSeconds: number;
  /** Files of a certificate and its key, in PEM, for HTTPS. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
}
/** The name of a service's option. */
export type ServiceOptionName = keyof ServiceOptions;

const ORIGIN = /^(\*|https?:\/\/[^/\s,]+)$/i;

/** Parts separated by commas or spaces. */
const list = z.pipe(
  z.string(),
  z.transform((given) => given.split(/[\s,]+/).filter((part) => part !== '')),
);
const publicUrl = z.pipe(
  z.string().check(z.regex(/^https?:\/\/[^/\s?#]+(\/[^\s?#]*)?$/i)),
  z.transform((url) => url.replace(/\/+$/, '')),
);

/** The options of a service. */
export const SERVICE_OPTIONS = [
  defineOption({
    name: 'host',
    schema: z._default(text, '127.0.0.1'),
    expects: 'an address of this machine, such as 127.0.0.1 or 0.0.0.0',
    flag: '--host <address>',
    help: 'address to listen on; any but 127.0.0.1 needs --token or --allow-anonymous',
  }),
  defineOption({
    name: 'port',
    schema: z._default(numeric(0, 65_535, true), 8080),
    expects: 'a whole number from 0 (any free port) to 65535',
    flag: '-p, --port <number>',
    help: 'port to listen on; 0 for any free port',
  }),
  defineOption({
    name: 'token',
    schema: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{16,}$/))),
    expects: 'at least 16 printable characters without spaces',
    flag: '--token <secret>',
    help: 'bearer token that every request must carry; best set by STITCH_TOKEN',
    isSecret: true,
  }),
  defineSwitch({
    name: 'allowAnonymous',
    flag: '--allow-anonymous',
    help: 'allow requests without a token from anyone who can reach the host',
  }),
  defineOption({
    name: 'cors',
    schema: z._default(z.pipe(list, z.array(z.string().check(z.regex(ORIGIN)))), []),
    expects: 'origins such as https://example.org, separated by commas, or *',
    flag: '--cors <origins>',
    help: 'origins whose pages may call the service, such as https://a.example,https://b.example',
  }),
  defineOption({
    name: 'langs',
    schema: z.optional(z.pipe(list, z.array(language))),
    expects: 'languages separated by commas, such as en,sw,hi-IN',
    flag: '--langs <tags>',
    help: 'languages that requests may name; the first is the default',
    defaultText: 'any, and en',
  }),
  defineOption({
    name: 'publicUrl',
    schema: z.optional(publicUrl),
    expects: 'an address such as https://voice.example.org',
    flag: '--public-url <url>',
    help: 'address that links begin with',
    defaultText: 'the address of the request',
  }),
  defineOption({
    name: 'refreshSeconds',
    schema: z._default(numeric(0, 86_400), 60),
    expects: 'seconds from 0 to 86400, such as 60',
    flag: '--refresh <seconds>',
    help: 'seconds after which the clips are listed again',
  }),
  defineOption({
    name: 'linkSeconds',
    schema: z._default(linkSeconds, LINK_SECONDS),
    expects: LINK_SECONDS_EXPECTS,
    flag: '--link <seconds>',
    help: 'lifetime of links in seconds, where the request names none',
  }),
  defineOption({
    name: 'memoryBytes',
    schema: z._default(size, 256e6),
    expects: 'a size such as 256M',
    flag: '--memory <size>',
    help: 'memory for prepared clips',
    defaultText: '256M',
  }),
  defineOption({
    name: 'idleSeconds',
    schema: z._default(numeric(1, 3600), 15),
    expects: 'seconds from 1 to 3600, such as 15',
    flag: '--idle <seconds>',
    help: 'seconds after which a client that neither sends nor receives is disconnected',
  }),
  defineOption({
    name: 'tlsCert',
    schema: z.optional(text),
    expects: 'a file with a certificate in PEM',
    flag: '--tls-cert <file>',
    help: 'certificate for HTTPS, with --tls-key; a phone records over HTTPS only',
    isPath: true,
  }),
  defineOption({
    name: 'tlsKey',
    schema: z.optional(text),
    expects: 'a file with the key of the certificate in PEM',
    flag: '--tls-key <file>',
    help: 'key of the certificate',
    isPath: true,
  }),
  defineOption({
    name: 'maxBodyBytes',
    schema: z._default(size, 64e3),
    expects: 'a size such as 64K',
    flag: '--max-body <size>',
    help: 'largest request body',
    defaultText: '64K',
  }),
  defineOption({
    name: 'maxCharacters',
    schema: z._default(numeric(1, 100_000, true), 2000),
    expects: 'a whole number from 1 to 100000',
    flag: '--max-message <characters>',
    help: 'longest message in characters',
  }),
  defineOption({
    name: 'maxClips',
    schema: z._default(numeric(1, 100_000, true), 500),
    expects: 'a whole number from 1 to 100000',
    flag: '--max-clips <count>',
    help: 'limit of clips in one message',
  }),
  defineOption({
    name: 'maxSeconds',
    schema: z._default(numeric(1, 3600), 300),
    expects: 'seconds from 1 to 3600, such as 300',
    flag: '--max-length <seconds>',
    help: 'longest render in seconds',
  }),
  defineOption({
    name: 'concurrent',
    schema: z._default(numeric(1, 1000, true), 8),
    expects: 'a whole number from 1 to 1000',
    flag: '--concurrent <count>',
    help: 'requests that run at once',
  }),
  defineOption({
    name: 'queue',
    schema: z._default(numeric(0, 100_000, true), 64),
    expects: 'a whole number from 0 to 100000',
    flag: '--queue <count>',
    help: 'requests that wait for a free slot; further ones get 429',
  }),
  defineOption({
    name: 'deadlineSeconds',
    schema: z._default(numeric(0.1, 900), 15),
    expects: 'seconds from 0.1 to 900, such as 15',
    flag: '--deadline <seconds>',
    help: 'seconds after which a request is cancelled',
  }),
] as const satisfies readonly OptionDefinition<ServiceOptionName>[];

const parse = optionParser(SERVICE_OPTIONS);

/** Parses the options of a service. @throws StitchError usage/option. */
export function parseServiceOptions(input: RawOptions, nameOf?: NameOf): ServiceOptions {
  return parse(input, nameOf);
}
