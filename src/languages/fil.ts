// Filipino: numbers only. Sources: UniNum and CLDR 48 (fil), without its accents, which are not usually written; n2words
// 4.0.0 (MIT) for minus and the decimal mark.
import type { Language } from '../message/readings/language.ts';
import { combine, type Phrases } from '../message/readings/reading.ts';
import { inStyles } from './scales.ts';

const words = (text: string) => text.split(' ');

const SMALL = words('zero isa dalawa tatlo apat lima anim pito walo siyam sampu');
/** Teens as one word; "labing-lima" is said, too. */
const TEENS = words(
  'labing-isa labindalawa labintatlo labing-apat labinlima labing-anim labimpito labingwalo labinsiyam',
);
const TENS = words('- - dalawampu tatlumpu apatnapu limampu animnapu pitumpu walumpu siyamnapu');

/** A number before what it counts: "isang", "sandaang", "apat na". */
function linked(phrase: string): string {
  if (/[aeiou]$/.test(phrase)) return `${phrase}ng`;
  return phrase.endsWith('n') ? `${phrase}g` : `${phrase} na`;
}

/** Tens as one word, "dalawampu", or in parts, "dalawang pu" (CLDR). */
type Style = 'joined' | 'parts';

function below100(value: number, style: Style): Phrases {
  if (value <= 10) return [SMALL[value]!];
  const [ten, unit] = [Math.floor(value / 10), value % 10];
  if (ten === 1)
    return [...(style === 'joined' ? [TEENS[unit - 1]!] : []), `labing-${SMALL[unit]}`];
  const tens = style === 'joined' ? TENS[ten]! : `${linked(SMALL[ten]!)} pu`;
  return unit === 0 ? [tens] : [`${tens}'t ${SMALL[unit]}`];
}

function below1000(value: number, style: Style): Phrases {
  const [hundred, rest] = [Math.floor(value / 100), value % 100];
  if (hundred === 0) return below100(rest, style);
  const count = linked(SMALL[hundred]!);
  const heads =
    hundred === 1
      ? [style === 'joined' ? 'isandaan' : 'isang daan']
      : count.endsWith('na')
        ? [`${count} raan`, `${count} daan`]
        : [`${count} daan`];
  return rest === 0 ? heads : combine([heads, 'at', below100(rest, style)]);
}

const SCALES: readonly (readonly [bigint, string])[] = [
  [10n ** 12n, 'trilyon'],
  [10n ** 9n, 'bilyon'],
  [10n ** 6n, 'milyon'],
  [1000n, 'libo'],
];

function cardinalIn(style: Style, value: bigint): Phrases {
  if (value >= 10n ** 15n) return [];
  const scale = SCALES.find(([of]) => value >= of);
  if (scale === undefined) return below1000(Number(value), style);
  const [of, name] = scale;
  const heads = cardinalIn(style, value / of).map((count) => `${linked(count)} ${name}`);
  const rest = value % of;
  if (rest === 0n) return heads;
  // "libo't" is "libo at".
  const and =
    name === 'libo' ? heads.flatMap((head) => [`${head}'t`, `${head} at`]) : combine([heads, 'at']);
  return combine([rest < 100n ? and : [...heads, ...and], cardinalIn(style, rest)]);
}

const STYLES: readonly Style[] = ['joined', 'parts'];

/** Filipino. */
export const filipino: Language = {
  tag: 'fil',
  cardinal: inStyles(STYLES.map((style) => (value) => cardinalIn(style, value))),
  digit: (digit) => (digit === 0 ? ['zero', 'sero'] : [SMALL[digit]!]),
  minus: ['negatibo', 'minus'],
  plus: ['plus'],
  point: ['punto', 'tuldok'],
};
