// The gateway must pass every request that the function accepts.

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { gatewayModel, routes } from '../request-model.ts';

const model = (path: string) => routes().find((route) => route.path === path)!.model!.schema;
// Draft 4 as far as it is used: the same keywords mean the same.
const check = (path: string) => new Ajv({ strict: false }).compile(model(path));

describe('model of /stitch', () => {
  it.each([
    { message: 'hello' },
    { message: 'hello {name}', values: { name: 'Abebe', amount: 1500 }, lang: 'sw' },
    { audio_files: ['hello.wav'], gap_seconds: 0.2, join: 'tight', details: true },
    { message: 'x', pauses: { comma_seconds: 1 }, sample_rate_hz: 'auto', bit_rate_kbps: 40 },
    { message: 'x', pauses: '0.1,0.2,0.3', sample_rate_hz: '8000', trim: 'no' },
  ])('lets %j through', (body) => {
    expect(check('/stitch')(body)).toBe(true);
  });

  it.each([
    {},
    [],
    'x',
    { message: 7 },
    { message: 'x', nonsense: 1 },
    { audio_files: [] },
    { message: 'x', join: 'y' },
  ])('stops %j', (body) => {
    expect(check('/stitch')(body)).toBe(false);
  });
});

it('has a model for each route with a body, of keywords that API Gateway supports', () => {
  const withBody = routes().filter(({ model }) => model !== null);
  expect(withBody.map(({ path }) => path).sort()).toEqual(['/check', '/sign', '/stitch']);
  for (const { model } of withBody) {
    expect(JSON.stringify(model)).not.toMatch(/"(const|propertyNames|\$ref|default|examples|if)":/);
  }
});

it('keeps fields named like keywords', () => {
  const schema = { type: 'object', properties: { default: { type: 'string', default: 'x' } } };
  expect(gatewayModel(schema)).toEqual({
    type: 'object',
    properties: { default: { type: 'string' } },
  });
});

it('leaves only signed links open', () => {
  const open = routes().filter(({ isOpen }) => isOpen);
  expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /audio',
    'HEAD /audio',
  ]);
});
