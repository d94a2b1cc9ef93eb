// The zod schemas that options of every kind are made of.
import * as z from 'zod/mini';
import { getOrCreate } from '../util/memoize.ts';

const ANY_NUMBER = z.number();
const ANY_INTEGER = z.int();
const NUMBER_TEXT = z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number));
const NUMBER_OR_TEXT = z.union([ANY_NUMBER, NUMBER_TEXT]);
const INTEGER_OR_TEXT = z.union([ANY_INTEGER, NUMBER_TEXT]);

/** A number from `min` to `max`, or its text as flags and variables give it. */
export function numeric(min: number, max: number, whole = false) {
  const schema = z.pipe(
    whole ? INTEGER_OR_TEXT : NUMBER_OR_TEXT,
    (whole ? ANY_INTEGER : ANY_NUMBER).check(z.gte(min), z.lte(max)),
  );
  return schema.register(z.globalRegistry, { minimum: min, maximum: max });
}

/** Words for false. */
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

/** Text of at least one character. */
export const text = z.string().check(z.minLength(1));

/** Texts: a list of them, or lines. */
export const lines = z.pipe(
  z.union([z.array(text), z.pipe(text, z.transform(linesOf))]),
  z.array(text).check(z.minLength(1)),
);

/** The lines of a text that are not blank. */
function linesOf(given: string): readonly string[] {
  return given.split('\n').flatMap((line) => line.trim() || []);
}

/** A BCP 47 tag, made canonical. */
export const language = z.pipe(z.string().check(z.refine(isLanguage)), z.transform(canonical));

/** A number with a unit as text, parsed to a whole number of the smallest unit. */
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

/** Default lifetime of a link. */
export const LINK_SECONDS = 3600;
/** The lifetime of a link: at most 7 days, S3's limit. */
export const linkSeconds = numeric(1, 604_800, true);
export const LINK_SECONDS_EXPECTS = 'whole seconds from 1 to 604800 (7 days), such as 3600';

/** Characters of a refused value that are shown. */
const MAX_SHOWN = 80;

/** A refused value as errors show it, shortened. */
export function formatValue(value: unknown): string {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return shown.length <= MAX_SHOWN ? shown : `${shown.slice(0, MAX_SHOWN)}…`;
}

function isLanguage(tag: string): boolean {
  try {
    return canonical(tag) !== '';
  } catch {
    return false;
  }
}

/** Canonical tags by the given ones: Intl takes some 10 µs, and a request asks four times. */
const canonicalTags = new Map<string, string>();

/**
 * Accepts the underscore of POSIX locales: "en_US". A name such as "Swahili", which is well-formed and is refused later,
 * stays as it was written. @throws RangeError for an invalid tag.
 */
function canonical(tag: string): string {
  const create = () => {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    return locale.language.length > 3 ? tag : locale.toString();
  };
  return getOrCreate(canonicalTags, tag, create);
}

/** A level in dB, or false for none. */
export const levelOrOff = z.union([
  z.pipe(
    z.union([z.literal(false), text]).check(z.refine((given) => given === false || isOff(given))),
    z.transform((): false => false),
  ),
  z.pipe(
    z.union([z.number(), z.pipe(z.string().check(z.regex(/^-\d+(\.\d+)?$/)), z.transform(Number))]),
    z.number().check(z.gte(-40), z.lte(-10)),
  ),
]);

function isOff(word: unknown): boolean {
  const given = String(word).toLowerCase();
  return given !== '0' && FALSE_WORDS.includes(given); // 0 would be a level
}
