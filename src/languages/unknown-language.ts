import { StitchError } from '../errors.ts';
import { knownLanguage } from './known-language.ts';

interface NearestSettings {
  /** The nearest language, where it is known; null where there is none. */
  readonly nearest?: string | null;
  readonly option?: string;
}

/** Error for a text that is not the tag of a language, with that of the nearest one. @param option that names it. */
export function unknownLanguage(
  text: string,
  { nearest = nearestOf(text), option = 'lang' }: NearestSettings = {},
): StitchError {
  const remedy =
    nearest === null ? 'write a tag such as en, sw or hi-IN' : `did you mean ${nearest}?`;
  const what = `${JSON.stringify(text.slice(0, 80))} is not the tag of a language; ${remedy}`;
  return new StitchError('usage/option', what, { details: { option } });
}

function nearestOf(text: string): string | null {
  const known = knownLanguage(text);
  return 'nearest' in known ? known.nearest : known.tag;
}
