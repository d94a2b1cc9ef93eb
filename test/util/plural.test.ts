import { expect, it } from 'vitest';
import { plural } from '../../src/util/plural.ts';

it('has the singular for 1 only', () => {
  expect([0, 1, 2].map((count) => plural(count, 'clip'))).toEqual(['0 clips', '1 clip', '2 clips']);
});

it('takes an irregular plural', () => {
  expect([1, 2].map((count) => plural(count, 'entry', 'entries'))).toEqual([
    '1 entry',
    '2 entries',
  ]);
});
