import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { joiner } from '../../src/message/slot-edges.ts';
import { fillTemplate, parseTemplate } from '../../src/message/template.ts';

const rules = await loadLanguage('en');
const fill = (template: string, values: Record<string, string>) =>
  fillTemplate(parseTemplate(template), values, () => ({ needs: [] }), joiner('en', rules));
const reasons = (template: string, values: Record<string, string>) =>
  fill(template, values).marked.map((span) => ('reason' in span ? span.reason : null));

describe('values of neighbouring slots', () => {
  it.each([
    ['{a} {b} shillings', { a: 'June', b: '12' }, '"June 12" would be said as one value'],
    ['{a} {b}', { a: 'May', b: '5th' }, 'as in {b:cardinal} or {b:year}'],
    ['{a}{b} shillings', { a: '12', b: '500' }, 'or put a word between {a} and {b}'],
    ['{a},{b} shillings', { a: '1', b: '234' }, '"1,234" would be said as one value'],
  ])('are refused where they would be one: %s', (template, values, reason) => {
    expect(reasons(template, values as Record<string, string>)).toEqual([
      expect.stringContaining(reason),
    ]);
  });

  it.each([
    ['at {a}:{b}', { a: '9', b: '45' }],
    ['{a} {b}', { a: 'KES', b: '500' }],
    ['{a}/{b}', { a: '12', b: '3' }],
    ['{a} and {b}', { a: 'June', b: '12' }],
    ['{a}, {b}', { a: 'Friday', b: '13 March 2026' }],
    ['{a} {b:cardinal}', { a: 'June', b: '12' }],
    ['{a} {b}', { a: 'Sara', b: '12' }],
  ])('are said as they stand in %s', (template, values) => {
    expect(reasons(template, values as Record<string, string>).filter(Boolean)).toEqual([]);
  });

  it('are replaced by an alternative, or leave an optional part out where it stands', () => {
    expect(fill('{a} {b|some} shillings', { a: 'June', b: '12' }).text).toBe('June some shillings');
    expect(fill('code {a}[ apples and {b}]', { a: '5', b: '6' }).text).toBe('code 5 apples and 6');
    const left = fill('hello[ {a} {b}] you', { a: 'June', b: '12' });
    expect([left.text, left.marked]).toEqual(['hello you', []]);
    expect(left.alternatives).toMatchObject([{ name: 'b', value: '12', said: '' }]);
  });
});

describe('a value that accounts write', () => {
  it.each([
    '- 45',
    '(45)',
    '($5)',
    '- KES 500',
    '(KES 500)',
    'KES (500)',
    'KES - 500',
    '(5%)',
    '- 5 kg',
    'KES 500 -',
  ])('may be less than nothing: %s', (a) => {
    expect(reasons('you owe {a}', { a })).toEqual([
      expect.stringMatching(/may be less than nothing; write -\d+ or \d+/),
    ]);
  });

  it.each([
    '45',
    '-45',
    '(020) 7946 0958',
    '(two)',
    '(3 bags)',
    'A-45',
    '12-B',
    '12 March',
    '(Sara)',
    'Plot - 12',
  ])('is not meant by %s', (a) => {
    expect(reasons('you owe {a}', { a })).toEqual([]);
  });
});
