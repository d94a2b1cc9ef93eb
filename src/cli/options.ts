import { type Command, Option } from 'commander';
import {
  type CommandOptionName,
  type CommandOptions,
  type Given,
  type OptionName,
  parseCommandOptions,
} from '../config.ts';

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
  dryRun: { flags: '--dry-run', says: 'say what would go, and take nothing away' },
  explain: { flags: '--explain', says: 'print which clip says what and when; write nothing' },
  json: { flags: '--json', says: 'print one JSON object' },
  quiet: { flags: '-q, --quiet', says: 'print nothing but errors' },
  verbose: { flags: '-v, --verbose', says: 'print how the time was spent' },
};

const FLAGS: Readonly<Record<string, Flag>> = { ...RENDER_FLAGS, ...COMMAND_FLAGS };

/** Adds the flags of a render's options to a command. */
export function addRenderOptions(command: Command): Command {
  return addFlags(command, Object.keys(RENDER_FLAGS));
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
  render(): Given {
    return this.collect(Object.keys(RENDER_FLAGS));
  }

  /** The others, checked; those that the command does not have have their defaults. @throws StitchError usage/option. */
  parseCommandOptions(): CommandOptions {
    return parseCommandOptions(this.collect(Object.keys(COMMAND_FLAGS)), this.nameOf);
  }

  /** What to call an option in an error: the flag, or the variable if that is where its value is from. */
  readonly nameOf = (option: string): string =>
    this.flaggedIn(option) !== undefined ? longFlag(option) : variableOf(option);

  private collect(options: readonly string[]): Given {
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
