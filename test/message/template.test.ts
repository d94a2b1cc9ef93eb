import { describe, expect, it } from 'vitest';
import {
  fillTemplate,
  parseTemplate,
  slotNames,
  unfilledSlot,
} from '../../src/message/template.ts';

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
    expect(fill('{constructor|no}', {}).text).toBe('no');
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
