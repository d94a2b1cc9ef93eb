import { describe, expect, it } from 'vitest';
import { refuseUnknownVariables, VARIABLES } from '../../src/options/variables.ts';

describe('refuseUnknownVariables', () => {
  it.each([
    ['STITCH_SAMPLERATE', '; did you mean STITCH_SAMPLE_RATE?'],
    ['STITCH_NO_TRIM', '; did you mean STITCH_TRIM?'],
    ['STITCH_SIGNING_KEYS', '; did you mean STITCH_SIGNING_KEY?'],
    ['STITCH_FAVOURITE_COLOUR', '; unset it'],
    ['STITCH_', '; unset it'],
  ])('refuses %s', (name, remedy) => {
    expect(() => refuseUnknownVariables({ PATH: '/bin', [name]: '1' })).toThrow(
      `${name} is not a variable of stitch${remedy}`,
    );
  });

  it('takes every variable of the program', () => {
    refuseUnknownVariables(Object.fromEntries(VARIABLES.map((name) => [name, '1'])));
  });

  it('takes those of other programs, of tests and of benchmarks, and empty ones', () => {
    refuseUnknownVariables({
      PATH: '/bin',
      STITCHING: '1',
      STITCH_TEST_S3: '1',
      STITCH_BENCH_FOLDER: '/tmp',
      STITCH_SAMPLERATE: '',
      STITCH_GAPS: undefined,
    });
  });
});
