import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexicon } from '../../src/message/lexicon.ts';
import { nearestClips } from '../../src/message/nearest.ts';
import { editDistance } from '../../src/util/edit-distance.ts';

function lexicon(texts: readonly string[]): Lexicon {
  const made = new Lexicon();
  texts.forEach((text, rank) => {
    made.add({ words: text.split(' '), clip: `${rank}.wav`, reading: 0, rank });
  });
  return made;
}

describe('nearestClips', () => {
  const letters = fc.array(fc.constantFrom(...'абвгд👍'), { minLength: 1, maxLength: 12 });
  const word = letters.map((list) => list.join(''));

  it('finds what a comparison with each text finds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, (texts, wanted) => {
        const within = texts
          .map((says) => {
            const [a, b] = [[...wanted], [...says]];
            const limit = Math.floor(Math.max(a.length, b.length) / 3);
            return { says, distance: editDistance(a, b), limit };
          })
          .filter(({ distance, limit }) => distance <= limit)
          .sort((a, b) => a.distance - b.distance || (a.says < b.says ? -1 : 1));
        expect(nearestClips(lexicon(texts), wanted).map(({ says }) => says)).toEqual(
          within.slice(0, 3).map(({ says }) => says),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('finds words of up to 32 characters, swaps of neighbours as one change', () => {
    const long = 'abcdefghijklmnopqrstuvwxyz012345';
    expect(nearestClips(lexicon([long]), `${long.slice(0, 30)}54`)).toEqual([
      { clip: '0.wav', says: long },
    ]);
    expect(nearestClips(lexicon([long]), `${long}6`)).toEqual([]);
    expect(nearestClips(lexicon(['act']), 'cat')).toEqual([{ clip: '0.wav', says: 'act' }]);
  });

  it('finds clips that sound like the word, after those that are spelled like it', () => {
    const found = (texts: readonly string[], wanted: string) =>
      nearestClips(lexicon(texts), wanted).map(({ says }) => says);
    expect(found(['hamisi', 'juma'], 'haamisi')).toEqual(['hamisi']);
    expect(found(['catherine', 'katy', 'john'], 'kathryn')).toEqual(['catherine']);
    expect(found(['coffee', 'kofe'], 'kofi')).toEqual(['kofe', 'coffee']);
    expect(found(['lucy'], 'lucy')).toEqual(['lucy']);
    expect(found(['до', 'по'], 'то')).toEqual([]);
  });

  it('suggests no clip by another reading of its text', () => {
    const made = new Lexicon();
    made.add({ words: ['40'], clip: '40.wav', reading: 0, rank: 0 });
    made.add({ words: ['forty'], clip: '40.wav', reading: 1, rank: 0 });
    expect(nearestClips(made, 'fourty')).toEqual([]);
  });

  it('takes a library of more first words than a call takes arguments', () => {
    const many = lexicon(Array.from({ length: 130_000 }, (_, i) => `word${i}`));
    expect(nearestClips(many, 'word12345x')[0]).toEqual({ clip: '12345.wav', says: 'word12345' });
  });
});
