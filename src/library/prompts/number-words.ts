// What prompts of numbers say, by the language's own number rules.
import type { Language } from '../../message/readings/language.ts';
import { type Gender, type Phrases, toWords } from '../../message/readings/reading.ts';

/** Words of a phrase without those that it begins or ends with; null where it does neither. */
function without(phrase: string, part: string, side: 'start' | 'end'): string | null {
  const [words, own] = [toWords(phrase), toWords(part)];
  const at = side === 'start' ? 0 : words.length - own.length;
  if (own.length === 0 || words.length <= own.length) return null;
  if (own.some((word, i) => words[at + i] !== word)) return null;
  return [...words.slice(0, at), ...words.slice(at + own.length)].join(' ');
}

/** Phrases without a number that they begin or end with. */
function withoutNumber(
  phrases: Phrases,
  numbers: Phrases,
  side: 'start' | 'end',
): readonly string[] {
  return phrases.flatMap((phrase) => {
    const rests = numbers.flatMap((number) => without(phrase, number, side) ?? []);
    return rests.slice(0, 1);
  });
}

/** The words of a count in any gender, as it stands before a scale word. */
function countWords(rules: Language, count: bigint): Phrases {
  const genders: readonly (Gender | undefined)[] = [undefined, 'm', 'f'];
  return genders.flatMap((gender) => rules.cardinal(count, gender));
}

/** A number in its first way; in a gender where one is given. */
export function numberTexts(rules: Language, value: bigint, gender?: Gender): readonly string[] {
  return rules.cardinal(value, gender).slice(0, 1);
}

/** "hundred", "cent", "ciento": what follows two, else what stands before one. */
export function hundredTexts(rules: Language): readonly string[] {
  const afterTwo = withoutNumber(rules.cardinal(200n), countWords(rules, 2n), 'start');
  const beforeOne = withoutNumber(rules.cardinal(101n), rules.cardinal(1n), 'end');
  const alone = beforeOne.filter((phrase) => toWords(phrase).length === 1);
  return unique([...alone, ...afterTwo]);
}

/** The scale word after a count: "thousand", "mila", "тысяч". @param power of ten. */
export function scaleTexts(rules: Language, power: number, count: bigint): readonly string[] {
  const scale = 10n ** BigInt(power);
  const all = rules.cardinal(count * scale);
  const counted = withoutNumber(all, countWords(rules, count), 'start');
  const single = all.filter((phrase) => toWords(phrase).length === 1);
  return unique(counted.length > 0 || count > 1n ? counted : single);
}

/** An ordinal's words in a gender; for a scale "hundredth" without its count. */
export function ordinalTexts(rules: Language, value: bigint, gender?: Gender): readonly string[] {
  const [first] = rules.ordinal?.(value, gender) ?? [];
  if (first === undefined) return [];
  const isScale = value >= 100n && /^10+$/.test(String(value));
  const bare = isScale ? withoutNumber([first], rules.cardinal(1n), 'start') : [];
  return bare.length > 0 ? bare : [first];
}

export function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
