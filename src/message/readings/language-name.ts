let names: Intl.DisplayNames | undefined;

/** The English name of a language, for errors: "Swahili" for sw. */
export function languageName(tag: string): string {
  names ??= new Intl.DisplayNames(['en'], { type: 'language' });
  return names.of(tag) ?? tag;
}
