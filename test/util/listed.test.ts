import { expect, it } from 'vitest';
import { listed } from '../../src/util/listed.ts';

it('joins items by commas, and the last by the conjunction', () => {
  expect(listed(['fail', 'skip', 'silence'], 'or')).toBe('fail, skip or silence');
  expect(listed(['mp3', 'wav'], 'and')).toBe('mp3 and wav');
  expect(listed(['mp3'], 'or')).toBe('mp3');
  expect(listed([], 'or')).toBe('');
});
