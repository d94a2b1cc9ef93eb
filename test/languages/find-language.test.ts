import { describe, expect, it } from 'vitest';
import { describeLanguages } from '../../src/languages/describe-languages.ts';
import { findLanguage } from '../../src/languages/find-language.ts';

describe('findLanguage', () => {
  it.each([
    ['sw', 'sw'],
    ['SW-ke', 'sw-KE'],
    ['hi-IN', 'hi-IN'],
    ['or', 'or'],
  ])('returns the tag of %s', (written, tag) => {
    expect(findLanguage(written)).toBe(tag);
  });

  it.each([
    ['Swahili', 'sw'],
    ['Kiswahili', 'sw'],
    ['swahilli', 'sw'],
    ['हिन्दी', 'hi'],
    ['english', 'en'],
    ['Amharic', 'am'],
    ['Bangla', 'bn'],
    ['français', 'fr'],
  ])('refuses %s and suggests %s', (written, tag) => {
    expect(() => findLanguage(written)).toThrow(`did you mean ${tag}?`);
  });

  it('names where languages are listed when nothing is near', () => {
    expect(() => findLanguage('qqqqqqqqqqqqqqq')).toThrow('stitch read --languages');
  });
});

describe('describeLanguages', () => {
  it('lists every class that a language has rules for', async () => {
    const described = await describeLanguages();
    const classesOf = (tag: string) => described.find((one) => one.tag === tag)!.classes;
    expect(classesOf('sw')).toContain('date');
    expect(classesOf('or')).not.toContain('date');
    expect(classesOf('de')).toEqual([
      'cardinal',
      'decimal',
      'telephone',
      'digits',
      'characters',
      'plural',
    ]);
  });
});
