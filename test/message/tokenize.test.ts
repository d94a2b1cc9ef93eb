import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { tokenize } from '../../src/message/tokenize.ts';

const words = (text: string, language = 'en') =>
  tokenize(text, language).flatMap((token) => (token.kind === 'word' ? [token.text] : []));
const shape = (text: string, language = 'en') =>
  tokenize(text, language).map((token) =>
    token.kind === 'word' ? token.text : `<${token.pause}>`,
  );

describe('tokenize', () => {
  it('lower-cases and composes words of any script', () => {
    expect(words('Hello WORLD')).toEqual(['hello', 'world']);
    expect(words('नमस्ते श्रीशैल', 'hi')).toEqual(['नमस्ते', 'श्रीशैल']);
    expect(words('ሰላም ለዓለም', 'am')).toEqual(['ሰላም', 'ለዓለም']);
    expect(words('cafe\u0301')).toEqual(['caf\u00e9']);
    expect(words('ＡＢＣ')).toEqual(['abc']);
    expect(words('5² x² 10½ ①')).toEqual(['5', '²', 'x', '²', '10', '½', '①']);
  });

  it('segments scripts that write no spaces', () => {
    expect(words('สวัสดีครับ', 'th').join('')).toBe('สวัสดีครับ');
    expect(words('สวัสดีครับ', 'th').length).toBeGreaterThan(1);
  });

  it('keeps apostrophes and hyphens inside a word, unified to one kind of each', () => {
    expect(words("don't don’t well-known well‐known")).toEqual([
      "don't",
      "don't",
      'well-known',
      'well-known',
    ]);
  });

  it('reads "_" as a space', () => {
    expect(words('good_morning')).toEqual(['good', 'morning']);
  });

  it('lower-cases a final sigma by the word', () => {
    expect(words('ΟΔΟΣ', 'el')).toEqual(
      words('οδός'.normalize('NFD').replace(/\u0301/g, ''), 'el'),
    );
  });

  it('drops default-ignorable characters', () => {
    expect(words('hel\u00adlo \u200eworld\ufeff')).toEqual(['hello', 'world']);
  });

  it('parses numbers in the notation of the language', () => {
    expect(words('1,234 12,34,567 3.14 0712', 'en')).toEqual(['1234', '1234567', '3.14', '0712']);
    expect(words('1.234,5', 'de')).toEqual(['1234.5']);
    expect(words('1\u202f234,5', 'fr')).toEqual(['1234.5']);
    expect(words("1'234", 'en')).toEqual(['1234']);
    expect(words('४५ ৪৫ ٤٥ ４５', 'hi')).toEqual(['45', '45', '45', '45']);
    expect(words('٣٫١٤', 'ar')).toEqual(['3.14']);
  });

  it('parses a fraction that begins with its decimal mark', () => {
    expect(shape('.5 -.25 x.5', 'en')).toEqual(['0.5', '-0.25', 'x', '<stop>', '5']);
    expect(words(',5', 'de')).toEqual(['0.5']);
    expect(shape('end. 5')).toEqual(['end', '<stop>', '5']);
  });

  it('reads a minus as a sign only where a number begins', () => {
    expect(words('it is -5 or \u22125')).toEqual(['it', 'is', '-5', 'or', '-5']);
    expect(words('10-20 and 10-minute')).toEqual(['10-20', 'and', '10-minute']);
  });

  it('splits text that only looks like a number', () => {
    expect(shape('4,5,6')).toEqual(['4', '<comma>', '5', '<comma>', '6']);
    expect(words('10:30')).toEqual(['10', '30']);
    expect(shape('10:30')).toEqual(['10', '30']);
    expect(words('4th 12kg')).toEqual(['4th', '12kg']);
    expect(words('3.4.5')).toEqual(['3', '4', '5']);
  });

  it('turns punctuation into pauses, the longest where several touch', () => {
    expect(shape('Hello, world. Bye!\nEnd')).toEqual([
      'hello',
      '<comma>',
      'world',
      '<stop>',
      'bye',
      '<line>',
      'end',
    ]);
    expect(shape('Wait!, go')).toEqual(['wait', '<stop>', 'go']);
    expect(shape('one - two — three')).toEqual(['one', '<comma>', 'two', '<comma>', 'three']);
    expect(shape('नमस्ते। ठीक', 'hi')).toEqual(['नमस्ते', '<stop>', 'ठीक']);
    expect(shape('ሰላም፣ ዓለም።', 'am')).toEqual(['ሰላም', '<comma>', 'ዓለም', '<stop>']);
    expect(shape('ሰላም፡ዓለም', 'am')).toEqual(['ሰላም', 'ዓለም']);
  });

  it('keeps signs that are read aloud as words', () => {
    expect(words('50% & $5 + a@b 👍 ½')).toEqual([
      '50',
      '%',
      '&',
      '$',
      '5',
      '+',
      'a',
      '@',
      'b',
      '👍',
      '½',
    ]);
    expect(words('"quoted" (text) [x]')).toEqual(['quoted', 'text', 'x']);
  });

  it('gives spans of the original text in order, without overlap', () => {
    expect(tokenize('Ａ, ﬁne', 'en').map(({ span }) => [span.start, span.end])).toEqual([
      [0, 1],
      [1, 2],
      [3, 6],
    ]);
    // One character of four words.
    expect(tokenize('\ufdfa', 'ar').map(({ span }) => [span.start, span.end])).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('en', 'hi', 'th', 'fr'),
        (text, language) => {
          let end = 0;
          for (const { span } of tokenize(text, language)) {
            expect(span.start).toBeGreaterThanOrEqual(end);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            end = span.end;
          }
          expect(end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });

  it('keeps compounds whole, also those with separated numbers', () => {
    expect(words('pay KES-1,500 now')).toEqual(['pay', 'kes-1,500', 'now']);
    expect(words('1,000-1,500 1.5-litre')).toEqual(['1,000-1,500', '1.5-litre']);
    expect(words('self-help.Call now')).toEqual(['self-help.call', 'now']);
    expect(words('-5;6 5-10.5 www.x-y.com')).toEqual(['5', '6', '5-10.5', 'www.x-y.com']);
    expect(words('1 234;5 678', 'fr')).toEqual(['1', '234', '5', '678']);
  });

  it.each(['en', 'fr', 'de', 'hi', 'th', 'ja', 'sw'])(
    'has every letter and digit in a word, in %s',
    (language) => {
      const pieces = fc.constantFrom(
        'a',
        'B',
        'नम',
        'สวัส',
        '好',
        '1',
        '234',
        '५',
        ' ',
        '-',
        '.',
        ',',
        ';',
        ':',
        "'",
        '/',
        '²',
        'ﬁ',
      );
      const texts = fc.oneof(
        fc.array(pieces, { maxLength: 14 }).map((list) => list.join('')),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
      );
      fc.assert(
        fc.property(texts, (text) => {
          const inside = tokenize(text, language).filter(({ kind }) => kind === 'word');
          for (let i = 0; i < text.length; i++) {
            // A modifier apostrophe is an apostrophe, and fillers have neither sound nor sight.
            if (!/[\p{L}\p{N}]/u.test(text[i]!) || /[\u02BC\p{DI}]/u.test(text[i]!)) continue;
            expect(inside.some(({ span }) => span.start <= i && i < span.end)).toBe(true);
          }
        }),
        { numRuns: 200 },
      );
    },
  );

  it('makes a word or a pause of every sign and punctuation mark, but for those without a sound', () => {
    const vanished: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const sign = String.fromCodePoint(code);
      if (!/[\p{Po}\p{S}]/u.test(sign)) continue;
      const tokens = tokenize(`one ${sign} two`, 'en');
      if (!tokens.some(({ span }) => span.start <= 4 && 4 < span.end)) vanished.push(sign);
    }
    expect(vanished.join('')).toBe(`"'¡¿״॰૰་༌፡‧・＂＇･`);
  });

  it('says per cent, per mille and primes of any script', async () => {
    expect(words('50٪ 5؉ 5؊ 6′ 2″')).toEqual([
      '50',
      '٪',
      '5',
      '؉',
      '5',
      '؊',
      '6',
      '′',
      '2',
      '′',
      '′',
    ]);
  });

  it('drops nothing but spaces, silent punctuation and invisible characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const covered = new Set(
          tokenize(text, 'en').flatMap(({ span }) => range(span.start, span.end)),
        );
        const left = [...range(0, text.length)].filter((i) => !covered.has(i)).map((i) => text[i]!);
        const silent = /[\u02BC\p{P}\p{Z}\p{C}\p{M}\p{DI}]/u;
        expect(
          left.filter((unit) => !silent.test(unit) && !silent.test(unit.normalize('NFKC'))),
        ).toEqual([]);
      }),
    );
  });
});

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

it('loses no number where a value ends inside one: "500 720" is one number in French', async () => {
  const words = tokenize('KES 500 720% ', 'fr', await loadLanguage('fr'));
  expect(words.map(({ span }) => [span.start, span.end])).toEqual([
    [0, 3],
    [4, 11],
    [11, 12],
  ]);
});
