import { describe, expect, it } from 'vitest';
import {
  fillTemplate,
  parseTemplate,
  slotNames,
  unfilledSlot,
} from '../../src/message/template.ts';

describe('a value without a word', () => {
  it('counts as blank', () => {
    expect(unfilledSlot(parseTemplate('hello {name}'), { name: '???' })).toBe('name');
    expect(unfilledSlot(parseTemplate('hello {name}'), { name: '५' })).toBeNull();
    expect(unfilledSlot(parseTemplate('hello {name}'), { name: '%' })).toBeNull();
  });
});

describe('fillTemplate', () => {
  const fill = (template: string, values: Record<string, string>) =>
    fillTemplate(parseTemplate(template), values, (text) => ({
      needs: text === 'Abebe' ? [] : [text],
    }));

  it('uses the alternative where the value is blank or has no clip', () => {
    const template = 'hello {name|farmer}, {amount} due';
    expect(fill(template, { name: 'Abebe', amount: '5' })).toMatchObject({
      text: 'hello Abebe, 5 due',
      marked: [],
      alternatives: [],
    });
    expect(fill(template, { name: 'Zelalem', amount: '5' })).toMatchObject({
      text: 'hello farmer, 5 due',
      marked: [],
      alternatives: [{ name: 'name', value: 'Zelalem', said: 'farmer', needs: ['Zelalem'] }],
    });
    expect(fill(template, { name: ' ', amount: '5' })).toMatchObject({
      text: 'hello farmer, 5 due',
      marked: [],
      alternatives: [{ name: 'name', value: ' ', said: 'farmer', needs: [] }],
    });
    expect(fill('{a|}x', {}).text).toBe('x');
  });

  it('does not parse values as templates, nor read names from the prototype', () => {
    expect(fill('{a}', { a: '{b}' }).text).toBe('{b}');
    expect(fill('{constructor|no}', {})).toMatchObject({
      text: 'no',
      alternatives: [{ value: '', needs: [] }],
    });
    expect(() => fill('{constructor}', {})).toThrow('{constructor} has no value');
  });

  it('leaves braces that are not slots as they are', () => {
    expect(fill('a {} {|b} }{ {c', {}).text).toBe('a {} {|b} }{ {c');
    expect(slotNames(parseTemplate('{a} {b|x} { a } {}'))).toEqual(['a', 'b']);
  });

  it('refuses a slot without value and alternative', () => {
    expect(() => fill('hello {name}', {})).toThrow(
      '{name} has no value; give it one, or an alternative as in {name|friend}',
    );
  });
});

describe('unfilledSlot', () => {
  const unfilled = (values: Record<string, string>) =>
    unfilledSlot(parseTemplate('{greeting|hello} {name} {amount}'), values);

  it('returns the first slot with neither value nor alternative', () => {
    expect(unfilled({ amount: ' ' })).toBe('name');
    expect(unfilled({ name: 'Abebe', amount: ' ' })).toBe('amount');
  });

  it('returns null where every slot has a value or an alternative', () => {
    expect(unfilled({ name: 'Abebe', amount: '5' })).toBeNull();
  });
});

describe('marks and optional parts', () => {
  const judge = (value: string, mark: { text: string } | null) =>
    mark?.text === 'date' && !value.startsWith('2026')
      ? { needs: [], reason: 'not a date' }
      : { needs: value === 'Zelalem' ? ['zelalem'] : [] };
  const fill = (template: string, values: Record<string, string>) =>
    fillTemplate(parseTemplate(template), values, judge);

  it('marks the span of each value', () => {
    const filled = fill('pay {amount:money KES} by {due:date dmy|soon}', {
      amount: '500',
      due: '12/03/2026',
    });
    expect(filled.text).toBe('pay 500 by 12/03/2026');
    expect(filled.marked).toMatchObject([
      { start: 4, end: 7, mark: { class: 'money', currency: 'KES' } },
      { start: 11, end: 21, mark: { class: 'date', format: 'dmy' } },
    ]);
  });

  it('says the alternative for a value that is refused, with its reason', () => {
    const filled = fill('due {due:date|soon}', { due: '12/03/2026' });
    expect(filled.text).toBe('due soon');
    expect(filled.alternatives).toEqual([
      { name: 'due', value: '12/03/2026', said: 'soon', needs: [], reason: 'not a date' },
    ]);
  });

  it('says an optional part only if all its slots can be said', () => {
    const template = 'hello[ {name}][, due {due:date}]';
    expect(fill(template, { name: 'Abebe', due: '2026-03-12' }).text).toBe(
      'hello Abebe, due 2026-03-12',
    );
    const filled = fill(template, { name: 'Zelalem', due: '' });
    expect(filled.text).toBe('hello');
    expect(filled.alternatives).toMatchObject([
      { name: 'name', said: '', needs: ['zelalem'] },
      { name: 'due', said: '', needs: [] },
    ]);
    expect(slotNames(parseTemplate(template))).toEqual(['name', 'due']);
    expect(unfilledSlot(parseTemplate(template), {})).toBeNull();
  });

  it('leaves brackets without a slot as punctuation', () => {
    expect(fill('a [b] {c} [', { c: 'd' }).text).toBe('a [b] d [');
  });

  it('refuses an unknown mark', () => {
    expect(() => parseTemplate('{due:dat}')).toThrow('did you mean date?');
  });
});
