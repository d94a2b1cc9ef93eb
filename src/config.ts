import * as z from 'zod/mini';
import { StitchError } from './errors.ts';

/** Text as flags and environment give it, or the number itself as programs do. */
function numeric(least: number, most: number, whole = false) {
  return z.pipe(
    z.union([z.number(), z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number))]),
    z
      .number()
      .check(
        z.refine((value) => value >= least && value <= most && (!whole || Number.isInteger(value))),
      ),
  );
}

const FALSE_WORDS = ['0', 'false', 'no', 'off'];
const TRUE_WORDS = ['1', 'true', 'yes', 'on'];

const switched = z.union([
  z.boolean(),
  z.pipe(
    z
      .string()
      .check(z.refine((text) => [...TRUE_WORDS, ...FALSE_WORDS].includes(text.toLowerCase()))),
    z.transform((text) => TRUE_WORDS.includes(text.toLowerCase())),
  ),
]);

const pausesText = z.pipe(
  z.string().check(z.regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/)),
  z.transform((text) => {
    const [commaSeconds, stopSeconds, lineSeconds] = text.split(',').map(Number);
    return { commaSeconds, stopSeconds, lineSeconds };
  }),
);
const seconds = numeric(0, 60);
const PAUSES = { commaSeconds: 0.25, stopSeconds: 0.5, lineSeconds: 0.8 };

/** Every option of a render, checked. */
export interface Options {
  /** The message's language as a canonical BCP 47 tag: how words are found, and numbers said. */
  readonly lang: string;
  /** Silence between two clips. */
  readonly gapSeconds: number;
  /** Silence that the message's punctuation asks for, besides the gap. */
  readonly pauses: {
    readonly commaSeconds: number;
    readonly stopSeconds: number;
    readonly lineSeconds: number;
  };
  /** `spliced` reuses encoded MP3 frames; `tight` lays clips to the sample and encodes the whole. */
  readonly join: 'spliced' | 'tight';
  /** What to do about words without a clip. */
  readonly missing: 'fail' | 'skip' | 'silence';
  readonly format: 'mp3' | 'wav';
  /** `auto` is the highest among the clips in use. */
  readonly sampleRateHz: number | 'auto';
  /** `auto` is what speech sounds well at. MP3 only. */
  readonly bitRateKbps: number | 'auto';
  readonly channels: 1 | 2;
  /** Takes off the silence at each clip's edges. */
  readonly trim: boolean;
  /** Fades each clip's edges. */
  readonly fade: boolean;
}

/** Options as a program gives them: any may be left out. */
export type OptionsInput = {
  readonly [K in Exclude<keyof Options, 'pauses'>]?: Options[K] | undefined;
} & { readonly pauses?: Partial<Options['pauses']> | undefined };
export type OptionName = keyof Options;

/**
 * The options of a render with their defaults. Flags, environment variables and programs go through this
 * one schema; what comes out is typed and needs no further check.
 */
const optionsSchema = z.object({
  lang: z._default(z.string().check(z.refine(isLanguage)), 'en'),
  gapSeconds: z._default(seconds, 0.05),
  pauses: z._default(
    z.pipe(
      z.union([pausesText, z.record(z.string(), z.unknown())]),
      z.object({
        commaSeconds: z._default(seconds, PAUSES.commaSeconds),
        stopSeconds: z._default(seconds, PAUSES.stopSeconds),
        lineSeconds: z._default(seconds, PAUSES.lineSeconds),
      }),
    ),
    PAUSES,
  ),
  join: z._default(z.enum(['spliced', 'tight']), 'spliced'),
  missing: z._default(z.enum(['fail', 'skip', 'silence']), 'fail'),
  format: z._default(z.enum(['mp3', 'wav']), 'mp3'),
  sampleRateHz: z._default(z.union([z.literal('auto'), numeric(4000, 192_000, true)]), 'auto'),
  bitRateKbps: z._default(z.union([z.literal('auto'), numeric(8, 320, true)]), 'auto'),
  channels: z._default(numeric(1, 2, true), 1),
  trim: z._default(switched, true),
  fade: z._default(switched, true),
});

/** What each option takes, for error messages. */
const OPTION_TAKES: Readonly<Record<OptionName, string>> = {
  lang: 'a language such as en, sw or hi-IN',
  gapSeconds: 'seconds from 0 to 60, such as 0.05',
  pauses: 'three numbers of seconds for comma, stop and line break, such as 0.25,0.5,0.8',
  join: 'spliced or tight',
  missing: 'fail, skip or silence',
  format: 'mp3 or wav',
  sampleRateHz: 'auto or Hz, such as 16000',
  bitRateKbps: 'auto or kbit/s from 8 to 320, such as 40',
  channels: '1 or 2',
  trim: 'true or false',
  fade: 'true or false',
};

/** Options of a command besides the render's, checked: where it finds and puts things, and how it talks. */
export interface CommandOptions {
  /** The folder with the clips. */
  readonly root: string;
  /** A file, or - for standard output. */
  readonly out?: string | undefined;
  readonly explain: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
export type CommandOptionName = keyof CommandOptions;

const commandSchema = z.object({
  root: z._default(z.string().check(z.minLength(1)), './audios'),
  out: z.optional(z.string().check(z.minLength(1))),
  explain: z._default(switched, false),
  json: z._default(switched, false),
  quiet: z._default(switched, false),
  verbose: z._default(switched, false),
});

const COMMAND_OPTION_TAKES: Readonly<Record<CommandOptionName, string>> = {
  root: 'a folder',
  out: 'a file, or - for standard output',
  explain: 'true or false',
  json: 'true or false',
  quiet: 'true or false',
  verbose: 'true or false',
};

/** What the one who gave an option calls it: "--gap", "STITCH_GAP", "gapSeconds". */
export type NameOf = (option: string) => string;

/** Options as they come from outside: text or values, undefined for "not given". */
export type Given = Readonly<Record<string, unknown>>;

/**
 * Parses the options of a render.
 * @throws StitchError usage/option, naming the option, the value and what it takes.
 */
export function parseOptions(input: Given, nameOf: NameOf = (option) => option): Options {
  const parsed = parseBy(optionsSchema, OPTION_TAKES, input, nameOf);
  return { ...parsed, lang: canonical(parsed.lang), channels: parsed.channels === 2 ? 2 : 1 };
}

/** Parses the options of a command besides the render's. @throws StitchError usage/option. */
export function parseCommandOptions(input: Given, nameOf: NameOf): CommandOptions {
  return parseBy(commandSchema, COMMAND_OPTION_TAKES, input, nameOf);
}

function parseBy<S extends z.ZodMiniType>(
  schema: S,
  takes: Readonly<Record<string, string>>,
  input: Given,
  nameOf: NameOf,
): z.output<S> {
  const unknown = Object.keys(input).find((option) => !Object.hasOwn(takes, option));
  if (unknown !== undefined) {
    throw new StitchError(
      'usage/option',
      `there is no option ${unknown}; there are ${Object.keys(takes).join(', ')}`,
    );
  }
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const option = String(parsed.error.issues[0]!.path[0]);
  throw new StitchError(
    'usage/option',
    `${nameOf(option)} takes ${takes[option]}, not ${shown(input[option])}`,
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function isLanguage(tag: string): boolean {
  try {
    return canonical(tag) !== '';
  } catch {
    return false;
  }
}

/** Tags are often written as systems have them, "en_US". */
function canonical(tag: string): string {
  return new Intl.Locale(tag.replaceAll('_', '-')).toString();
}
