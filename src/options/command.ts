import * as z from 'zod/mini';
import { S3_ENDPOINT, STAGE, s3TimeoutOption } from './aws.ts';
import { defineOption, defineSwitch, type OptionDefinition, optionParser } from './define.ts';
import type { PromptSetName } from './prompt-sets.ts';
import { PROMPTS } from './prompts.ts';
import type { NameOf, RawOptions } from './raw.ts';
import {
  FALSE_WORDS,
  LINK_SECONDS,
  LINK_SECONDS_EXPECTS,
  lines,
  linkSeconds,
  measured,
  numeric,
  size,
  text,
} from './schemas.ts';

/** Options of a command in addition to the render's, checked. */
export interface CommandOptions {
  /** The project file. */
  readonly config?: string | undefined;
  /** The folders or s3:// addresses with the clips, earlier ones first. */
  readonly roots: readonly string[];
  /** The set whose names the clips have. */
  readonly prompts?: PromptSetName | undefined;
  /** A file, a folder, an s3:// address, or - for standard output. */
  readonly out?: string | undefined;
  /** A campaign's message, with columns in braces. */
  readonly template?: string | undefined;
  /** The CSV file for the words to record. */
  readonly recordingList?: string | undefined;
  /** The file names of a campaign, with columns in braces. */
  readonly name: string;
  /** Stops a campaign at the first row that cannot be said. */
  readonly strict: boolean;
  /** Starts a campaign over where another one left its manifest. */
  readonly restart: boolean;
  /** Threads that encode and write; undefined for one per core. */
  readonly jobs?: number | undefined;
  /** The cache's address; false for no cache, undefined for the user's cache folder. */
  readonly cache?: string | false | undefined;
  /** Requests a link to the output, with this lifetime. */
  readonly urlSeconds?: number | undefined;
  /** The address of an S3 service other than AWS. */
  readonly s3Endpoint?: string | undefined;
  readonly s3TimeoutSeconds: number;
  /** The size to which the cache is pruned. */
  readonly maxSizeBytes?: number | undefined;
  /** Cache entries unused for longer than this are removed. */
  readonly olderThanMs?: number | undefined;
  /** Prints what would be done, without doing it. */
  readonly dryRun: boolean;
  /** Renders a campaign in AWS, by the state machine of a stage. */
  readonly aws: boolean;
  readonly stage: string;
  /** The folder of a campaign's files in AWS; undefined for the name of its rows. */
  readonly campaign?: string | undefined;
  /** The run to start or to attach to; undefined for a new name. */
  readonly run?: string | undefined;
  /** Waits for a run to end. */
  readonly wait: boolean;
  readonly explain: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
/** The name of a command's option. */
export type CommandOptionName = keyof CommandOptions;

const AGE_UNITS = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 7 * 86_400e3 };

const cache = z.pipe(
  z.union([z.literal(false), text]),
  z.transform((where) =>
    FALSE_WORDS.includes(String(where).toLowerCase()) ? (false as const) : where,
  ),
);
/** The flag without a value stands for the default. */
const linkWish = z.union([
  z.pipe(
    z.literal([true, 'true']),
    z.transform(() => LINK_SECONDS),
  ),
  linkSeconds,
]);

/** The options of the commands in addition to the render's. */
export const COMMAND_OPTIONS = [
  defineOption({
    name: 'config',
    schema: z.optional(text),
    expects: 'a file, such as stitch.json',
    flag: '--config <file>',
    help: 'the project file, with values of options as JSON',
    defaultText: 'stitch.json in the working folder, if there is one',
  }),
  defineOption({
    name: 'roots',
    schema: z._default(lines, ['./audios']),
    expects: 'a folder or s3://bucket/prefix, or several',
    flag: '-r, --root <address>',
    help: 'the clips: a folder or s3://bucket/prefix, where {lang} is the folder of the language; can be repeated, earlier ones first',
    defaultText: './audios',
    isList: true,
    isPath: true,
  }),
  PROMPTS,
  defineOption({
    name: 'out',
    schema: z.optional(text),
    expects: 'a file, s3://bucket/key, or - for standard output',
    flag: '-o, --out <address>',
    help: 'output: a file, s3://bucket/key, or - for standard output',
    defaultText: 'named after the words, as in hello__world.mp3',
    isPath: true,
  }),
  defineOption({
    name: 'template',
    schema: z.optional(text),
    expects:
      'a message with columns in braces, such as "hello {name|farmer}", or @ and a file with one for each language',
    flag: '-t, --template <text>',
    help: 'the message, with columns in braces: {amount}, or {name|farmer} to say "farmer" if the name is empty or has no clip; or @messages.json, a file with a message for each language: {"sw": "…", "hi": "…"}',
    defaultText: 'the column "message"',
    isPath: 'after @',
  }),
  defineOption({
    name: 'recordingList',
    schema: z.optional(text),
    expects: 'a file, such as record.csv',
    flag: '--recording-list <file>',
    help: 'write the words to record to this CSV file, most useful first',
    isPath: true,
  }),
  defineOption({
    name: 'name',
    schema: z._default(text, '{hash}'),
    expects: 'a file name with columns in braces, such as {id}.mp3',
    flag: '--name <pattern>',
    help: 'file names, with columns in braces, such as {id}.mp3',
    defaultText: '{hash}, one file for all rows with the same speech',
  }),
  defineSwitch({
    name: 'strict',
    flag: '--strict',
    help: 'stop at the first row that cannot be said',
  }),
  defineSwitch({
    name: 'restart',
    flag: '--restart',
    help: 'start over, replacing the manifest of another campaign',
  }),
  defineOption({
    name: 'jobs',
    schema: z.optional(numeric(1, 256, true)),
    expects: 'a whole number from 1 to 256',
    flag: '-j, --jobs <count>',
    help: 'threads that encode and write',
    defaultText: 'one per core',
  }),
  defineOption({
    name: 'cache',
    schema: z.optional(cache),
    expects: 'a folder or s3://bucket/prefix',
    flag: '--cache <address>',
    help: 'the cache: a folder or s3://bucket/prefix',
    defaultText: "the user's cache folder",
    negatedHelp: 'use no cache',
    isPath: true,
  }),
  defineOption({
    name: 'urlSeconds',
    schema: z.optional(linkWish),
    expects: `${LINK_SECONDS_EXPECTS} (the message goes before it)`,
    flag: '--url [seconds]',
    help: 'print a link to the output; lifetime in seconds',
    defaultText: String(LINK_SECONDS),
  }),
  S3_ENDPOINT,
  s3TimeoutOption(20),
  defineOption({
    name: 'maxSizeBytes',
    schema: z.optional(size),
    expects: 'a size such as 500M or 2G',
    flag: '--max-size <size>',
    help: 'remove the least recently used entries until the rest has this size, such as 500M or 2G',
  }),
  defineOption({
    name: 'olderThanMs',
    schema: z.optional(measured(AGE_UNITS, /^(\d+(?:\.\d+)?) ?([smhdw])$/i)),
    expects: 'an age such as 30d, 12h or 45m',
    flag: '--older-than <age>',
    help: 'remove entries unused for longer than this, such as 30d, 12h or 45m',
  }),
  defineSwitch({
    name: 'dryRun',
    flag: '--dry-run',
    help: 'print what would be removed, and remove nothing',
  }),
  defineSwitch({
    name: 'aws',
    flag: '--aws',
    help: 'render the campaign in AWS, by the state machine of a stage; wait for it and fetch the manifest',
  }),
  STAGE,
  defineOption({
    name: 'campaign',
    schema: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/))),
    expects: 'up to 100 letters, digits, ".", "_" and "-"',
    flag: '--campaign <name>',
    help: "folder of the campaign's files in AWS, below batch/",
    defaultText: 'the name of the rows, without its extension',
  }),
  defineOption({
    name: 'run',
    schema: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/))),
    expects: 'up to 80 letters, digits, "_" and "-"',
    flag: '--run <name>',
    help: 'run name; attaches to a run that exists',
    defaultText: 'a new name',
  }),
  defineSwitch({ name: 'wait', flag: '--no-wait', help: 'start the run and do not wait for it' }),
  defineSwitch({
    name: 'explain',
    flag: '--explain',
    help: "print each clip's start and length; write nothing",
  }),
  defineSwitch({ name: 'json', flag: '--json', help: 'print one JSON object' }),
  defineSwitch({ name: 'quiet', flag: '-q, --quiet', help: 'print nothing but errors' }),
  defineSwitch({ name: 'verbose', flag: '-v, --verbose', help: 'print the time of each step' }),
] as const satisfies readonly OptionDefinition<CommandOptionName>[];

const parse = optionParser(COMMAND_OPTIONS);

/** Parses a command's options in addition to the render's. @throws StitchError usage/option. */
export function parseCommandOptions(input: RawOptions, nameOf?: NameOf): CommandOptions {
  return parse(input, nameOf);
}
