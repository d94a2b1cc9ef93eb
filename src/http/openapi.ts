import {
  audio,
  audioStatuses,
  body,
  conditions,
  failures,
  type Json,
  json,
  query,
  reference,
  requestSchema,
  schemaOf,
  unavailable,
} from './openapi-parts.ts';
import {
  checkRequest,
  clipsQuery,
  healthQuery,
  signRequest,
  stitchRequest,
} from './request-fields.ts';
import {
  checkAnswer,
  clipsAnswer,
  healthAnswer,
  indexAnswer,
  problemAnswer,
  signAnswer,
  stitchAnswer,
} from './responses.ts';

const SECURED = [{ token: [] }];

/** The OpenAPI 3.1 document of the API, made from the schemas that parse requests. @param serverUrl the service's address. */
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
        post: speechOperation('check', 'Plan a message without rendering it', [
          'CheckRequest',
          'The plan, and the words without a clip',
          'CheckAnswer',
        ]),
      },
      '/sign': {
        post: speechOperation('sign', 'Make a signed link that plays a message', [
          'SignRequest',
          'The link; nothing is stored',
          'SignAnswer',
        ]),
      },
      '/audio': { get: audioOperation('audio'), head: audioOperation('audioHead') },
      '/clips': { get: clipsOperation() },
      '/health': { get: healthOperation() },
      '/openapi.json': { get: documentOperation() },
      '/': { get: indexOperation() },
    },
    components: { schemas: schemas(), securitySchemes: { token: TOKEN } },
  };
}

const TOKEN = {
  type: 'http',
  scheme: 'bearer',
  description:
    'Required where the service has a token. In AWS the gateway may require other credentials.',
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
    IndexAnswer: schemaOf(indexAnswer, 'output'),
    Problem: schemaOf(problemAnswer, 'output'),
  };
}

/** An operation on a message that is answered in JSON. */
function speechOperation(
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
      ...failures(401, 404, 413, 415, 422, 429, 502, 504),
    },
  };
}

function clipsOperation(): Json {
  return {
    operationId: 'clips',
    summary: 'List the clips and their words, in pages',
    security: SECURED,
    parameters: query(clipsQuery),
    responses: {
      200: json('A page of clips, ordered by name', 'ClipsAnswer'),
      ...failures(401, 413, 429, 502, 504),
    },
  };
}

function healthOperation(): Json {
  return {
    operationId: 'health',
    summary: 'Check the service; with deep=true also its storage and its encoder',
    security: [{}, ...SECURED],
    parameters: query(healthQuery),
    responses: {
      200: json('The service works', 'HealthAnswer'),
      ...failures(401, 429, 504),
      503: unavailable('HealthAnswer'),
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
      ...failures(),
    },
  };
}

function indexOperation(): Json {
  return {
    operationId: 'index',
    summary: 'List the routes',
    security: [],
    responses: {
      200: json('The routes, and where the document is', 'IndexAnswer'),
      ...failures(),
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
      200: audio('By the Accept header: a link to the audio, or the audio itself', {
        'application/json': { schema: reference('StitchAnswer') },
      }),
      ...audioStatuses(),
      ...failures(401, 404, 406, 413, 415, 416, 422, 429, 502, 504),
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
    summary: 'Play the message of a signed link, as made by `stitch sign` or POST /sign',
    security: [],
    parameters: [
      named('m', 'the message', false, text),
      named('f', 'the names of clips, instead of a message', false, { type: 'array', items: text }),
      named('exp', 'when the link expires, in seconds since 1970', true, text),
      named(
        'sig',
        'the signature of all other parameters, which include the options of the render',
        true,
        text,
      ),
      ...conditions(),
    ],
    responses: {
      200: audio('The audio'),
      ...audioStatuses(),
      ...failures(404, 413, 416, 422, 429, 502, 504),
    },
  };
}
