// Portuguese ordinals. Source: CLDR 48 (pt), num2words.
import { combine, type Gender, type Phrases } from '../message/readings/reading.ts';
import { numberList } from './scales.ts';

const ORDINAL_UNITS = numberList(
  '-, primeiro, segundo, terceiro, quarto, quinto, sexto, sétimo, oitavo, nono',
);
const ORDINAL_TENS = numberList(
  '-, décimo, vigésimo, trigésimo, quadragésimo, quinquagésimo, sexagésimo, septuagésimo/setuagésimo, octogésimo, nonagésimo',
);
const ORDINAL_HUNDREDS = numberList(
  '-, centésimo, ducentésimo, tricentésimo/trecentésimo, quadringentésimo/quadrigentésimo, quingentésimo, sexcentésimo/seiscentésimo, septingentésimo/setingentésimo, octingentésimo/octogentésimo, noningentésimo/nongentésimo',
);
const ORDINAL_SCALES: readonly (readonly [bigint, string])[] = [
  [10n ** 9n, 'bilionésimo'],
  [10n ** 6n, 'milionésimo'],
  [1000n, 'milésimo'],
];

/** Masculine ordinals, in all their spellings. */
export function ordinals(value: bigint): Phrases {
  const scale = ORDINAL_SCALES.find(([least]) => value >= least);
  if (scale !== undefined) {
    const [count, rest] = [value / scale[0], value % scale[0]];
    const head = count === 1n ? [scale[1]] : combine([ordinals(count), scale[1]]);
    return rest === 0n ? head : combine([head, ordinals(rest)]);
  }
  const number = Number(value);
  const [hundreds, tens, unit] = [
    Math.floor(number / 100),
    Math.floor(number / 10) % 10,
    number % 10,
  ];
  const parts: Phrases[] = [];
  if (hundreds > 0) parts.push(ORDINAL_HUNDREDS[hundreds]!);
  if (tens > 0) parts.push(ORDINAL_TENS[tens]!);
  if (unit > 0) parts.push(ORDINAL_UNITS[unit]!);
  return parts.length === 0 ? [] : combine(parts);
}

/** Ordinals of a gender; masculine without one. */
export function ordinal(value: bigint, gender?: Gender): Phrases {
  const all = value >= 10n ** 12n ? [] : ordinals(value);
  return gender === 'f' ? all.map((phrase) => phrase.replace(/o(?=\s|$)/g, 'a')) : all;
}
