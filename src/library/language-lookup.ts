import { parseOptions } from '../options/render.ts';

/** The ranges of a language tag by RFC 4647, 3.4: "sw-KE", then "sw". */
function rangesOf(tag: string): string[] {
  const parts = tag.split('-');
  const ranges: string[] = [];
  while (parts.length > 0) {
    ranges.push(parts.join('-'));
    parts.pop();
    if (parts.at(-1)?.length === 1) parts.pop(); // "x" of "en-x-slow" is not a range's end
  }
  return ranges;
}

/** Finds what there is for a language by look-up (RFC 4647, 3.4). @param tags canonical tags. */
export function lookUp(language: string, tags: readonly string[]): string | undefined {
  return rangesOf(language).find((range) => tags.includes(range));
}

/** The folder of a language, else the one for any. */
export function folderFor<F extends { readonly language: string | null }>(
  language: string,
  folders: readonly F[],
): F | undefined {
  const tags = folders.flatMap((folder) => folder.language ?? []);
  const found = lookUp(language, tags) ?? null;
  return folders.find((folder) => folder.language === found);
}

/** The language of a folder's name, as a canonical tag; null for a name such as "digits". */
export function languageOfFolder(name: string): string | null {
  // No language has a code of four or more letters.
  if (!/^[a-z]{2,3}([-_]|$)/i.test(name)) return null;
  try {
    return new Intl.Locale(name.replaceAll('_', '-')).toString();
  } catch {
    return null;
  }
}

/** Parses a language; by default English. @throws StitchError usage/option, with the nearest known one. */
export async function languageOf(given: string | undefined): Promise<string> {
  const { lang } = parseOptions({ lang: given });
  await refuseUnknownLanguage(lang);
  return lang;
}

/**
 * Refuses "Swahili", which is well-formed, and no language's tag. @param option that names it.
 * @throws StitchError usage/option, with the nearest known language.
 */
export async function refuseUnknownLanguage(lang: string, option = 'lang'): Promise<void> {
  if (/^[a-z]{2,3}(-|$)/.test(lang)) return;
  const { unknownLanguage } = await import('../languages/unknown-language.ts');
  throw unknownLanguage(lang, { option });
}
