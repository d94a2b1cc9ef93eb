import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../src/repo/bucket/entry.ts';
import { parseKey } from '../../../src/repo/repo.ts';

describe('entryOf', () => {
  it('has neither version nor content id without an ETag', () => {
    expect(entryOf(parseKey('a'), 3, new Date(), undefined)).toMatchObject({
      version: null,
      contentId: null,
    });
  });
});
