// Parts that the operations of the OpenAPI document are made of.
import * as z from 'zod/mini';
import { OUTPUT_MEDIA_TYPES } from '../codec/registry.ts';
import { descriptionOf } from './request-fields.ts';

/** A part of the document. */
export type Json = Record<string, unknown>;

const FAILURES: Readonly<Record<number, string>> = {
  400: 'The request or its Host header is malformed, or an option has a value that is not supported',
  401: 'The token is missing or wrong',
  403: 'The signature of a link does not fit it, the link has expired, or the host name is not one of the service',
  404: 'There is no such route or clip',
  405: 'The route does not have this method; Allow lists those that it has',
  406: 'The Accept header names neither JSON nor a supported audio type',
  413: 'The body, the message or the render would be larger than the limits of this service',
  415: 'The body is not JSON',
  416: 'The range is past the end',
  422: 'The message cannot be said: words have no clip (with suggestions), or a clip cannot be read',
  429: 'Too many requests at once; Retry-After tells when to try again',
  500: 'Internal error',
  502: 'The storage of the service failed',
  503: 'The service is about to stop, or (deep health) a check fails',
  504: 'The storage did not answer in time, or the request took too long',
};

/** Statuses of failures that any request may get, whatever its route. */
const COMMON_FAILURES = [400, 403, 405, 500, 503];

const AUDIO_HEADERS = {
  ETag: {
    description: 'Identifies the render by everything that its bytes depend on',
    schema: { type: 'string' },
  },
  'Accept-Ranges': { schema: { type: 'string' } },
};
const RENDER_HEADERS = {
  'Stitch-Duration-Seconds': {
    description: 'The length of the audio in seconds, to the millisecond',
    schema: { type: 'number' },
  },
};

const PROBLEM = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** A reference to a schema of the document. */
export function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** A request body in JSON. */
export function body(name: string): Json {
  return { required: true, content: { 'application/json': { schema: reference(name) } } };
}

/** An answer in JSON. */
export function json(description: string, name: string): Json {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

/** An answer in audio. @param more content in addition to every output format. */
export function audio(description: string, more: Json = {}): Json {
  const binary = { schema: { type: 'string', format: 'binary' } };
  const types = OUTPUT_MEDIA_TYPES.map((type) => [type, binary]);
  return {
    description,
    headers: { ...AUDIO_HEADERS, ...RENDER_HEADERS },
    content: { ...more, ...Object.fromEntries(types) },
  };
}

/** Answers with audio besides 200, by status. */
export function audioStatuses(): Json {
  return {
    206: audio('The requested range of the audio'),
    303: {
      description: 'The audio is too large for this answer; it is at the Location',
      headers: { Location: { schema: { type: 'string' } }, ...RENDER_HEADERS },
    },
    304: { description: 'The caller has the current audio', headers: AUDIO_HEADERS },
  };
}

/** Answers to failed requests, by status. @param own statuses of the route, besides those of all routes. */
export function failures(...own: readonly number[]): Json {
  return Object.fromEntries(
    [...COMMON_FAILURES, ...own].map((status) => [
      status,
      { description: FAILURES[status], content: PROBLEM },
    ]),
  );
}

/** The answer of a failed check, which has the status of a service that is about to stop. */
export function unavailable(name: string): Json {
  const content = { ...PROBLEM, 'application/json': { schema: reference(name) } };
  return { description: FAILURES[503], content };
}

/** The headers of conditional requests. */
export function conditions(): Json[] {
  return ['If-None-Match', 'Range', 'If-Range'].map((name) => {
    return { name, in: 'header', required: false, schema: { type: 'string' } };
  });
}

/** The parameters of a query. */
export function query(schema: z.ZodMiniObject): Json[] {
  return Object.entries(propertiesOf(schema)).map(([name, { description, ...of }]) => {
    return { name, in: 'query', required: false, description, schema: of };
  });
}

/** A schema in JSON Schema. */
export function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** The schema of a request for speech: with a message or clips, not both. */
export function requestSchema(schema: z.ZodMiniObject): Json {
  const { properties: _, ...rest } = schemaOf(schema, 'input');
  const oneOf = [{ required: ['message'] }, { required: ['audio_files'] }];
  return { ...rest, properties: propertiesOf(schema), oneOf };
}

/** The fields of an object, with their descriptions and simple defaults. */
function propertiesOf(schema: z.ZodMiniObject): Record<string, Json> {
  const { properties } = schemaOf(schema, 'input') as { properties: Record<string, Json> };
  // JSON Schema has no default of a field that is transformed.
  const defaults = schema.parse({}) as Json;
  return Object.fromEntries(
    Object.entries(properties).map(([name, of]) => {
      const usual = defaults[name];
      const isPlain = usual !== undefined && typeof usual !== 'object';
      const description = descriptionOf(schema.def.shape[name]);
      return [name, { ...of, ...(isPlain && { default: usual }), description }];
    }),
  );
}
