import { expect, it } from 'vitest';
import { DirtyValueFinder } from '../../src/campaign/dirty-values.ts';
import type { Recipient } from '../../src/campaign/recipients.ts';

/** What is found in a value of a column. */
function found(value: string, lang = 'en'): readonly string[] {
  const finder = new DirtyValueFinder(['amount']);
  finder.add({
    row: 1,
    line: 2,
    id: '1',
    lang,
    folder: '',
    values: { amount: value },
  } as unknown as Recipient);
  return finder.report().map(({ what }) => what.replace(/,.*/, ''));
}

it.each([
  ['1 500', 'en'],
  ['KES 12 000 500', 'en'],
  ['1 500', 'sw'],
])('points at numbers side by side: %s in %s', (value, lang) => {
  expect(found(value, lang)).toEqual(['has numbers side by side']);
});

it.each(['NULL', 'nan', '#N/A', '#REF!', ' none '])('points at an empty cell: %s', (value) => {
  expect(found(value)).toEqual(['looks like an empty or a broken cell']);
});

it.each([
  ['Nancy', 'en'],
  ['1 500', 'fr'],
  ['1500', 'en'],
  ['1,500', 'en'],
  ['0712 345 678', 'en'],
  ['+254 712 345 678', 'en'],
  ['5 50', 'en'],
  ['bed 3 room 12', 'en'],
])('leaves %s alone in %s', (value, lang) => {
  expect(found(value, lang)).toEqual([]);
});
