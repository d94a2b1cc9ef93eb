import { combine, type Phrases } from '../message/readings/reading.ts';

/** A scale word: the largest that fits is said first. */
export interface Scale {
  /** Such as 1,000 or 100,000. */
  readonly value: bigint;
  /** Words after a count; `{}` stands for the count where that does not come first. */
  readonly words: readonly string[];
  /** Words for exactly one of it, in order; default: "one" and the words. */
  readonly single?: readonly string[];
}

/** How a language builds numbers of smaller ones. */
export interface ScaleRules {
  /** Numbers below the smallest scale. */
  small(value: number): Phrases;
  /** The largest first. */
  readonly scales: readonly Scale[];
  /** Words between a scale and what follows, all correct; default: none. */
  joins?(scale: bigint, rest: bigint): readonly string[];
  /** First number that has no words. */
  readonly limit: bigint;
}

/** Makes the cardinals of a language that counts in scales: hundreds, thousands, lakhs, millions. */
export function scaleCardinal(rules: ScaleRules): (value: bigint) => Phrases {
  const say = (value: bigint): Phrases => {
    if (value >= rules.limit || value < 0n) return [];
    const scale = rules.scales.find((candidate) => value >= candidate.value);
    if (scale === undefined) return rules.small(Number(value));
    const count = value / scale.value;
    const rest = value % scale.value;
    const head =
      count === 1n && scale.single !== undefined ? scale.single : counted(scale, say(count));
    if (rest === 0n) return head;
    return combine([head, rules.joins?.(scale.value, rest) ?? '', say(rest)]);
  };
  return say;
}

function counted({ words }: Scale, count: Phrases): Phrases {
  const phrases = words.map((word) =>
    word.includes('{}') ? count.map((one) => word.replace('{}', one)) : combine([count, [word]]),
  );
  return phrases.flat().slice(0, 8);
}

/** Parses a list of the numbers from 0, spellings of one number parted by "/". */
export function numberList(text: string): readonly Phrases[] {
  return text
    .trim()
    .split(/\s*,\s*|\s*\n\s*/)
    .map((spellings) => spellings.split('/'));
}
