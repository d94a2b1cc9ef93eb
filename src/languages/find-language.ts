import { StitchError } from '../errors.ts';
import { nearestName } from '../util/nearest-name.ts';
import { knownLanguage } from './known-language.ts';
import { LANGUAGE_NAMES } from './registry.ts';

/**
 * The canonical tag of a language that has number rules; a region or script that it does not know is kept.
 * @throws StitchError usage/option for an unknown language, with the nearest known one.
 */
export function findLanguage(written: string): string {
  const text = written.trim();
  const tag = canonicalTag(text);
  if (tag !== null && LANGUAGE_NAMES.includes(tag.split('-')[0]!)) return tag;
  const known = knownLanguage(text);
  const near = 'nearest' in known ? known.nearest : nearestName(text, LANGUAGE_NAMES);
  const remedy =
    near === null || near === undefined
      ? '"stitch read --languages" lists them'
      : `did you mean ${near}?`;
  throw new StitchError('usage/option', `"${text}" is not a known language; ${remedy}`, {
    details: { option: 'lang' },
  });
}

function canonicalTag(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
