import { expect, expectTypeOf, it } from 'vitest';
import { isStitchError, messageOf, StitchError } from '../src/errors.ts';

it('narrows the details of errors by code', () => {
  const missing = [
    { kind: 'missing', word: 'a', span: { start: 0, end: 1 }, needs: ['a'], nearest: [] },
  ] as const;
  const error: unknown = new StitchError('message/missing', 'no clip', { details: { missing } });
  if (!isStitchError(error, 'message/missing')) return expect.fail('is not recognised');
  expectTypeOf(error.details.missing![0]!.word).toBeString();
  expect(error.details.missing).toBe(missing);
  expect(isStitchError(error, 'message/empty')).toBe(false);
  expect(isStitchError(new Error('no'), 'message/missing')).toBe(false);
});

it('keeps the cause, and messageOf takes anything that was thrown', () => {
  const cause = new Error('below');
  expect(new StitchError('repo/timeout', 'slow', { cause }).cause).toBe(cause);
  expect('cause' in new StitchError('repo/timeout', 'slow')).toBe(false);
  expect([messageOf(cause), messageOf('text'), messageOf(null)]).toEqual(['below', 'text', 'null']);
});
