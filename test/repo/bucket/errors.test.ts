import { describe, expect, it } from 'vitest';
import { bucketError, isBareRefusal } from '../../../src/repo/bucket/errors.ts';

describe('bucketError', () => {
  const thrown = (name: string, rest: object = {}) =>
    Object.assign(new Error('said so'), { name, ...rest });
  const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
  it.each([
    [
      'an expired token',
      thrown('ExpiredToken', status(400)),
      'repo/forbidden',
      /have expired; get new ones/,
    ],
    [
      'a wrong clock',
      thrown('RequestTimeTooSkewed', status(403)),
      'repo/forbidden',
      /clock is wrong.*; set the clock/,
    ],
    [
      'another region',
      thrown('PermanentRedirect', {
        ...status(301),
        $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      }),
      'repo/unavailable',
      /the bucket clips is in the region eu-west-1; set AWS_REGION=eu-west-1/,
    ],
    [
      'a signature for another region',
      thrown('AuthorizationHeaderMalformed', { ...status(400), Region: 'eu-west-1' }),
      'repo/unavailable',
      /set AWS_REGION=eu-west-1/,
    ],
    [
      'another region, unnamed',
      thrown('IllegalLocationConstraintException', status(400)),
      'repo/unavailable',
      /is in another region/,
    ],
    ['a missing region', new Error('Region is missing'), 'repo/unavailable', /set AWS_REGION/],
    [
      'an unknown host',
      thrown('Error', { code: 'ENOTFOUND' }),
      'repo/unavailable',
      /cannot be reached \(ENOTFOUND\)/,
    ],
    [
      'a busy service',
      thrown('SlowDown', status(503)),
      'repo/unavailable',
      /too busy \(SlowDown\), after several attempts/,
    ],
    [
      'a refusal',
      thrown('AccessDenied', status(403)),
      'repo/forbidden',
      /access is denied; give the credentials in use the permission s3:GetObject there/,
    ],
    [
      'a refusal without a name',
      thrown('Unknown', status(403)),
      'repo/forbidden',
      /access is denied/,
    ],
    [
      'any other failure',
      thrown('InternalError', status(500)),
      'repo/unavailable',
      /AWS failed: said so \(HTTP 500\)/,
    ],
  ] as const)('explains %s', (_, error, code, message) => {
    const made = bucketError(error, {
      verb: 'read',
      address: 's3://clips/a',
      bucket: 'clips',
      endpoint: null,
      timeoutMs: 1000,
    });
    expect(made).toMatchObject({ code, cause: error });
    expect(made.message).toMatch(message);
    expect(made.message).toMatch(/^s3:\/\/clips\/a: /);
  });

  it('names the option for the time limit', () => {
    const error = bucketError(thrown('TimeoutError'), {
      verb: 'read',
      address: 's3://clips/a',
      bucket: 'clips',
      endpoint: null,
      timeoutMs: 1000,
    });
    expect(error).toMatchObject({
      code: 'repo/timeout',
      message:
        's3://clips/a: AWS did not answer in time (1 s, several attempts); try again, or allow more seconds',
      details: { option: 's3TimeoutSeconds' },
    });
  });
});

describe('isBareRefusal', () => {
  const refusal = (name: string, httpStatusCode = 403) => ({ name, $metadata: { httpStatusCode } });

  it('is a 403 that may hide absence, and no fault of the credentials', () => {
    expect(isBareRefusal(refusal('AccessDenied'))).toBe(true);
    expect(isBareRefusal(refusal('SignatureDoesNotMatch'))).toBe(false);
    expect(isBareRefusal(refusal('NotFound', 404))).toBe(false);
  });
});
