import { memoizeByObject } from '../../util/memoize.ts';
import { toAsciiDigits } from '../number-literal.ts';
import type { Language } from './language.ts';
import { parseQuantity, sayQuantity } from './quantity.ts';
import { combine, type Gender, say } from './reading.ts';
import { at, type Found, ifSaid, isNextTo, type Scan } from './scan.ts';
import { UNITS } from './units.ts';
import { noRules } from './values.ts';

/**
 * A whole number and the word after it, with which it agrees: "1 millón", and units, currencies and frequent nouns by
 * their names, "21 horas", "2 vezes"; "a la 1". Left to their words where the number is said alike by itself. Other
 * nouns have a gender that is not known: "1 ejemplar" is refused.
 */
export function counted(scan: Scan, i: number): Found | null {
  const { words, language } = scan;
  if (!hasGenders(language) || !/^[-\u2212]?\p{Nd}[\p{Nd}.,]*$/u.test(words[i]!.text)) return null;
  const isScale = (name: string) =>
    Object.values(language.scales ?? {}).some(({ written }) => written.test(name));
  const [next, second, third] = [1, 2, 3].map((step) => wordAfter(scan, i, step));
  const gender = next === undefined ? undefined : genderOf(next, language);
  if (next !== undefined && isScale(next)) {
    const isThousand = language.scales?.[3]?.written.test(next) === true;
    const ofNoun = isThousand && second !== undefined ? genderOf(second, language) : 'm';
    if (ofNoun === undefined && isCounted(scan, i, second!))
      return ungendered(scan, i, second!, i + 2);
    return agreeing(scan, i, ofNoun ?? 'm', { hasScale: true });
  }
  if (gender !== undefined) return agreeing(scan, i, gender);
  // "1 o 2 veces": what counts is further on.
  if (
    /^(?:a|à|e|et|o|ou|u|y|и|или)$/.test(next ?? '') &&
    /^\p{Nd}/u.test(second ?? '') &&
    third !== undefined
  ) {
    const shared = genderOf(third, language);
    if (shared !== undefined) return agreeing(scan, i, shared);
    if (isCounted(scan, i, third)) return ungendered(scan, i, third, i);
  }
  if (language.counting?.feminine?.test(wordBefore(scan, i)) === true)
    return agreeing(scan, i, 'f', { from: i - 1, to: i });
  return next !== undefined && isCounted(scan, i, next) ? ungendered(scan, i, next, i + 1) : null;
}

/** The word so many steps after another, with spaces alone between them. */
function wordAfter({ words, text }: Scan, i: number, steps: number): string | undefined {
  for (let at = i; at < i + steps; at++) {
    const [word, next] = [words[at], words[at + 1]];
    if (word === undefined || next === undefined) return undefined;
    if (text.slice(word.end, next.start).trim() !== '') return undefined;
  }
  return words[i + steps]!.text.toLowerCase();
}

function wordBefore({ words, text }: Scan, i: number): string {
  const before = words[i - 1];
  return isNextTo(text, before, words[i]) ? before!.text.toLowerCase() : '';
}

function genderOf(noun: string, language: Language): Gender | undefined {
  return language.counting?.nouns.get(noun) ?? nounsOf(language).get(noun);
}

/**
 * The number in a gender, with the words around it, so that a clip of its digits does not say it; null where that is how
 * it is said by itself. @param hasScale whether the word after it is a scale.
 */
function agreeing(
  { words, text, language }: Scan,
  i: number,
  gender: Gender,
  { from = i, to = i + 1, hasScale = false } = {},
): Found | null {
  const end = hasScale ? words[i + 1]!.end : words[i]!.end;
  const parsed = parseQuantity(toAsciiDigits(text.slice(words[i]!.start, end)), language);
  if ('reason' in parsed) return null;
  const { quantity } = parsed;
  // "200 mil libras": thousands are counted as what they are of, but "treinta y un mil" is usual for all.
  const isUsual = /^es\b/.test(language.tag) && quantity.integer % 10n === 1n;
  const ofNoun = hasScale && gender === 'f' && quantity.fraction === '' && !isUsual;
  const whole = { ...quantity, integer: quantity.integer * 1000n, scale: undefined };
  const number = sayQuantity(ofNoun ? whole : quantity, language, gender);
  const alone = sayQuantity({ ...quantity, scale: undefined }, language)[0];
  if (alone === undefined || `${number[0]} `.startsWith(`${alone} `)) return null;
  const before = words.slice(from, i).map((core) => core.text.toLowerCase());
  const after = words
    .slice(hasScale ? i + 2 : i + 1, to + 1)
    .map((core) => core.text.toLowerCase());
  const phrases = combine([...before, number, ...after]);
  const written = text.slice(words[from]!.start, words[to]!.end);
  const outcome = say('cardinal', phrases, () => noRules('cardinal', written, language));
  return at(i, ifSaid(outcome), to, from);
}

/** Whether a number may count a noun: not in "2021 fue", "marque 1 ahora" and "500 sale". */
function isCounted(scan: Scan, i: number, noun: string): boolean {
  const { counting } = scan.language;
  if (counting === undefined || !/^\p{L}{2,}/u.test(noun) || counting.uncounted.test(noun))
    return false;
  const digits = toAsciiDigits(scan.words[i]!.text);
  const before = wordBefore(scan, i);
  const isYear = /^(?:19|20)\d\d$/.test(digits) && counting.uncounted.test(before);
  if (isYear || /^0\d/.test(digits) || counting.labels.test(before)) return false;
  if (/ment(?:e|o)?$/.test(noun)) return false;
  return digits === '1' || counting.plural?.test(noun) !== false;
}

/** Refuses "1 ejemplar" and "500 ejemplares", whose number has more than one form. */
function ungendered(scan: Scan, i: number, noun: string, to: number): Found | null {
  const { words, text, language } = scan;
  const parsed = parseQuantity(toAsciiDigits(words[i]!.text), language);
  if ('reason' in parsed || parsed.quantity.fraction !== '') return null;
  const { integer } = parsed.quantity;
  const [alone, ...forms] = ([undefined, 'm', 'f', 'n'] as const).map(
    (gender) => language.cardinal(integer, gender)[0],
  );
  if (forms.every((way) => way === alone)) return null;
  const written = text.slice(words[i]!.start, words[to]!.end);
  const reason = `"${written}" is said by the gender of "${noun}", which is not known; write the number in words, mark it as {n:plural m ${noun}/…} or f, or put a comma after it where it counts nothing`;
  return at(i, { class: 'cardinal', reason }, to);
}

/** Whether small numbers have genders: most languages' have none, and their texts many numbers. */
const hasGenders = memoizeByObject((language: Language): boolean =>
  [1n, 2n].some((n) => {
    const forms = ([undefined, 'm', 'f'] as const).map((gender) => language.cardinal(n, gender)[0]);
    return new Set(forms).size > 1;
  }),
);

/** The genders of units and currencies, by each of their forms; those of two are left out: French "livre". */
const nounsOf = memoizeByObject((language: Language): ReadonlyMap<string, Gender> => {
  const all = [
    ...UNITS.map((unit) => language.unit?.(unit) ?? null),
    ...Object.values(language.currencies ?? {}).flatMap(({ unit, minor = null }) => [unit, minor]),
  ];
  const genders = new Map<string, Gender>();
  // A book or a pound; "for" or a hundredth of a dinar.
  const unsure = new Set<string>(['livre', 'livres', 'para', 'paras', 'lei']);
  for (const forms of all) {
    for (const form of forms === null ? [] : [...forms.one, ...forms.many, ...(forms.few ?? [])]) {
      const gender = forms!.gender ?? 'm';
      if (genders.has(form) && genders.get(form) !== gender) unsure.add(form);
      genders.set(form, gender);
    }
  }
  for (const form of unsure) genders.delete(form);
  return genders;
});
