import { describe, expect, it } from 'vitest';
import { folderFor, languageOfFolder, lookUp } from '../../src/library/language-lookup.ts';

describe('lookUp', () => {
  it.each([
    ['sw-KE', ['sw', 'sw-KE'], 'sw-KE'],
    ['sw-KE', ['hi', 'sw'], 'sw'],
    ['zh-Hant-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['en-x-slow', ['en', 'en-x'], 'en'],
    ['sw', ['sw-KE'], undefined],
  ])('finds for %s among %j %s', (language, tags, found) => {
    expect(lookUp(language, tags)).toBe(found);
  });
});

describe('languageOfFolder', () => {
  it.each([
    ['sw', 'sw'],
    ['pt_br', 'pt-BR'],
    ['HI', 'hi'],
    ['xyz', 'xyz'],
    ['digits', null],
    ['common', null],
    ['en-', null],
    ['9', null],
  ])('reads %s as %s', (name, language) => {
    expect(languageOfFolder(name)).toBe(language);
  });
});

describe('folderFor', () => {
  it('returns the folder for any language only where there is no other', () => {
    const [sw, any] = [{ language: 'sw' }, { language: null }];
    expect(folderFor('sw-KE', [any, sw])).toBe(sw);
    expect(folderFor('hi', [any, sw])).toBe(any);
    expect(folderFor('hi', [sw])).toBeUndefined();
  });
});
