import type { Language } from './language.ts';
import { languageName } from './language-name.ts';
import { parseQuantity, sayQuantity } from './quantity.ts';
import { combine, type Gender, type Outcome, say } from './reading.ts';
import { noRules } from './values.ts';

/** CLDR's plural category order, in which a mark gives the forms. */
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
const pluralRules = new Map<string, Intl.PluralRules>();

/** Plural categories of a language that whole and decimal numbers have, in CLDR's order. */
function pluralCategories(tag: string): readonly string[] {
  const known = rulesOf(tag).resolvedOptions().pluralCategories as readonly string[];
  return CATEGORIES.filter((category) => known.includes(category));
}

function rulesOf(tag: string): Intl.PluralRules {
  let rules = pluralRules.get(tag);
  if (rules === undefined) {
    rules = new Intl.PluralRules(tag);
    pluralRules.set(tag, rules);
  }
  return rules;
}

/**
 * Reads a number with the form of a noun that it asks for. @param forms in CLDR's plural category order.
 * @param gender of the noun; needed where the number agrees with it.
 */
export function readPlural(
  text: string,
  language: Language,
  forms: readonly string[],
  gender: Gender | undefined,
): Outcome {
  const categories = pluralCategories(language.tag);
  // Languages with "many" for millions only (es, fr, pt) may be given two forms.
  const isShort = forms.length === 2 && categories.length === 3 && categories[1] === 'many';
  const names = isShort ? [categories[0]!, 'other'] : categories;
  if (forms.length !== names.length)
    return {
      class: 'plural',
      reason: `${languageName(language.tag)} has ${names.length} plural forms (${names.join(', ')}), not ${forms.length}; write {…:plural ${names.join('/')}}`,
    };
  const parsed = parseQuantity(text, language, true);
  if ('reason' in parsed) return { class: 'plural', reason: parsed.reason };
  const { quantity } = parsed;
  const number = Number(`${quantity.integer}.${quantity.fraction || 0}`);
  const digits = Math.min(quantity.fraction.length, 20);
  const category = new Intl.PluralRules(language.tag, { minimumFractionDigits: digits }).select(
    number * 10 ** (quantity.scale ?? 0),
  );
  const isMillions = category === 'many' || (quantity.scale ?? 0) >= 6;
  if (isShort && isMillions) {
    const reason = `"${text}" is in millions, which have a form of their own in ${languageName(language.tag)}; write {…:plural ${forms[0]}/de …/${forms[1]}}`;
    return { class: 'plural', reason };
  }
  const place = names.indexOf(
    isMillions && names.includes('many') && names.length === 3 ? 'many' : category,
  );
  const form = forms[place < 0 ? names.length - 1 : place]!;
  const genders: readonly Gender[] = gender === undefined ? ['m', 'f'] : [gender];
  const [said = [], ...others] = genders.map((each) => sayQuantity(quantity, language, each));
  const differs = others.some((phrases) => phrases[0] !== said[0]);
  if (differs) {
    const shown = `{…:plural f ${forms.join('/')}}`;
    const reason = `"${text}" agrees with its noun in ${languageName(language.tag)}; write ${shown}, or m or n for another gender`;
    return { class: 'plural', reason };
  }
  const phrases = language.counted?.(said, form) ?? combine([said, form]);
  return say('plural', phrases, () => noRules('plural', text, language));
}
