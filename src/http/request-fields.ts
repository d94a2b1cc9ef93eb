// The schemas of requests: each field has its schema and its description here, or in the option's definition.
import * as z from 'zod/mini';
import { requestFieldOf } from '../options/define.ts';
import { RENDER_OPTIONS } from '../options/render.ts';
import {
  LINK_SECONDS_EXPECTS,
  language,
  linkSeconds,
  numeric,
  switched,
} from '../options/schemas.ts';
import { roundTripsExactly } from '../util/exact-number.ts';

/** A field of a request. */
interface Field {
  readonly schema: z.ZodMiniType;
  /** The accepted values, worded to follow "takes". */
  readonly expects: string;
  /** For the OpenAPI document. */
  readonly description: string;
}

/** The render's options. */
const OPTION_FIELDS: Readonly<Record<string, Field>> = Object.fromEntries(
  RENDER_OPTIONS.map((definition) => [definition.field, requestFieldOf(definition)]),
);

const MESSAGE_FIELDS = {
  message: {
    schema: z.optional(z.string()),
    expects: 'the text to say',
    description: 'the text to say',
  },
  values: {
    schema: z.optional(
      z.record(z.string(), z.union([z.string(), z.number().check(z.refine(roundTripsExactly))])),
    ),
    expects: 'an object of texts and of numbers with at most 15 digits',
    description:
      'values of {name} and {name|alternative} in the message: an object of texts and of numbers with at most 15 digits',
  },
  audio_files: {
    schema: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(10_000))),
    expects: 'a list of 1 to 10000 names of clips',
    description: 'clips to play in this order, instead of a message: a list of 1 to 10000 names',
  },
} as const satisfies Record<string, Field>;

const LINK_FIELDS = {
  url_seconds: {
    schema: z.optional(linkSeconds),
    expects: LINK_SECONDS_EXPECTS,
    description: `lifetime of the link (${LINK_SECONDS_EXPECTS})`,
  },
} as const satisfies Record<string, Field>;

const DETAILS_FIELDS = {
  details: {
    schema: z._default(switched, false),
    expects: 'true or false',
    description: 'add the details of the audio to the answer',
  },
} as const satisfies Record<string, Field>;

const CLIPS_FIELDS = {
  lang: {
    schema: z.optional(language),
    expects: OPTION_FIELDS.lang!.expects,
    description: 'language of the clips, for their words and numbers',
  },
  limit: {
    schema: z._default(numeric(1, 1000, true), 100),
    expects: 'a whole number from 1 to 1000',
    description: 'most clips in the answer (a whole number from 1 to 1000)',
  },
  after: {
    schema: z.optional(z.string()),
    expects: 'the name of a clip, as in "next" of an answer',
    description: 'list the clips after this one, which is "next" of the previous page',
  },
  prefix: {
    schema: z.optional(z.string()),
    expects: 'a prefix of the names',
    description: 'list only clips whose names begin with this',
  },
} as const satisfies Record<string, Field>;

const HEALTH_FIELDS = {
  deep: {
    schema: z._default(switched, false),
    expects: 'true or false',
    description: 'check the storage and the encoder too',
  },
} as const satisfies Record<string, Field>;

const ALL_FIELDS: readonly (readonly [name: string, field: Field])[] = [
  MESSAGE_FIELDS,
  OPTION_FIELDS,
  LINK_FIELDS,
  DETAILS_FIELDS,
  CLIPS_FIELDS,
  HEALTH_FIELDS,
].flatMap((fields) => Object.entries<Field>(fields));

/** The accepted values of a field, in words; undefined for an unknown one. */
export function expectedIn(name: string): string | undefined {
  return ALL_FIELDS.find(([known]) => known === name)?.[1].expects;
}

/** The description of the field that has this schema, for the OpenAPI document. */
export function descriptionOf(schema: unknown): string | undefined {
  return ALL_FIELDS.find(([, field]) => field.schema === schema)?.[1].description;
}

type Schemas<F extends Readonly<Record<string, Field>>> = { [K in keyof F]: F[K]['schema'] };

function schemasOf<F extends Readonly<Record<string, Field>>>(fields: F): Schemas<F> {
  const entries = Object.entries(fields).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(entries) as Schemas<F>;
}

/** A request for speech. Its type leaves the render's options open: they are read by their definitions. */
function speechRequest<F extends Readonly<Record<string, Field>>>(more: F) {
  const schema = z.strictObject(schemasOf({ ...MESSAGE_FIELDS, ...OPTION_FIELDS, ...more }));
  return schema as unknown as z.ZodMiniObject<Schemas<typeof MESSAGE_FIELDS & F>, z.core.$loose>;
}

/** `POST /check`: a message, or the names of clips, and the options of the render. */
export const checkRequest = speechRequest({});
/** `POST /sign`. */
export const signRequest = speechRequest(LINK_FIELDS);
/** `POST /stitch`. */
export const stitchRequest = speechRequest({ ...LINK_FIELDS, ...DETAILS_FIELDS });
/** The query of `GET /clips`. */
export const clipsQuery = z.strictObject(schemasOf(CLIPS_FIELDS));
/** The query of `GET /health`. */
export const healthQuery = z.strictObject(schemasOf(HEALTH_FIELDS));
/** The options in a link's query. */
export const linkOptions = z.strictObject(schemasOf(OPTION_FIELDS));
