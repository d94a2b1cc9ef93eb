import { memoizeByObject } from '../../util/memoize.ts';
import { toAsciiDigits } from '../number-literal.ts';
import type { Language } from './language.ts';
import { parseQuantity, sayQuantity } from './quantity.ts';
import { combine, type Gender, say } from './reading.ts';
import { at, type Found, ifSaid, isNextTo, type Scan } from './scan.ts';
import { UNITS } from './units.ts';
import { noRules } from './values.ts';

/**
 * A whole number and the word after it, with which it agrees: "1 millón", and units and currencies by their names, "21
 * horas". Left to their words where the number is said alike by itself. Other nouns have a gender that is not known:
 * "1 mensaje" is refused.
 */
export function counted(scan: Scan, i: number): Found | null {
  const { words, text, language } = scan;
  const [word, next] = [words[i]!, words[i + 1]];
  if (
    next === undefined ||
    !hasGenders(language) ||
    !/^[-\u2212]?\p{Nd}[\p{Nd}.,]*$/u.test(word.text)
  )
    return null;
  if (!isNextTo(text, word, next) || text.slice(word.end, next.start).trim() !== '') return null;
  const name = next.text.toLowerCase();
  const isScale = Object.values(language.scales ?? {}).some(({ written }) => written.test(name));
  const gender = isScale ? 'm' : nounsOf(language).get(name);
  if (gender === undefined) return ungendered(scan, i, name);
  const written = isScale ? text.slice(word.start, next.end) : word.text;
  const parsed = parseQuantity(toAsciiDigits(written), language);
  if ('reason' in parsed) return null;
  const { quantity } = parsed;
  const number = sayQuantity(quantity, language, gender);
  const alone = sayQuantity({ ...quantity, scale: undefined }, language)[0];
  if (alone === undefined || `${number[0]} `.startsWith(`${alone} `)) return null;
  const phrases = isScale ? number : combine([number, name]);
  const outcome = say('cardinal', phrases, () => noRules('cardinal', written, language));
  return at(i, ifSaid(outcome), i + 1);
}

/** Refuses "1 mensaje" and "500 personas", but not "2021 fue" and "marque 1 para ventas". */
function ungendered({ words, text, language }: Scan, i: number, noun: string): Found | null {
  const { uncounted } = language;
  const digits = toAsciiDigits(words[i]!.text);
  const mayBeYear = /^(?:19|20)\d\d$/.test(digits);
  if (uncounted === undefined || mayBeYear || /^0\d/.test(digits)) return null;
  if (!/^\p{L}{2,}/u.test(noun) || uncounted.test(noun)) return null;
  const parsed = parseQuantity(digits, language);
  if ('reason' in parsed || parsed.quantity.fraction !== '') return null;
  const { integer } = parsed.quantity;
  const [alone, ...agreeing] = ([undefined, 'm', 'f', 'n'] as const).map(
    (gender) => language.cardinal(integer, gender)[0],
  );
  if (agreeing.every((way) => way === alone)) return null;
  const written = text.slice(words[i]!.start, words[i + 1]!.end);
  const reason = `"${written}" is said by the gender of its noun, which is not known; write the number in words, or mark it: {n:plural m ${noun}/…} or f, or {n:cardinal} where it counts nothing`;
  return at(i, { class: 'cardinal', reason }, i + 1);
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
    for (const form of forms === null ? [] : [...forms.one, ...forms.many]) {
      const gender = forms!.gender ?? 'm';
      if (genders.has(form) && genders.get(form) !== gender) unsure.add(form);
      genders.set(form, gender);
    }
  }
  for (const form of unsure) genders.delete(form);
  return genders;
});
