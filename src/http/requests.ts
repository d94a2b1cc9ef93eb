import * as z from 'zod/mini';
import { DEFAULT_FORMAT, FORMAT_NAMES } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { OPTION_EXPECTS, type OptionName, type Options } from '../options/render.ts';
import {
  language,
  linkSeconds,
  numeric,
  OPTION_SHAPE,
  PAUSES,
  pausesText,
  seconds,
  shown,
  switched,
} from '../options/schemas.ts';
import { roundTripsExactly } from '../util/exact-number.ts';
import type { LinkParameters } from './links.ts';

/** What text may hold as well. */
const inRange = z.number().check(z.gte(0), z.lte(60));

const pauses = z._default(
  z.pipe(
    z.union([
      pausesText,
      z.pipe(
        z.strictObject({
          comma_seconds: z._default(seconds(), PAUSES.commaSeconds),
          stop_seconds: z._default(seconds(), PAUSES.stopSeconds),
          line_seconds: z._default(seconds(), PAUSES.lineSeconds),
        }),
        z.transform((given) => ({
          commaSeconds: given.comma_seconds,
          stopSeconds: given.stop_seconds,
          lineSeconds: given.line_seconds,
        })),
      ),
    ]),
    z.object({ commaSeconds: inRange, stopSeconds: inRange, lineSeconds: inRange }),
  ),
  PAUSES,
);

/** What the options of a render are called in requests. */
const OPTION_FIELDS = {
  lang: 'lang',
  gap_seconds: 'gapSeconds',
  pauses: 'pauses',
  join: 'join',
  missing: 'missing',
  format: 'format',
  sample_rate_hz: 'sampleRateHz',
  bit_rate_kbps: 'bitRateKbps',
  channels: 'channels',
  trim: 'trim',
  fade: 'fade',
} as const satisfies Record<string, OptionName>;

const optionFields = {
  lang: z.optional(language),
  gap_seconds: OPTION_SHAPE.gapSeconds,
  pauses,
  join: OPTION_SHAPE.join,
  missing: OPTION_SHAPE.missing,
  format: z.optional(z.enum(FORMAT_NAMES)),
  sample_rate_hz: OPTION_SHAPE.sampleRateHz,
  bit_rate_kbps: OPTION_SHAPE.bitRateKbps,
  channels: OPTION_SHAPE.channels,
  trim: OPTION_SHAPE.trim,
  fade: OPTION_SHAPE.fade,
};

const messageFields = {
  message: z.optional(z.string()),
  values: z.optional(
    z.record(z.string(), z.union([z.string(), z.number().check(z.refine(roundTripsExactly))])),
  ),
  audio_files: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(10_000))),
};

/** `POST /check`: a message, or the names of clips, and how it would be rendered. */
export const checkRequest = z.strictObject({ ...messageFields, ...optionFields });
/** `POST /stitch`. */
export const stitchRequest = z.strictObject({
  ...messageFields,
  ...optionFields,
  url_seconds: z.optional(linkSeconds),
  details: z._default(switched, false),
});
/** `POST /sign`. */
export const signRequest = z.strictObject({
  ...messageFields,
  ...optionFields,
  url_seconds: z.optional(linkSeconds),
});
/** The query of `GET /clips`. */
export const clipsQuery = z.strictObject({
  lang: z.optional(language),
  limit: z._default(numeric(1, 1000, true), 100),
  after: z.optional(z.string()),
  prefix: z.optional(z.string()),
});
/** The query of `GET /health`. */
export const healthQuery = z.strictObject({ deep: z._default(switched, false) });
/** What was signed of a link, each as it stands in the query. */
const linkFields = z.strictObject({ ...optionFields });

/** What each field takes, in words. */
export const FIELD_EXPECTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(OPTION_FIELDS).map(([field, option]) => [field, OPTION_EXPECTS[option]]),
  ),
  pauses:
    '"0.25,0.5,0.8", or an object with comma_seconds, stop_seconds and line_seconds, each from 0 to 60',
  message: 'the text to say',
  values:
    'an object of texts, and of numbers of up to 15 digits, for {name} and {name|alternative} in the message',
  audio_files: 'a list of 1 to 10000 names of clips, in the order in which they are played',
  url_seconds: 'whole seconds from 1 to 604800 (7 days), such as 3600',
  details: 'true or false',
  limit: 'a whole number from 1 to 1000',
  after: 'the name of a clip, as "next" gave it',
  prefix: 'what the names begin with',
  deep: 'true or false',
};

/** A message. */
export interface TextInput {
  readonly message: string;
  /** For `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** A message, or the clips to play in order. */
export type SpeechInput = TextInput | { readonly audioFiles: readonly string[] };

/** A request of speech. */
export interface SpeechRequest {
  readonly asked: SpeechInput;
  readonly options: Options;
  /** Whether the request says which format it wants. */
  readonly hasFormat: boolean;
}

type Parsed<S extends z.ZodMiniType> = z.output<S>;
type SpeechFields = Parsed<typeof checkRequest>;

/**
 * Parses JSON by a schema of above. @param what names it in errors.
 * @throws StitchError request/malformed, whose details tell what is wrong with each field.
 */
export function parseRequest<S extends z.ZodMiniType>(
  schema: S,
  given: unknown,
  what = 'the body',
): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .flatMap((issue) => describe(issue, given, what, fieldsOf(schema)))
    .slice(0, MAX_ERRORS);
  throw new StitchError('request/malformed', errors.map(({ detail }) => detail).join('; '), {
    details: { errors },
  });
}

const MAX_ERRORS = 10;

/** The names that an object's schema knows; none of another's. */
function fieldsOf(schema: z.ZodMiniType): readonly string[] {
  return schema instanceof z.ZodMiniObject ? Object.keys(schema.def.shape) : [];
}

/** What is wrong, of which field. */
function describe(
  issue: z.core.$ZodIssue,
  given: unknown,
  what: string,
  known: readonly string[],
): readonly { readonly field: string; readonly detail: string }[] {
  const path = pathOf(issue);
  const [top] = path;
  if (issue.code === 'unrecognized_keys' && top === undefined) {
    return issue.keys.map((key) => {
      const name = key.slice(0, 80);
      const detail = `${what} has ${JSON.stringify(name)}, which there is not; there are ${known.join(', ')}`;
      return { field: name, detail };
    });
  }
  if (top === undefined) {
    return [{ field: '', detail: `${what} has to be a JSON object, not ${kindOf(given)}` }];
  }
  // Text that stands for several things is wrong as a whole.
  const inner = path.length > 1 && typeof (given as Record<PropertyKey, unknown>)[top] === 'object';
  const wrong = inner ? path : [top];
  const field = wrong.map((part) => String(part).slice(0, 80)).join('.');
  const takes = `${String(top).slice(0, 80)} takes ${FIELD_EXPECTS[String(top)] ?? 'something else'}`;
  const seen = seenAs(
    wrong.reduce<unknown>((of, part) => (of as Record<PropertyKey, unknown>)?.[part], given),
  );
  return [{ field, detail: inner ? `${takes}; ${field} is ${seen}` : `${takes}, not ${seen}` }];
}

/** The way to what is wrong: of one that could be several things, where the last of them that went furthest failed. */
function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  if (issue.code !== 'invalid_union') return issue.path;
  const inner = issue.errors.flat().map((each) => pathOf(each));
  const deepest = inner.reduce((a, b) => (b.length >= a.length ? b : a), []);
  return [...issue.path, ...deepest];
}

function seenAs(value: unknown): string {
  return typeof value === 'object' && value !== null ? kindOf(value) : shown(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The language of links that name none, wherever they are heard, and of services that were told of none. */
export const USUAL_LANG = 'en';

/** What the fields ask for. @param usualLang of requests that name none. @throws StitchError request/malformed where they ask for nothing, or for two things. */
export function speechOf(fields: SpeechFields, usualLang = USUAL_LANG): SpeechRequest {
  const { message, values, audio_files: audioFiles, ...rest } = fields;
  if ((message === undefined) === (audioFiles === undefined)) {
    const both = message !== undefined;
    const what = `give "message" or "audio_files"${both ? ', not both' : ''}, as in {"message": "hello"}`;
    throw new StitchError('request/malformed', what);
  }
  if (values !== undefined && message === undefined) {
    throw new StitchError('request/malformed', '"values" are for a "message"');
  }
  const texts = values && Object.entries(values).map(([name, value]) => [name, String(value)]);
  const asked: SpeechInput =
    audioFiles === undefined
      ? { message: message!, values: texts && Object.fromEntries(texts) }
      : { audioFiles };
  return { asked, options: optionsOf(rest, usualLang), hasFormat: fields.format !== undefined };
}

function optionsOf(fields: Readonly<Record<string, unknown>>, usualLang: string): Options {
  const options = Object.entries(OPTION_FIELDS).map(([field, option]) => [option, fields[field]]);
  return {
    format: DEFAULT_FORMAT,
    lang: usualLang,
    ...Object.fromEntries(options.filter(([, value]) => value !== undefined)),
  };
}

/** The parameters of a link that says it: only what is not as it would be anyway. @param text the message, filled. */
export function linkParameters({ asked, options }: SpeechRequest, text: string): LinkParameters {
  const usual = optionsOf(linkFields.parse({}), USUAL_LANG);
  const said = 'audioFiles' in asked ? asked.audioFiles.map((name) => ['f', name]) : [['m', text]];
  const asksFor = Object.entries(OPTION_FIELDS).flatMap(([field, option]) => {
    const [value, other] = [options[option], usual[option]].map((of) =>
      typeof of === 'object' ? Object.values(of).map(asText).join(',') : asText(of),
    );
    return value === other ? [] : [[field, value!]];
  });
  return [...said, ...asksFor] as unknown as LinkParameters;
}

/** A value as a query has it: seconds to the microsecond, as no exponents are read. */
function asText(value: unknown): string {
  return String(typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value);
}

/** What a link's parameters ask for. @throws StitchError request/malformed. */
export function speechOfLink(parameters: LinkParameters): SpeechRequest {
  const files = parameters.flatMap(([name, value]) => (name === 'f' ? [value] : []));
  const messages = parameters.flatMap(([name, value]) => (name === 'm' ? [value] : []));
  const rest = parameters.filter(([name]) => name !== 'f' && name !== 'm');
  const fields = parseRequest(linkFields, Object.fromEntries(rest), 'the link');
  return speechOf({
    ...fields,
    ...(messages.length > 0 && { message: messages[0] }),
    ...(files.length > 0 && { audio_files: files }),
  });
}
