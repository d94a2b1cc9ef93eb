import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../../src/languages/registry.ts';
import { Lexicon } from '../../../src/message/lexicon.ts';
import { missingSteps } from '../../../src/message/plan.ts';
import { parseMark } from '../../../src/message/readings/mark.ts';
import { findValues } from '../../../src/message/readings/recognize.ts';
import { resolve } from '../../../src/message/resolver.ts';
import { tokenize } from '../../../src/message/tokenize.ts';

const LANGUAGES = ['en', 'hi', 'sw', 'am', 'es', 'fr', 'de'];
const PIECES = [
  'KES 500',
  '$5',
  '20%',
  '5 kg',
  '9:05',
  '25:61',
  '2026-03-12',
  '12/03/2026',
  '12 March 2026',
  '21st',
  '+254712345678',
  '1.500,50',
  '½',
  '1980s',
  '45',
  '3-4',
  'a',
  'b',
  'मार्च',
  '१२',
  ',',
  '.',
  '(',
  ')',
  '\n',
  '7',
  '%',
  'kg',
];

const texts = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(' ', '', ', ', '. ')), {
    maxLength: 20,
  })
  .map((pieces) => pieces.flat().join(''));

/** A lexicon that says some words. */
function lexiconOf(words: readonly string[]): Lexicon {
  const lexicon = new Lexicon();
  words.forEach((word, rank) => {
    lexicon.add({ words: [word], clip: `${rank}.wav`, reading: 0, rank });
  });
  return lexicon;
}

describe('values', () => {
  it('lie in order and without overlap, each from a word to a word', async () => {
    for (const tag of LANGUAGES) {
      const rules = (await loadLanguage(tag))!;
      fc.assert(
        fc.property(texts, (text) => {
          let end = 0;
          for (const value of findValues(text, rules)) {
            expect(value.start).toBeGreaterThanOrEqual(end);
            expect(value.end).toBeGreaterThan(value.start);
            expect(text.slice(value.start, value.end)).toMatch(/[\p{Nd}\p{No}]/u);
            if ('ways' in value) {
              expect(value.ways.length).toBeLessThanOrEqual(8);
              for (const way of value.ways) expect(way.length).toBeGreaterThan(0);
            }
            end = value.end;
          }
        }),
        { numRuns: 200 },
      );
    }
  });

  it('cover their span exactly: no character of the text is read twice, or lost', async () => {
    for (const tag of LANGUAGES) {
      const rules = await loadLanguage(tag);
      fc.assert(
        fc.property(texts, (text) => {
          let end = 0;
          for (const { span } of tokenize(text, tag, rules)) {
            expect(span.start).toBeGreaterThanOrEqual(end);
            expect(text.slice(end, span.start)).not.toMatch(/[\p{L}\p{N}]/u);
            end = span.end;
          }
          expect(text.slice(end)).not.toMatch(/[\p{L}\p{N}]/u);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('are said whole in one of their ways, or are missing whole', async () => {
    const rules = (await loadLanguage('en'))!;
    const marks = ['date dmy', 'money KES', 'time', 'telephone', 'measure kilogram', 'ordinal'].map(
      parseMark,
    );
    const values = fc.constantFrom('12/03/2026', '500', '9:05', '2.50', '0712345678', '3', 'x');
    const words = fc.subarray(
      'the twelfth of march twenty six five hundred shillings nine oh two fifty cents zero seven one three four eight kilograms third point x'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(values, fc.constantFrom(...marks), words, (value, mark, clips) => {
        const text = `pay ${value} now`;
        const marked = [{ start: 4, end: 4 + value.length, mark }];
        const lexicon = lexiconOf(['pay', 'now', ...clips]);
        const { steps } = resolve({ text, marked }, { lexicon, language: 'en', rules });
        const inside = steps.filter(({ span }) => span.start >= 4 && span.end <= 4 + value.length);
        const missing = inside.filter(({ kind }) => kind === 'missing');
        if (missing.length > 0) {
          expect(inside).toHaveLength(1);
          expect(missing[0]!.span).toEqual({ start: 4, end: 4 + value.length });
        } else {
          const said = inside.flatMap((step) => (step.kind === 'clip' ? step.words : []));
          expect(said.length).toBeGreaterThan(0);
          for (const word of said) expect(clips).toContain(word);
        }
      }),
    );
  });

  it('report what they lack by their first way', async () => {
    const rules = await loadLanguage('en');
    const context = { lexicon: lexiconOf(['five', 'hundred']), language: 'en', rules };
    const plan = resolve('KES 500 by 2026-03-12', context);
    expect(missingSteps(plan).map(({ word, needs }) => [word, needs])).toEqual([
      ['KES 500', ['shillings']],
      ['by', ['by']],
      ['2026-03-12', ['march', 'twelfth', 'twenty', 'six']],
    ]);
  });

  it('that are refused are one missing word with the reason, and nothing to record', async () => {
    const rules = await loadLanguage('en');
    const context = { lexicon: lexiconOf(['12', '/', '3', 'on']), language: 'en', rules };
    const [step] = missingSteps(resolve('on 12/03/2026', context));
    expect(step).toMatchObject({
      word: '12/03/2026',
      needs: [],
      reason: '"12/03/2026" is 12 March or 3 December; write 2026-03-12 or {…:date dmy}',
    });
  });

  it('are said by a clip that was recorded for them as they stand', async () => {
    const rules = await loadLanguage('en');
    const lexicon = lexiconOf(['on']);
    lexicon.add({ words: ['kes', '500'], clip: 'kes_500.wav', reading: 0, rank: 9 });
    const plan = resolve('on KES 500', { lexicon, language: 'en', rules });
    expect(plan.steps).toMatchObject([{ kind: 'clip' }, { kind: 'clip', clip: 'kes_500.wav' }]);
    // Two clips in the written order would say "kes five hundred".
    const parts = { lexicon: lexiconOf(['on', 'kes', '500']), language: 'en', rules };
    expect(missingSteps(resolve('on KES 500', parts))).toHaveLength(1);
  });

  it('take time proportional to the text', async () => {
    const rules = await loadLanguage('en');
    const lexicon = lexiconOf('five hundred shillings march twelfth twenty six nine oh'.split(' '));
    const seconds = (count: number) => {
      const text = 'KES 500 by 12 March 2026 at 9:05 or 12/03/2026, '.repeat(count);
      const start = performance.now();
      resolve(text, { lexicon, language: 'en', rules });
      return (performance.now() - start) / 1000;
    };
    seconds(100);
    const [once, tenfold] = [seconds(100), seconds(1000)];
    expect(tenfold).toBeLessThan(10 * once * 4 + 0.2);
    for (const piece of ['1', '1.', '1 ', '+1 ', '1/', '$', '1:', '12 march ', '9-', '1,']) {
      const start = performance.now();
      resolve(piece.repeat(10_000), { lexicon, language: 'en', rules });
      expect(performance.now() - start, piece).toBeLessThan(1500);
    }
  });
});
