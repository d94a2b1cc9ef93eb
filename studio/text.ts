import { computed, signal } from '@preact/signals';
import en from './text/en.json';
import sw from './text/sw.json';

/** Texts of the page, by their names; those that count have a text for each plural category. */
type Texts = Readonly<Record<string, string>>;

/** Every language of the page. A new one is a file of `text/`, and a line here. */
const LANGUAGES: Readonly<Record<string, Texts>> = { en, sw };

type Counted<K extends string> = K extends `${infer Name}_other` ? Name : never;
type Single<K extends string> = K extends `${string}_one` | `${string}_other` ? never : K;
/** Names of texts: of the English ones, which are all. */
export type TextName = Single<keyof typeof en> | Counted<keyof typeof en>;

const KEPT = 'stitch-studio-language';

/** The page's languages with their own names. */
export const pageLanguages = Object.keys(LANGUAGES).map((code) => ({
  code,
  name: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code,
}));

export const pageLanguage = signal(firstLanguage());
const plurals = computed(() => new Intl.PluralRules(pageLanguage.value));
const numbers = computed(() => new Intl.NumberFormat(pageLanguage.value));

export function setPageLanguage(code: string): void {
  pageLanguage.value = code;
  document.documentElement.lang = code;
  localStorage.setItem(KEPT, code);
}

/** A text in the page's language. @param values for its `{name}`s; `n` chooses the plural. */
export function t(name: TextName, values: Readonly<Record<string, string | number>> = {}): string {
  const { n } = values;
  const counted = typeof n === 'number' ? `${name}_${plurals.value.select(n)}` : name;
  const texts = LANGUAGES[pageLanguage.value]!;
  const text = texts[counted] ?? texts[`${name}_other`] ?? texts[name] ?? (en as Texts)[name];
  return (text ?? name).replace(/\{(\w+)\}/g, (whole, of: string) => {
    const value = values[of];
    return value === undefined ? whole : typeof value === 'number' ? count(value) : value;
  });
}

/** A number as the page's language writes it. */
export function count(value: number): string {
  return numbers.value.format(value);
}

function firstLanguage(): string {
  const wanted = [
    localStorage.getItem(KEPT),
    ...navigator.languages.map((tag) => tag.split('-')[0]),
  ];
  const found = wanted.find((code) => code && Object.hasOwn(LANGUAGES, code)) ?? 'en';
  document.documentElement.lang = found;
  return found;
}
