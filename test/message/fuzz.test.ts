import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { Lexicon } from '../../src/message/lexicon.ts';
import { Planner } from '../../src/message/planner.ts';
import { IS_SLOW } from '../slow.ts';

/** A language of each script, and letters of it. */
const SCRIPTS: readonly (readonly [language: string, letters: string])[] = [
  ['en', 'abcdeéñ'],
  ['hi', 'कखगघकिक्षत्रनमस्ते'],
  ['bn', 'কখগঘকিক্ষ'],
  ['ta', 'கசடதபகிக்ஷ'],
  ['am', 'ሀለሐመሠረሰ፡።'],
  ['ar', 'ابتثجحخدذ'],
  ['he', 'אבגדהוז'],
  ['ru', 'абвгдеёж'],
  ['el', 'αβγδεςσ'],
  ['th', 'กขคงจฉช่้'],
  ['zh', '你好我们明天付款'],
  ['ko', '가나다라마바사각'],
];
const OTHERS = [
  ' ',
  ' ',
  ' ',
  '.',
  ',',
  '-',
  "'",
  '%',
  '1',
  '23',
  '4.5',
  '1,000',
  '२',
  '\n',
  '{',
  '👍🏽',
  '\u200d',
  '\u0301',
  'ﷺ',
  '٪',
];

const LETTERS = /[\p{L}\p{N}]/u;

const LENGTH = 20_000;
/** Texts of each script: 2,000 of all. */
const RUNS = IS_SLOW ? 167 : 1;

describe(`Planner, fuzzed (${RUNS} texts of ${LENGTH} characters in each script)`, () => {
  it.each(SCRIPTS)(
    'covers every letter by a step, in order: %s',
    async (language, letters) => {
      const rules = await loadLanguage(language);
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const text = randomText(seed, [...letters]);
          const lexicon = new Lexicon();
          const words = [...new Set(text.split(/[\s\p{P}\p{N}]+/u))].filter((word) => word !== '');
          words.slice(0, 50).forEach((word, rank) => {
            lexicon.add({ words: [word], clip: `${rank}.wav`, reading: 0, rank });
          });
          const { steps } = new Planner({ lexicon, language, rules }).plan(text);
          let end = 0;
          // Compared without `expect`, which would take longer than all the rest.
          const uncovered = steps.filter(({ span }) => {
            const isCovered =
              span.start >= end &&
              span.end >= span.start &&
              !LETTERS.test(text.slice(end, span.start));
            end = span.end;
            return !isCovered;
          });
          expect(uncovered).toEqual([]);
          expect(text.slice(end)).not.toMatch(LETTERS);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      expect(process.memoryUsage().heapUsed).toBeLessThan(1.5e9);
    },
    300_000,
  );
});

/** A text of letters in words and what stands between them (mulberry32). */
function randomText(seed: number, letters: readonly string[]): string {
  let state = seed;
  const next = (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  const wordLength = 2 + next(12);
  const pieces: string[] = [];
  for (let length = 0; length < LENGTH; ) {
    const piece =
      next(wordLength) === 0 ? OTHERS[next(OTHERS.length)]! : letters[next(letters.length)]!;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('').slice(0, LENGTH);
}
