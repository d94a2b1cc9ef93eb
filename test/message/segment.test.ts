import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphemesOf, segmentsOf } from '../../src/message/segment.ts';
import { IS_SLOW } from '../slow.ts';

describe('segmentsOf', () => {
  it.each(['en', 'hi', 'sw', 'am', 'bn', 'fr', 'es', 'de', 'th', 'ja', 'ar', 'el'])(
    'splits ASCII as Intl.Segmenter does in %s',
    (language) => {
      const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
      const character = fc.oneof(
        fc.constantFrom(...'ab1 2.,;\'-:"\r\n\t/@'),
        fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
      );
      fc.assert(
        fc.property(fc.array(character, { maxLength: 20 }), (characters) => {
          // "_" is made a space before.
          const text = characters.join('').replaceAll('_', ' ');
          // ICU's versions disagree about a colon between letters; it parts words here.
          fc.pre(!/[a-z]:[a-z]/i.test(text));
          const expected = [...segmenter.segment(text)].map(({ segment, index, isWordLike }) => ({
            segment,
            index,
            isWordLike,
          }));
          expect([...segmentsOf(text, language)]).toEqual(expected);
        }),
        { numRuns: 400 },
      );
    },
  );
});

/** Words of many scripts, with what joins and parts them. */
const WORDS = [
  'नमस्ते',
  'क्‍ष',
  'ሰላም',
  'مرحبا',
  'שלום',
  'привет',
  'γειά',
  'éa',
  'e\u0301t\u0302',
  'a.b',
  "l'été",
  '5,6',
  '1.5',
  '👨‍👩‍👧',
  '🇰🇪🇮🇳',
  '你好',
  'สวัสดี',
  'カタカナ',
  '한국어',
  '한글',
  '-',
  '٪',
  '.',
  '፡',
  '\u200d',
  ' ',
  '  ',
  '\n',
  'ab',
];
const written = fc
  .array(fc.constantFrom(...WORDS), { minLength: 300, maxLength: 900 })
  .map((words) => words.join(''));

describe('segmentsOf and graphemesOf, of long texts', () => {
  it.each(['en', 'hi', 'am', 'ar', 'el', 'ru'])(
    'cuts words nowhere else than at once in %s',
    (language) => {
      const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
      fc.assert(
        fc.property(written, (text) => {
          const plain = text.replaceAll(/[\p{scx=Han}\p{scx=Thai}]/gu, 'é'); // cut by a dictionary, see below
          const expected = [...segmenter.segment(`${plain}é`)].map(
            ({ segment, index, isWordLike }) => ({
              segment,
              index,
              isWordLike,
            }),
          );
          expect([...segmentsOf(`${plain}é`, language)]).toEqual(expected);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('cuts graphemes nowhere else than at once', () => {
    const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
    fc.assert(
      fc.property(written, (text) => {
        expect([...graphemesOf(text)].map(({ index }) => index)).toEqual(
          [...segmenter.segment(text)].map(({ index }) => index),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('takes each letter of Chinese, Japanese and Korean as a grapheme, as the native one does', () => {
    const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
    const letters = Array.from({ length: 0x33480 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((letter) =>
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}가-힣]/u.test(letter),
      );
    expect(letters.length).toBeGreaterThan(100_000);
    for (let i = 0; i < letters.length; i += IS_SLOW ? 1 : 11) {
      const letter = letters[i]!;
      // Beside its like, and beside one of another script or syllable.
      const text = letter + letter + letters[(i * 7919) % letters.length]!;
      const expected = [...segmenter.segment(text)].map(({ segment }) => segment);
      expect([...graphemesOf(text)].map(({ segment }) => segment).join('|')).toBe(
        expected.join('|'),
      );
    }
  });

  it.each([
    ['Amharic', 'am', 'ሰላም ጓደኛዬ ነገ ክፍያ '],
    ['one letter in ASCII', 'en', 'hello hello hello '],
    ['Chinese, without spaces', 'zh', '你好我们明天付款'],
    ['one word', 'hi', 'नमस्ते'],
  ])('keeps no copies of 100,000 characters: %s', (_, language, words) => {
    const text = `é ${words.repeat(100_000)}`.slice(0, 100_000);
    const segments = [...segmentsOf(text, language)];
    expect(segments.map(({ segment }) => segment).join('')).toBe(text);
    // Native segments hold what was segmented with them, which took gigabytes.
    expect(segments.every((segment) => Object.keys(segment).length === 3)).toBe(true);
  });
});
