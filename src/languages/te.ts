// Telugu: numbers only. Sources: UniNum and indic-numtowords (MIT); n2words 4.0.0 (MIT) for minus and the decimal mark.
import type { Language } from '../message/readings/language.ts';
import { combine, type Phrases } from '../message/readings/reading.ts';
import { numberList, scaleCardinal } from './scales.ts';

const SMALL = numberList(`
  సున్నా, ఒకటి, రెండు, మూడు, నాలుగు, ఐదు, ఆరు, ఏడు, ఎనిమిది, తొమ్మిది
  పది, పదకొండు, పన్నెండు, పదమూడు, పద్నాలుగు, పదిహేను/పదహైదు, పదహారు, పదిహేడు, పద్దెనిమిది, పంతొమ్మిది/పందొమ్మిది
`);
const TENS = numberList('-, పది, ఇరవై, ముప్పై, నలభై, యాభై, అరవై, డెబ్బై/డబ్భై, ఎనభై, తొంభై');

function small(value: number): Phrases {
  if (value < 20) return SMALL[value]!;
  const tens = TENS[Math.floor(value / 10)]!;
  return value % 10 === 0 ? tens : combine([tens, SMALL[value % 10]!]);
}

/** Hundreds and thousands are in the plural, and in the oblique case where something follows. */
const cardinal = scaleCardinal({
  small,
  scales: [
    {
      value: 10_000_000n,
      words: ['కోట్లు'],
      single: ['ఒక కోటి', 'కోటి'],
      before: { words: ['కోట్ల'], single: ['ఒక కోటి', 'కోటి'] },
    },
    {
      value: 100_000n,
      words: ['లక్షలు'],
      single: ['ఒక లక్ష', 'లక్ష'],
      before: { words: ['లక్షల'], single: ['ఒక లక్షా', 'ఒక లక్ష', 'లక్షా'] },
    },
    {
      value: 1000n,
      words: ['వేలు'],
      single: ['వెయ్యి', 'ఒక వెయ్యి'],
      before: { words: ['వేల'], single: ['వెయ్యి', 'ఒక వెయ్యి'] },
    },
    {
      value: 100n,
      words: ['వందలు'],
      single: ['వంద', 'నూరు'],
      before: { words: ['వందల'], single: ['నూట', 'వంద'] },
    },
  ],
  limit: 10n ** 14n,
});

/** Telugu. */
export const telugu: Language = {
  tag: 'te',
  cardinal,
  digit: (digit) => SMALL[digit]!,
  minus: ['మైనస్'],
  plus: ['ప్లస్'],
  point: ['పాయింట్'],
};
