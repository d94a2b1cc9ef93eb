import type { Language } from '../message/readings/language.ts';
import { loadNumberWords, NUMBER_LOCALES } from './number-words.ts';
import { withNumbers } from './with-numbers.ts';

/** A module with the rules of a language, loaded when it is needed. */
type Loader = (tag: string) => Promise<Language>;

/** Of a language whose numbers are CLDR's. */
const cldr: Loader = async (tag) => (await import('./cldr.ts')).loadCldrNumbers(tag);

/** Languages with rules of their own, by primary subtag. */
const LANGUAGES: Readonly<Record<string, Loader>> = {
  am: async () => (await import('./am.ts')).amharic,
  ar: async () => (await import('./ar.ts')).arabic,
  bn: async () => (await import('./bn.ts')).bengali,
  da: cldr,
  de: cldr,
  el: cldr,
  en: async (tag) => (await import('./en.ts')).english(tag),
  es: async (tag) => (await import('./es.ts')).spanish(tag),
  fa: cldr,
  fi: cldr,
  fil: async () => (await import('./fil.ts')).filipino,
  fr: async (tag) => (await import('./fr.ts')).french(tag),
  gu: async () => (await import('./gu.ts')).gujarati,
  ha: async () => (await import('./ha.ts')).hausa,
  he: cldr,
  hi: async () => (await import('./hi.ts')).hindi,
  it: async () => (await import('./it.ts')).italian,
  kn: async () => (await import('./kn.ts')).kannada,
  ko: cldr,
  mr: async () => (await import('./mr.ts')).marathi,
  nb: cldr,
  no: cldr,
  or: async () => (await import('./or.ts')).odia,
  pa: async () => (await import('./pa.ts')).punjabi,
  pt: async (tag) => (await import('./pt.ts')).portuguese(tag),
  ru: async () => (await import('./ru.ts')).russian,
  sv: cldr,
  sw: async () => (await import('./sw.ts')).swahili,
  ta: async () => (await import('./ta.ts')).tamil,
  te: async () => (await import('./te.ts')).telugu,
  ur: async () => (await import('./ur.ts')).urdu,
  vi: cldr,
  yo: async () => (await import('./yo.ts')).yoruba,
  zh: async (tag) => (await import('./zh.ts')).chinese(tag),
};

/** Primary subtags of all languages with number rules. */
export const LANGUAGE_NAMES: readonly string[] = [
  ...new Set(['no', ...Object.keys(LANGUAGES), ...NUMBER_LOCALES.map((tag) => tag.split('-')[0]!)]),
].sort();

/** Scripts that the rules of a language are written in, where n2words has another one besides. */
const OTHER_SCRIPT = /^am-Latn/;

/**
 * Loads the rules of one language, and only that one.
 * @param tag a well-formed BCP 47 tag. @returns null for a language without number rules.
 */
export async function loadLanguage(tag: string): Promise<Language | null> {
  const name = tag.split('-')[0]!;
  if (Object.hasOwn(LANGUAGES, name) && !OTHER_SCRIPT.test(tag)) {
    const language = await LANGUAGES[name]!(tag);
    // Regions differ in the marks of numbers: "1.5" is one and a half in ar-EG, and no number in ar-MA.
    return language.tag === tag ? language : { ...language, tag };
  }
  const words = await loadNumberWords(tag);
  return words === null ? null : withNumbers(tag, words);
}
