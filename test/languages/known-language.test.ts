import { describe, expect, it } from 'vitest';
import { knownLanguage } from '../../src/languages/known-language.ts';

describe('knownLanguage', () => {
  it.each([
    ['sw', 'sw'],
    ['SW_ke', 'sw-KE'],
    [' hi ', 'hi'],
    ['xyz', 'xyz'], // well-formed, and without number rules
  ])('takes %j for the tag %s', (text, tag) => {
    expect(knownLanguage(text)).toEqual({ tag });
  });

  it.each([
    ['Swahili', 'sw'],
    ['kiswahili', 'sw'],
    ['हिन्दी', 'hi'],
    ['hindee', 'hi'],
    ['francais', 'fr'],
    ['Amharik', 'am'],
    ['en-', null],
    ['', null],
    ['zzzzzzzzzz', null],
    ['x'.repeat(100_000), null],
  ])('finds for %.20j the nearest tag, %s', (text, nearest) => {
    expect(knownLanguage(text)).toEqual({ nearest });
  });
});
