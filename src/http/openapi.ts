import * as z from 'zod/mini';
import {
  checkRequest,
  clipsQuery,
  FIELD_EXPECTS,
  healthQuery,
  signRequest,
  stitchRequest,
} from './requests.ts';
import {
  checkAnswer,
  clipsAnswer,
  healthAnswer,
  problemAnswer,
  signAnswer,
  stitchAnswer,
} from './responses.ts';

type Json = Record<string, unknown>;

/** What each status means, where a route may answer with it. */
const FAILURES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read, or an option has a value that cannot be used',
  401: 'The token is missing or wrong',
  403: 'The link is not one of ours, or has expired',
  404: 'There is no such route or clip',
  406: 'Neither JSON nor the asked audio is accepted',
  413: 'The body, the message or what it would become is larger than this service takes',
  415: 'The body is not JSON',
  416: 'The range is past the end',
  422: 'The message cannot be said, for words without a clip (with suggestions) or a clip that cannot be read',
  429: 'More is asked for at once than this service takes on; Retry-After says when to try again',
  500: 'A fault of the service',
  502: 'The storage of the service failed',
  503: 'The service is about to stop, or (deep health) something fails',
  504: 'The storage did not answer in time, or the work took too long',
};

const AUDIO = { schema: { type: 'string', format: 'binary' } };
const AUDIO_HEADERS = {
  ETag: {
    description: 'Names the render by all that its bytes depend on',
    schema: { type: 'string' },
  },
  'Accept-Ranges': { schema: { type: 'string' } },
};
const SECURED = [{ token: [] }];

/** The OpenAPI 3.1 document of the API, made from the schemas that parse its requests. @param serverUrl where it is. */
export function openApi(version: string, serverUrl: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'stitch',
      version,
      description: 'Turns messages into speech from recorded clips.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    paths: {
      '/stitch': { post: stitchOperation() },
      '/check': {
        post: asking('check', 'Say what would become of a message, and make nothing', [
          'CheckRequest',
          'The plan, and what is missing',
          'CheckAnswer',
        ]),
      },
      '/sign': {
        post: asking('sign', 'Make a link that says a message to whoever fetches it', [
          'SignRequest',
          'The link; nothing is stored',
          'SignAnswer',
        ]),
      },
      '/audio': { get: audioOperation('audio'), head: audioOperation('audioHead') },
      '/clips': { get: clipsOperation() },
      '/health': { get: healthOperation() },
      '/openapi.json': { get: documentOperation() },
    },
    components: { schemas: schemas(), securitySchemes: { token: TOKEN } },
  };
}

const TOKEN = {
  type: 'http',
  scheme: 'bearer',
  description: 'Where the service was given a token. In AWS the gateway may ask for other proof.',
};

function schemas(): Json {
  return {
    StitchRequest: requestSchema(stitchRequest),
    CheckRequest: requestSchema(checkRequest),
    SignRequest: requestSchema(signRequest),
    StitchAnswer: schemaOf(stitchAnswer, 'output'),
    CheckAnswer: schemaOf(checkAnswer, 'output'),
    SignAnswer: schemaOf(signAnswer, 'output'),
    ClipsAnswer: schemaOf(clipsAnswer, 'output'),
    HealthAnswer: schemaOf(healthAnswer, 'output'),
    Problem: schemaOf(problemAnswer, 'output'),
  };
}

/** A question about a message, answered in JSON. */
function asking(
  operationId: string,
  summary: string,
  [request, description, answer]: readonly [string, string, string],
): Json {
  return {
    operationId,
    summary,
    security: SECURED,
    requestBody: body(request),
    responses: {
      200: json(description, answer),
      ...failures(400, 401, 404, 413, 415, 422, 429, 500, 502, 503, 504),
    },
  };
}

function clipsOperation(): Json {
  return {
    operationId: 'clips',
    summary: 'List the clips and what they say, page by page',
    security: SECURED,
    parameters: query(clipsQuery),
    responses: {
      200: json('A page of clips, in the order of their names', 'ClipsAnswer'),
      ...failures(400, 401, 413, 429, 500, 502, 503, 504),
    },
  };
}

function healthOperation(): Json {
  return {
    operationId: 'health',
    summary: 'Tell whether the service works; with deep=true also its storage',
    security: [{}, ...SECURED],
    parameters: query(healthQuery),
    responses: {
      200: json('It works', 'HealthAnswer'),
      ...failures(400, 401, 429, 500, 504),
      503: json('It fails', 'HealthAnswer'),
    },
  };
}

function documentOperation(): Json {
  return {
    operationId: 'openapi',
    summary: 'This document',
    security: [],
    responses: {
      200: {
        description: 'OpenAPI 3.1',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
    },
  };
}

function stitchOperation(): Json {
  return {
    operationId: 'stitch',
    summary: 'Render a message: a link to it, or the audio itself',
    security: SECURED,
    parameters: conditions(),
    requestBody: body('StitchRequest'),
    responses: {
      200: {
        description: 'By the Accept header: where the audio is, or the audio',
        headers: AUDIO_HEADERS,
        content: {
          'application/json': { schema: reference('StitchAnswer') },
          'audio/mpeg': AUDIO,
          'audio/wav': AUDIO,
        },
      },
      ...audioStatuses(),
      303: {
        description: 'The audio is larger than can be sent here, and is at the Location',
        headers: { Location: { schema: { type: 'string' } } },
      },
      ...failures(400, 401, 404, 406, 413, 415, 416, 422, 429, 500, 502, 503, 504),
    },
  };
}

function audioOperation(operationId: string): Json {
  const named = (name: string, description: string, required: boolean, schema: Json) => {
    return { name, in: 'query', required, description, schema };
  };
  const text = { type: 'string' };
  return {
    operationId,
    summary:
      'Hear what a signed link says. Links are made by `stitch sign` and POST /sign, and not by hand',
    security: [],
    parameters: [
      named('m', 'the message', false, text),
      named('f', 'instead of it the names of clips', false, { type: 'array', items: text }),
      named('exp', 'when the link ends, in seconds since 1970', true, text),
      named('sig', 'the signature of all that, and of the options of the render', true, text),
      ...conditions(),
    ],
    responses: {
      200: {
        description: 'The audio',
        headers: AUDIO_HEADERS,
        content: { 'audio/mpeg': AUDIO, 'audio/wav': AUDIO },
      },
      ...audioStatuses(),
      303: {
        description: 'The audio is larger than can be sent here, and is at the Location',
        headers: { Location: { schema: { type: 'string' } } },
      },
      ...failures(400, 403, 404, 413, 416, 422, 429, 500, 502, 503, 504),
    },
  };
}

function audioStatuses(): Json {
  return {
    206: {
      description: 'The range of the audio that was asked for',
      headers: AUDIO_HEADERS,
      content: { 'audio/mpeg': AUDIO, 'audio/wav': AUDIO },
    },
    304: { description: 'The audio is what the caller has', headers: AUDIO_HEADERS },
  };
}

function conditions(): Json[] {
  return ['If-None-Match', 'Range', 'If-Range'].map((name) => {
    return { name, in: 'header', required: false, schema: { type: 'string' } };
  });
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function body(name: string): Json {
  return { required: true, content: { 'application/json': { schema: reference(name) } } };
}

function json(description: string, name: string): Json {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

function failures(...statuses: readonly number[]): Json {
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: FAILURES[status], content }]),
  );
}

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function requestSchema(schema: z.ZodMiniType): Json {
  const { properties: _, ...rest } = schemaOf(schema, 'input');
  const oneOf = [{ required: ['message'] }, { required: ['audio_files'] }];
  return { ...rest, properties: propertiesOf(schema), oneOf };
}

/** What each field takes, with its default where that is plain, and in words. */
function propertiesOf(schema: z.ZodMiniType): Record<string, Json> {
  const { properties } = schemaOf(schema, 'input') as { properties: Record<string, Json> };
  // Of what is transformed, the schema does not tell the default.
  const defaults = schema.parse({}) as Json;
  return Object.fromEntries(
    Object.entries(properties).map(([name, of]) => {
      const usual = defaults[name];
      const isPlain = usual !== undefined && typeof usual !== 'object';
      return [
        name,
        { ...of, ...(isPlain && { default: usual }), description: FIELD_EXPECTS[name] },
      ];
    }),
  );
}

function query(schema: z.ZodMiniType): Json[] {
  return Object.entries(propertiesOf(schema)).map(([name, { description, ...of }]) => {
    return { name, in: 'query', required: false, description, schema: of };
  });
}
