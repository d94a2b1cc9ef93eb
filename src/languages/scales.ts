import { combine, type Phrases } from '../message/readings/reading.ts';

/** The words of a scale. */
interface ScaleForms {
  /** Words after a count; `{}` stands for the count where that does not come first. */
  readonly words: readonly string[];
  /** Words for exactly one of it, in order; default: "one" and the words. */
  readonly single?: readonly string[];
  /** How many of `single` may stand after a larger number: "a lakh thousand" would be a product; default: all. */
  readonly inner?: number;
}

/** A scale word: the largest that fits is said first. */
export interface Scale extends ScaleForms {
  /** Such as 1,000 or 100,000. */
  readonly value: bigint;
  /** Words where a smaller number follows; default: the same. */
  readonly before?: ScaleForms;
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
  const say = (value: bigint, isInner: boolean): Phrases => {
    if (value >= rules.limit || value < 0n) return [];
    const scale = rules.scales.find((candidate) => value >= candidate.value);
    if (scale === undefined) return rules.small(Number(value));
    const count = value / scale.value;
    const rest = value % scale.value;
    const forms = rest === 0n ? scale : (scale.before ?? scale);
    const single = isInner ? forms.single?.slice(0, forms.inner) : forms.single;
    const head = count === 1n && single !== undefined ? single : counted(forms, say(count, false));
    if (rest === 0n) return head;
    return combine([head, rules.joins?.(scale.value, rest) ?? '', say(rest, true)]);
  };
  return (value) => say(value, false);
}

function counted({ words }: ScaleForms, count: Phrases): Phrases {
  const phrases = words.map((word) =>
    word.includes('{}') ? count.map((one) => word.replace('{}', one)) : combine([count, [word]]),
  );
  return phrases.flat().slice(0, 8);
}

/** A compound parted at its scales: "négyezerhuszonegy" is "négy ezer huszonegy". @param scales their words, as /…/g. */
export function aroundScales(phrase: string, scales: RegExp): string {
  return phrase.replace(scales, ' $& ').replace(/\s+/g, ' ').trim();
}

/** Parses a list of the numbers from 0, spellings of one number parted by "/". */
export function numberList(text: string): readonly Phrases[] {
  return text
    .trim()
    .split(/\s*,\s*|\s*\n\s*/)
    .map((spellings) => spellings.split('/'));
}

/** All ways of several styles, each of which a speaker uses throughout: the first of each, then the second. */
export function inStyles(
  styles: readonly ((value: bigint) => Phrases)[],
): (value: bigint) => Phrases {
  return (value) => {
    const lists = styles.map((style) => style(value));
    const most = Math.max(0, ...lists.map((list) => list.length));
    const ways = Array.from({ length: most }, (_, i) => lists.flatMap((list) => list[i] ?? []));
    return [...new Set(ways.flat())];
  };
}
