import { classesOf } from '../message/readings/language.ts';
import { languageName } from '../message/readings/language-name.ts';
import type { SemioticClass } from '../message/readings/reading.ts';
import { LANGUAGE_NAMES, loadLanguage } from './registry.ts';

/** What a language can say. */
export interface LanguageDescription {
  readonly tag: string;
  /** In English. */
  readonly name: string;
  readonly classes: readonly SemioticClass[];
}

/** Describes every language with number rules, in the order of their tags; loads all of them. */
export async function describeLanguages(): Promise<readonly LanguageDescription[]> {
  const described: LanguageDescription[] = [];
  for (const tag of LANGUAGE_NAMES) {
    const language = await loadLanguage(tag);
    if (language === null) continue;
    described.push({ tag, name: languageName(tag), classes: classesOf(language) });
  }
  return described;
}
