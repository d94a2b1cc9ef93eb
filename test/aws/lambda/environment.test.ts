import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../../src/aws/lambda/environment.ts';

const inputsOf = (more: Readonly<Record<string, string>>) =>
  parseEnvironment({ STITCH_INPUT_BUCKET: 'clips', STITCH_OUTPUT_BUCKET: 'voice', ...more }).inputs;

describe('parseEnvironment', () => {
  it.each([
    [undefined, ['s3://clips']],
    ['clips/en', ['s3://clips/clips/en']],
    ['{lang}', ['s3://clips/{lang}']],
    ['clips/{lang}\ncommon/', ['s3://clips/clips/{lang}', 's3://clips/common']],
  ])('takes the prefixes of the clips from the lines of %j', (prefix, inputs) => {
    expect(inputsOf(prefix === undefined ? {} : { STITCH_INPUT_PREFIX: prefix })).toEqual(inputs);
  });

  it.each(['/clips', 'clips\n/common'])('refuses the prefix %j', (prefix) => {
    expect(() => inputsOf({ STITCH_INPUT_PREFIX: prefix })).toThrow('STITCH_INPUT_PREFIX');
  });

  it('refuses renders in the folder of a language, and takes them beside it', () => {
    const one = { STITCH_OUTPUT_BUCKET: 'clips', STITCH_INPUT_PREFIX: '{lang}' };
    expect(inputsOf(one)).toEqual(['s3://clips/{lang}']);
    const inside = { ...one, STITCH_OUTPUT_PREFIX: 'sw/renders' };
    expect(() => inputsOf(inside)).toThrow('would be among the clips of s3://clips/{lang}');
  });
});
