import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../src/message/segment.ts';

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
