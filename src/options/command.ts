import * as z from 'zod/mini';
import type { NameOf, RawOptions } from './render.ts';
import {
  FALSE_WORDS,
  LINK_SECONDS,
  linkSeconds,
  measured,
  numeric,
  parseBy,
  s3Endpoint,
  s3TimeoutSeconds,
  size,
  switched,
} from './schemas.ts';

/** Options of a command besides the render's, checked: where it finds and puts things, and how it talks. */
export interface CommandOptions {
  /** The folder or s3:// address with the clips. */
  readonly root: string;
  /** A file, a folder, an s3:// address, or - for standard output. */
  readonly out?: string | undefined;
  /** A campaign's message, with columns in braces. */
  readonly template?: string | undefined;
  /** Where the words to be recorded are written, as CSV. */
  readonly recordingList?: string | undefined;
  /** How a campaign's files are named. */
  readonly name: string;
  /** Stops a campaign at the first row that cannot be said. */
  readonly strict: boolean;
  /** Begins a campaign anew where another has left its manifest. */
  readonly restart: boolean;
  /** Threads that encode and write; undefined for one a core. */
  readonly jobs?: number | undefined;
  /** Where work already done is kept; false for nowhere, undefined for the user's cache folder. */
  readonly cache?: string | false | undefined;
  /** Asks for a link to what was written, that lasts so long. */
  readonly urlSeconds?: number | undefined;
  /** The address of an S3 service that is not AWS. */
  readonly s3Endpoint?: string | undefined;
  readonly s3TimeoutSeconds: number;
  /** Of a cache: what stays has at most so many bytes. */
  readonly maxSizeBytes?: number | undefined;
  /** Of a cache: what stays was used since so long. */
  readonly olderThanMs?: number | undefined;
  /** Tells what would be done and does not do it. */
  readonly dryRun: boolean;
  /** Has a campaign said by the state machine of a stage in AWS. */
  readonly aws: boolean;
  readonly stage: string;
  /** The folder of a campaign's files there; undefined for the name of its rows. */
  readonly campaign?: string | undefined;
  /** Names a run, to wait for it again; undefined for a new one. */
  readonly run?: string | undefined;
  /** Waits for a run to end. */
  readonly wait: boolean;
  readonly explain: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
/** The name of one of them. */
export type CommandOptionName = keyof CommandOptions;

const text = z.string().check(z.minLength(1));
const AGE_UNITS = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 7 * 86_400e3 };

const commandSchema = z.object({
  root: z._default(text, './audios'),
  out: z.optional(text),
  template: z.optional(text),
  recordingList: z.optional(text),
  name: z._default(text, '{hash}'),
  strict: z._default(switched, false),
  restart: z._default(switched, false),
  jobs: z.optional(numeric(1, 256, true)),
  cache: z.optional(
    z.pipe(
      z.union([z.literal(false), text]),
      z.transform((where) =>
        FALSE_WORDS.includes(String(where).toLowerCase()) ? (false as const) : where,
      ),
    ),
  ),
  urlSeconds: z.optional(
    z.union([
      z.pipe(
        z.literal([true, 'true']),
        z.transform(() => LINK_SECONDS),
      ),
      linkSeconds,
    ]),
  ),
  s3Endpoint: z.optional(s3Endpoint),
  s3TimeoutSeconds: z._default(s3TimeoutSeconds, 20),
  maxSizeBytes: z.optional(size),
  olderThanMs: z.optional(measured(AGE_UNITS, /^(\d+(?:\.\d+)?) ?([smhdw])$/i)),
  dryRun: z._default(switched, false),
  aws: z._default(switched, false),
  stage: z._default(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)), 'dev'),
  campaign: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/))),
  run: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/))),
  wait: z._default(switched, true),
  explain: z._default(switched, false),
  json: z._default(switched, false),
  quiet: z._default(switched, false),
  verbose: z._default(switched, false),
});

const COMMAND_OPTION_EXPECTS: Readonly<Record<CommandOptionName, string>> = {
  root: 'a folder or s3://bucket/prefix',
  out: 'a file, s3://bucket/key, or - for standard output',
  template: 'a message with columns in braces, such as "hello {name|farmer}"',
  recordingList: 'a file, such as record.csv',
  name: 'a file name with columns in braces, such as {id}.mp3',
  strict: 'true or false',
  restart: 'true or false',
  jobs: 'a whole number from 1 to 256',
  cache: 'a folder or s3://bucket/prefix',
  urlSeconds: 'whole seconds from 1 to 604800 (7 days), such as 3600 (the message goes before it)',
  s3Endpoint: 'the address of an S3 service, such as http://127.0.0.1:9000',
  s3TimeoutSeconds: 'seconds from 0.1 to 3600, such as 20',
  maxSizeBytes: 'a size such as 500M or 2G',
  olderThanMs: 'an age such as 30d, 12h or 45m',
  dryRun: 'true or false',
  aws: 'true or false',
  stage: 'the name of a stage, such as dev or prod',
  campaign: 'up to 100 letters, digits, ".", "_" and "-"',
  run: 'up to 80 letters, digits, "_" and "-"',
  wait: 'true or false',
  explain: 'true or false',
  json: 'true or false',
  quiet: 'true or false',
  verbose: 'true or false',
};

/** Parses the options of a command besides the render's. @throws StitchError usage/option. */
export function parseCommandOptions(input: RawOptions, nameOf: NameOf): CommandOptions {
  return parseBy(commandSchema, COMMAND_OPTION_EXPECTS, input, nameOf);
}
