import { editDistance } from '../util/edit-distance.ts';
import { NUMBER_LOCALES } from './number-words.ts';

/** A language that a text names: its canonical tag, or else the tag of the nearest known one. */
export type KnownLanguage = { readonly tag: string } | { readonly nearest: string | null };

/** Names that people give languages besides the English and the own one. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  kiswahili: 'sw',
  bangla: 'bn',
  oriya: 'or',
  castellano: 'es',
  farsi: 'fa',
  mandarin: 'zh',
  tagalog: 'fil',
};

/** Finds the language of a tag such as "sw" or "hi_IN"; for another text, such as "Swahili", the nearest known one. */
export function knownLanguage(text: string): KnownLanguage {
  const tag = languageTag(text);
  return tag === null ? { nearest: nearestTo(text) } : { tag };
}

/** The canonical tag of a text such as "sw" or "hi_IN"; null for another text. */
export function languageTag(text: string): string | null {
  const tag = text.trim().replaceAll('_', '-');
  // Codes of languages have two or three letters; "Swahili" is well-formed, and is not a language.
  if (!/^[a-z]{2,3}(-|$)/i.test(tag)) return null;
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    return null; // not well-formed
  }
}

/** The language of the name nearest to a text, of which at most a third of the characters differ. */
function nearestTo(text: string): string | null {
  const name = folded(text.slice(0, 80));
  const names = namesOfLanguages();
  const exact = names.get(name);
  if (exact !== undefined) return exact;
  let best: { readonly tag: string; readonly distance: number } | null = null;
  for (const [known, tag] of names) {
    const distance = editDistance([...name], [...known]);
    const isNear = distance <= Math.max(name.length, known.length) / 3;
    if (isNear && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { tag, distance };
  }
  return best?.tag ?? null;
}

/** Tags by the names of languages in English and in themselves, those with number rules first; made when first needed. */
let knownNames: ReadonlyMap<string, string> | null = null;

function namesOfLanguages(): ReadonlyMap<string, string> {
  if (knownNames !== null) return knownNames;
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  const withNumbers = NUMBER_LOCALES.map((locale) => locale.split('-')[0]!);
  const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const names = new Map<string, string>(Object.entries(OTHER_NAMES));
  for (const code of new Set([...withNumbers, ...codes])) {
    const [tag = code] = Intl.getCanonicalLocales(code);
    const name = english.of(tag);
    if (name === undefined) continue;
    const own = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(tag);
    for (const each of [name, own ?? name]) {
      if (!names.has(folded(each))) names.set(folded(each), tag);
    }
  }
  knownNames = names;
  return names;
}

function folded(name: string): string {
  return name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
