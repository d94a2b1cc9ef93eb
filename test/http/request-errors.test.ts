import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, type Json, makeApi } from './service.ts';

describe('fieldErrors', () => {
  let api: Api;
  beforeAll(async () => {
    api = await makeApi();
  });
  const problem = async (body: unknown): Promise<Json> => {
    const response = await api.post('/stitch', body);
    expect(response.status).toBe(400);
    return response.json();
  };
  /** The faults of a body: each field, and the end of its text. */
  const fields = async (body: object): Promise<readonly (readonly [string, string])[]> =>
    (await problem(body)).errors.map(({ field, detail }: Json) => [
      field,
      detail.split(/[;,] /).at(-1),
    ]);

  it.each([
    ['gap', 'gap_seconds'],
    ['sample_rate', 'sample_rate_hz'],
    ['sampleRateHz', 'sample_rate_hz'],
    ['bitrate', 'bit_rate_kbps'],
    ['mesage', 'message'],
    ['Message', 'message'],
    ['fil', 'fill'],
    ['output', undefined],
    ['favourite_colour', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('suggests the field nearest to %j: %s', async (name, near) => {
    const { detail } = await problem(`{"message":"hello",${JSON.stringify(name)}:1}`);
    const remedy = near === undefined ? 'the fields are message, ' : `did you mean ${near}?`;
    expect(detail).toContain(`unknown field ${JSON.stringify(name)}; ${remedy}`);
  });

  it('names each wrong field, what it takes and what it was given', async () => {
    expect(
      await problem({ message: 'hello', gap_seconds: 'long', extra: 1, sample_rate_hz: 3 }),
    ).toMatchObject({
      success: false,
      code: 'request/malformed',
      errors: [
        {
          field: 'gap_seconds',
          detail: 'gap_seconds takes seconds from 0 to 60, such as 0.05, not "long"',
        },
        { field: 'sample_rate_hz' },
        {
          field: 'extra',
          detail: expect.stringMatching(
            /^the body has an unknown field "extra"; the fields are message, /,
          ),
        },
      ],
    });
  });

  it('names a body that is not an object, or not JSON', async () => {
    expect((await problem([])).detail).toBe('the body must be a JSON object, not an empty list');
    expect((await problem('{')).detail).toBe('the body is not JSON in UTF-8');
  });

  it('names each unknown field', async () => {
    expect((await fields({ message: 'hello', foo: 1, bar: 2 })).length).toBe(2);
  });

  it('names a text of several values as a whole', async () => {
    expect(await fields({ message: 'hello', pauses: '99,0,0' })).toEqual([
      ['pauses', 'not "99,0,0"'],
    ]);
  });

  it('names the inner field of an object', async () => {
    expect(await fields({ message: 'hello', pauses: { comma_seconds: 99 } })).toEqual([
      ['pauses.comma_seconds', 'pauses.comma_seconds is 99'],
    ]);
    expect(await fields({ message: 'hello', values: { a: null, b: 1.5e300 } })).toEqual([
      ['values.a', 'values.a is null'],
      ['values.b', 'values.b is 1.5e+300'],
    ]);
  });

  it('names an empty list', async () => {
    expect(await fields({ audio_files: [] })).toEqual([['audio_files', 'not an empty list']]);
  });
});
