// Yoruba: numbers to 100 only, since the sources differ above. Source: UniNum; n2words 4.0.0 (MIT) for single digits,
// minus and the decimal mark, whose tones in compounds differ.
import type { Language } from '../message/readings/language.ts';
import type { Phrases } from '../message/readings/reading.ts';

const words = (text: string) => text.split(' ');

const SMALL = words('òdo ọ̀kan èjì ẹ̀ta ẹ̀rin àrùn ẹ̀fà èje ẹ̀jọ ẹ̀sán ẹ̀wá');
/** One to five in compounds. */
const PREFIXES = words('- ọ̀kàn èjì ẹ̀tà ẹ̀rìn àrùn');
const TENS = words('- ẹ̀wá ogún ọgbọ̀n ogójì àádọ́ta ọgọ́ta àádọ́rin ọgọ́rin àádọ́rùún ọgọ́rùún');
/** Tens after "lé" or "dín", with all spellings. */
const AFTER: readonly Phrases[] = words(
  '- - ógún ọ́gbọ̀n ógójì àádọ́ta ọ́gọ́ta àádọ́rin/áàdọ́rin/àádọ́rìín ọ́gọ́rin àádọ́rùún ọ́gọ́rùún',
).map((spellings) => spellings.split('/'));

/** One to four are added to a ten, five to nine are what lacks of the next: 45 is "five less than fifty". */
function cardinal(value: bigint): Phrases {
  if (value > 100n) return [];
  const number = Number(value);
  if (number <= 10) return [SMALL[number]!];
  const [ten, unit] = [Math.floor(number / 10), number % 10];
  if (unit === 0) return [TENS[ten]!];
  if (ten === 1 && unit < 5) return [`${PREFIXES[unit]}lá`];
  if (unit < 5) return AFTER[ten]!.map((tens) => `${PREFIXES[unit]}lél${tens}`);
  // Fifteen and twenty-five have a prefix of their own.
  if (unit === 5 && ten < 3) return AFTER[ten + 1]!.map((tens) => `ẹ̀ẹ́d${tens}`);
  return AFTER[ten + 1]!.map((tens) => `${PREFIXES[10 - unit]}dínl${tens}`);
}

/** Yoruba. */
export const yoruba: Language = {
  tag: 'yo',
  cardinal,
  digit: (digit) => [SMALL[digit]!],
  minus: ['àìní'],
  plus: ['+'],
  point: ['àmì'],
  counted: () => [], // the number stands after the noun in another form
};
