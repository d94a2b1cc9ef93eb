import { StitchError } from '../errors.ts';
import { nearestName } from '../util/nearest-name.ts';
import { LANGUAGE_NAMES } from './registry.ts';

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

let names: ReadonlyMap<string, string> | undefined;

/** Tags by lower-case names, English and own: "swahili" and "kiswahili" are sw. */
function tagsByName(): ReadonlyMap<string, string> {
  if (names !== undefined) return names;
  const tags = new Map<string, string>(Object.entries(OTHER_NAMES));
  for (const tag of LANGUAGE_NAMES) {
    for (const locale of ['en', tag]) {
      const name = new Intl.DisplayNames([locale], { type: 'language' }).of(tag);
      if (name !== undefined) tags.set(name.toLowerCase(), tag);
    }
  }
  names = tags;
  return tags;
}

/**
 * The canonical tag of a language that has number rules; a region or script that it does not know is kept.
 * @throws StitchError usage/option for an unknown language, with the nearest known one.
 */
export function findLanguage(written: string): string {
  const text = written.trim();
  const tag = canonicalTag(text);
  if (tag !== null && LANGUAGE_NAMES.includes(tag.split('-')[0]!)) return tag;
  const near = suggestLanguage(text);
  const remedy = near === null ? '"stitch read --languages" lists them' : `did you mean ${near}?`;
  throw new StitchError('usage/option', `"${text}" is not a known language; ${remedy}`, {
    details: { option: 'lang' },
  });
}

/** The tag of the language that a name or misspelt tag may mean; null for none. */
export function suggestLanguage(written: string): string | null {
  const name = written.trim().toLowerCase();
  const byName = tagsByName();
  const near = byName.get(name) ?? byName.get(nearestName(name, [...byName.keys()]) ?? '');
  if (near !== undefined) return near;
  return nearestName(name, LANGUAGE_NAMES) ?? null;
}

function canonicalTag(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
