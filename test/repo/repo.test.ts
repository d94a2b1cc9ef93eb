import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { compareKeys, nullIfForbidden, parseKey } from '../../src/repo/repo.ts';

describe('parseKey', () => {
  it.each(['../x', 'a/../b', '/etc/passwd', '', 'a//b', 'a/', './a', 'a\\b', 'a\0b', '..'])(
    'refuses %j',
    (text) => {
      expect(() => parseKey(text)).toThrow(/cannot name a file here; give a relative path/);
    },
  );

  it('normalises a key to NFC', () => {
    expect(parseKey('cafe\u0301.wav')).toBe('café.wav');
  });
});

describe('compareKeys', () => {
  it('orders by code point, where UTF-16 does not', () => {
    expect(compareKeys('\uFFFD', '\u{1F600}')).toBeLessThan(0);
    expect('\uFFFD' < '\u{1F600}').toBe(false);
    expect(compareKeys('a', 'a')).toBe(0);
    const text = fc.string({ unit: 'binary', maxLength: 5 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe('nullIfForbidden', () => {
  const forbidden = (details: object) =>
    Promise.reject(new StitchError('repo/forbidden', 'access is denied', { details }));

  it('returns null for a refusal that may hide absence', async () => {
    expect(await nullIfForbidden(forbidden({ mayBeAbsent: true }))).toBeNull();
    expect(await nullIfForbidden(Promise.resolve('value'))).toBe('value');
  });

  it('throws every other failure', async () => {
    await expect(nullIfForbidden(forbidden({}))).rejects.toMatchObject({ code: 'repo/forbidden' });
    const late = new StitchError('repo/timeout', 'no answer');
    await expect(nullIfForbidden(Promise.reject(late))).rejects.toBe(late);
  });
});
