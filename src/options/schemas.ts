// The zod schemas that options of every kind are made of. What the package's users see is free of zod: config.ts.
import * as z from 'zod/mini';
import { DEFAULT_FORMAT, FORMAT_NAMES } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';

/** Text as flags and environment give it, or the number itself as programs do. */
export function numeric(least: number, most: number, whole = false) {
  const number = whole ? z.int() : z.number();
  const text = z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number));
  const schema = z.pipe(z.union([number, text]), number.check(z.gte(least), z.lte(most)));
  return schema.register(z.globalRegistry, { minimum: least, maximum: most });
}

/** What false may be called. */
export const FALSE_WORDS = ['0', 'false', 'no', 'off'];
const TRUE_WORDS = ['1', 'true', 'yes', 'on'];

/** True or false, or a word for it. */
export const switched = z.union([
  z.boolean(),
  z.pipe(
    z
      .string()
      .check(z.refine((word) => [...TRUE_WORDS, ...FALSE_WORDS].includes(word.toLowerCase()))),
    z.transform((word) => TRUE_WORDS.includes(word.toLowerCase())),
  ),
]);

/** Seconds for comma, stop and line break as text: "0.25,0.5,0.8". */
export const pausesText = z.pipe(
  z.string().check(z.regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/)),
  z.transform((given) => {
    const [commaSeconds = 0, stopSeconds = 0, lineSeconds = 0] = given.split(',').map(Number);
    return { commaSeconds, stopSeconds, lineSeconds };
  }),
);
/** Made anew for each use: what is documented of one would else be of all. */
export const seconds = () => numeric(0, 60);
/** The pauses of who asks for none. */
export const PAUSES = { commaSeconds: 0.25, stopSeconds: 0.5, lineSeconds: 0.8 };

/** A language's tag, made canonical. */
export const language = z.pipe(z.string().check(z.refine(isLanguage)), z.transform(canonical));

/**
 * The options of a render with their defaults. Flags, environment variables, programs and requests go through
 * these schemas; what comes out is typed and needs no further check.
 */
export const OPTION_SHAPE = {
  lang: z._default(z.pipe(z.string().check(z.refine(isLanguage)), z.transform(canonical)), 'en'),
  gapSeconds: z._default(seconds(), 0.05),
  pauses: z._default(
    z.pipe(
      z.union([pausesText, z.record(z.string(), z.unknown())]),
      z.object({
        commaSeconds: z._default(seconds(), PAUSES.commaSeconds),
        stopSeconds: z._default(seconds(), PAUSES.stopSeconds),
        lineSeconds: z._default(seconds(), PAUSES.lineSeconds),
      }),
    ),
    PAUSES,
  ),
  join: z._default(z.enum(['spliced', 'tight']), 'spliced'),
  missing: z._default(z.enum(['fail', 'skip', 'silence']), 'fail'),
  format: z._default(z.enum(FORMAT_NAMES), DEFAULT_FORMAT),
  sampleRateHz: z._default(z.union([z.literal('auto'), numeric(4000, 192_000, true)]), 'auto'),
  bitRateKbps: z._default(z.union([z.literal('auto'), numeric(8, 320, true)]), 'auto'),
  channels: z._default(
    z.pipe(
      numeric(1, 2, true),
      z.transform((count): 1 | 2 => (count === 2 ? 2 : 1)),
    ),
    1,
  ),
  trim: z._default(switched, true),
  fade: z._default(switched, true),
};
/** Text of a number and a unit, as a whole number of the smallest. */
export function measured(units: Readonly<Record<string, number>>, pattern: RegExp) {
  return z.pipe(
    z.string().check(z.regex(pattern)),
    z.transform((given) => {
      const [, number, unit = ''] = pattern.exec(given)!;
      return Math.round(Number(number) * units[unit.toLowerCase()]!);
    }),
  );
}

const SIZE_UNITS = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes, as text such as 500M. */
export const size = measured(SIZE_UNITS, /^(\d+(?:\.\d+)?) ?([kmgt]?)i?b?$/i);

/** How long a link lasts that was asked for without saying. */
export const LINK_SECONDS = 3600;
/** How long a link may last. */
export const linkSeconds = numeric(1, 604_800, true);

/** The address of an S3 service, and how long it may take. */
export const s3Endpoint = z.string().check(z.regex(/^https?:\/\/[^/\s]+/));
export const s3TimeoutSeconds = numeric(0.1, 3600);

/** Parses what a schema takes. @param takes each option's, in words. @param show how a refused value is shown. @throws StitchError usage/option. */
export function parseBy<S extends z.ZodMiniType>(
  schema: S,
  takes: Readonly<Record<string, string>>,
  input: Readonly<Record<string, unknown>>,
  nameOf: (option: string) => string,
  show: (value: unknown, option: string) => string = shown,
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
    `${nameOf(option)} takes ${takes[option]}, not ${show(input[option], option)}`,
  );
}

/** Characters of a refused value that are shown. */
const MAX_SHOWN = 80;

/** A value that was refused, cut short. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
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
