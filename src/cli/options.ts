import { type Command, Option } from 'commander';
import {
  type CommandOptionName,
  type CommandOptions,
  parseCommandOptions,
} from '../options/command.ts';
import type { OptionName, RawOptions } from '../options/render.ts';
import type { ServiceOptionName } from '../options/service.ts';

interface Flag {
  readonly flags: string;
  readonly says: string;
}

/** The flags of a render's options. */
const RENDER_FLAGS: Readonly<Record<OptionName, Flag>> = {
  lang: {
    flags: '--lang <tag>',
    says: 'language of the message, for its words and numbers (default: en)',
  },
  gapSeconds: { flags: '--gap <seconds>', says: 'silence between two clips (default: 0.05)' },
  pauses: {
    flags: '--pauses <comma,stop,line>',
    says: 'seconds of silence for punctuation, besides the gap (default: 0.25,0.5,0.8)',
  },
  join: {
    flags: '--join <way>',
    says: 'spliced: reuse encoded MP3 frames, gaps of two of them or more; tight: to the sample, encoded whole (default: spliced)',
  },
  missing: {
    flags: '--missing <what>',
    says: 'words without a clip: fail, skip or silence (default: fail)',
  },
  format: {
    flags: '--format <name>',
    says: "mp3 or wav (default: by the ending of the file's name, else mp3)",
  },
  sampleRateHz: {
    flags: '--sample-rate <hz>',
    says: 'in Hz (default: auto, the highest among the clips in use)',
  },
  bitRateKbps: {
    flags: '--bitrate <kbps>',
    says: 'of the MP3, in kbit/s (default: auto, what suits speech)',
  },
  channels: { flags: '--channels <count>', says: '1 or 2 (default: 1)' },
  trim: { flags: '--no-trim', says: "keep the silence at the clips' edges" },
  fade: { flags: '--no-fade', says: "do not fade the clips' edges" },
};

/** The flags of a command's other options. */
const COMMAND_FLAGS: Readonly<Record<CommandOptionName, Flag>> = {
  root: {
    flags: '-r, --root <where>',
    says: 'where the clips are: a folder or s3://bucket/prefix (default: ./audios)',
  },
  out: {
    flags: '-o, --out <where>',
    says: 'where the audio goes: a file, s3://bucket/key, or - for standard output (default: the words, as in hello__world.mp3)',
  },
  template: {
    flags: '-t, --template <text>',
    says: 'the message, with columns in braces: {amount}, or {name|farmer} to say "farmer" where the name is empty or has no clip (default: the column "message")',
  },
  recordingList: {
    flags: '--recording-list <file>',
    says: 'write the words to record to this CSV, in the best order',
  },
  name: {
    flags: '--name <pattern>',
    says: 'what each file is called, with columns in braces, as in {id}.mp3 (default: {hash}, one file for all rows that say the same)',
  },
  strict: { flags: '--strict', says: 'stop at the first row that cannot be said' },
  restart: {
    flags: '--restart',
    says: 'begin anew, and replace the manifest that another campaign left there',
  },
  jobs: {
    flags: '-j, --jobs <count>',
    says: 'threads that encode and write (default: one for each core)',
  },
  cache: {
    flags: '--cache <where>',
    says: "where work already done is kept: a folder or s3://bucket/prefix (default: the user's cache folder)",
  },
  urlSeconds: {
    flags: '--url [seconds]',
    says: 'print a link to what was written, which lasts so long (3600 if not said)',
  },
  s3Endpoint: {
    flags: '--s3-endpoint <url>',
    says: 'the S3 service, where it is not AWS, as in http://127.0.0.1:9000',
  },
  s3TimeoutSeconds: {
    flags: '--s3-timeout <seconds>',
    says: 'how long S3 may take to answer, each of several times (default: 20)',
  },
  maxSizeBytes: {
    flags: '--max-size <size>',
    says: 'take entries away until the rest has this size, as in 500M or 2G',
  },
  olderThanMs: {
    flags: '--older-than <age>',
    says: 'take away what was not used for so long, as in 30d, 12h or 45m',
  },
  aws: {
    flags: '--aws',
    says: 'have it said in AWS, by the state machine of a stage; wait, and fetch the manifest',
  },
  stage: { flags: '--stage <name>', says: 'of the stack in AWS (default: dev)' },
  campaign: {
    flags: '--campaign <name>',
    says: 'the folder of the files there, below batch/ (default: what the rows are called)',
  },
  run: {
    flags: '--run <name>',
    says: 'what this run is called; one that is there is waited for (default: a new name)',
  },
  wait: { flags: '--no-wait', says: 'start it and let it run' },
  dryRun: { flags: '--dry-run', says: 'say what would go, and take nothing away' },
  explain: { flags: '--explain', says: 'print which clip says what and when; write nothing' },
  json: { flags: '--json', says: 'print one JSON object' },
  quiet: { flags: '-q, --quiet', says: 'print nothing but errors' },
  verbose: { flags: '-v, --verbose', says: 'print how the time was spent' },
};

/** The flags of a service. */
const SERVICE_FLAGS: Readonly<Record<ServiceOptionName, Flag>> = {
  host: {
    flags: '--host <address>',
    says: 'where to listen; another than 127.0.0.1 needs --token or --allow-anonymous (default: 127.0.0.1)',
  },
  port: { flags: '-p, --port <number>', says: 'where to listen; 0 for any (default: 8080)' },
  token: {
    flags: '--token <secret>',
    says: 'what requests have to bring: Authorization: Bearer <secret>; better set by STITCH_TOKEN',
  },
  allowAnonymous: { flags: '--allow-anonymous', says: 'let anyone ask who can reach the host' },
  cors: {
    flags: '--cors <origins>',
    says: 'whose web pages may call, as in https://a.example,https://b.example',
  },
  langs: {
    flags: '--langs <tags>',
    says: 'languages that may be asked for, the first where a request names none (default: any, and en)',
  },
  publicUrl: {
    flags: '--public-url <url>',
    says: 'the address that links begin with (default: as it was called)',
  },
  refreshSeconds: {
    flags: '--refresh <seconds>',
    says: 'how old the listing of the clips may become (default: 60)',
  },
  linkSeconds: {
    flags: '--link <seconds>',
    says: 'how long links last where the request does not say (default: 3600)',
  },
  memoryBytes: {
    flags: '--memory <size>',
    says: "what is kept in memory of clips' sound (default: 256M)",
  },
  idleSeconds: {
    flags: '--idle <seconds>',
    says: 'how long a client may take to send a request, or take nothing of its answer (default: 15)',
  },
  maxBodyBytes: { flags: '--max-body <size>', says: "of a request's body (default: 64K)" },
  maxCharacters: { flags: '--max-message <characters>', says: 'of a message (default: 2000)' },
  maxClips: { flags: '--max-clips <count>', says: 'that a message takes (default: 500)' },
  maxSeconds: { flags: '--max-length <seconds>', says: 'of a render (default: 300)' },
  concurrent: {
    flags: '--concurrent <count>',
    says: 'requests that are worked on at once (default: 8)',
  },
  queue: {
    flags: '--queue <count>',
    says: 'requests that wait; more get the answer 429 (default: 64)',
  },
  deadlineSeconds: {
    flags: '--deadline <seconds>',
    says: 'when the work on a request is given up (default: 15)',
  },
};

const FLAGS: Readonly<Record<string, Flag>> = {
  ...RENDER_FLAGS,
  ...COMMAND_FLAGS,
  ...SERVICE_FLAGS,
};

/** Adds the flags of a render's options to a command. @param says what a flag does there, where it is something else. */
export function addRenderOptions(
  command: Command,
  says: Partial<Record<OptionName, string>> = {},
): Command {
  return addFlags(command, Object.keys(RENDER_FLAGS), says);
}

/** Adds some of the other flags to a command. @param says what a flag does there, where it is something else. */
export function addCommandOptions(
  command: Command,
  options: readonly CommandOptionName[],
  says: Partial<Record<CommandOptionName, string>> = {},
): Command {
  return addFlags(command, options, says);
}

function addFlags(
  command: Command,
  options: readonly string[],
  says: Readonly<Record<string, string>> = {},
): Command {
  for (const option of options) {
    command.addOption(new Option(FLAGS[option]!.flags, says[option] ?? FLAGS[option]!.says));
    if (option === 'cache') command.addOption(new Option('--no-cache', 'keep and use nothing'));
  }
  return command;
}

/** Adds the flags of a service to a command: all, or some. */
export function addServiceOptions(
  command: Command,
  options: readonly string[] = Object.keys(SERVICE_FLAGS),
  says: Partial<Record<ServiceOptionName, string>> = {},
): Command {
  return addFlags(command, options, says);
}

/**
 * What was given for a command's options, each by flag or else by environment variable. A flag may also
 * stand before the command's name.
 */
export class GivenOptions {
  private readonly command: Command;
  private readonly env: Readonly<Record<string, string | undefined>>;

  constructor(command: Command, env: Readonly<Record<string, string | undefined>>) {
    this.command = command;
    this.env = env;
  }

  /** The render's options, for `parseOptions`. */
  render(): RawOptions {
    return this.collect(Object.keys(RENDER_FLAGS));
  }

  /** The others, checked; those that the command does not have have their defaults. @throws StitchError usage/option. */
  parseCommandOptions(): CommandOptions {
    return parseCommandOptions(this.collect(Object.keys(COMMAND_FLAGS)), this.nameOf);
  }

  /** The options of a service, for `parseServiceOptions`. */
  service(): RawOptions {
    return this.collect(Object.keys(SERVICE_FLAGS));
  }

  /** What to call an option in an error: the flag, or the variable if that is where its value is from. */
  readonly nameOf = (option: string): string =>
    this.flaggedIn(option) !== undefined ? longFlag(option) : variableOf(option);

  private collect(options: readonly string[]): RawOptions {
    return Object.fromEntries(options.map((option) => [option, this.valueOf(option)]));
  }

  private valueOf(option: string): unknown {
    const flagged = this.flaggedIn(option);
    if (flagged !== undefined) return flagged.getOptionValue(attributeOf(option));
    // An empty variable is one that was not set.
    return this.env[variableOf(option)] || undefined;
  }

  private flaggedIn(option: string): Command | undefined {
    return [this.command, this.command.parent].find(
      (command) => command?.getOptionValueSource(attributeOf(option)) === 'cli',
    ) as Command | undefined;
  }
}

/** "--sample-rate". */
function longFlag(option: string): string {
  return new Option(FLAGS[option]!.flags).long!;
}

/** The flag "--sample-rate" has the variable STITCH_SAMPLE_RATE, and "--no-trim" has STITCH_TRIM. */
function variableOf(option: string): string {
  return `STITCH_${longFlag(option)
    .replace(/^--(no-)?/, '')
    .replaceAll('-', '_')
    .toUpperCase()}`;
}

function attributeOf(option: string): string {
  return new Option(FLAGS[option]!.flags).attributeName();
}
