import { StitchError } from '../errors.ts';
import { knownLanguage } from '../languages/known-language.ts';
import { unknownLanguage } from '../languages/unknown-language.ts';
import { lookUp } from '../library/language-lookup.ts';
import { parseTemplate, slotNames, type Template } from '../message/template.ts';
import { listed } from '../util/listed.ts';

/** A template for all rows, or one for each language by its tag; null where each row has its own message. */
export type TemplateSource = string | Readonly<Record<string, string>> | null;

/** The templates of a campaign. */
export class Templates {
  private readonly only: Template | null;
  private readonly byLanguage: ReadonlyMap<string, Template> | null;

  /** @throws StitchError usage/option for an unknown language. */
  constructor(source: TemplateSource) {
    const isOne = source === null || typeof source === 'string';
    this.only = typeof source === 'string' ? parseTemplate(source) : null;
    this.byLanguage = isOne
      ? null
      : new Map(Object.entries(source).map(([lang, text]) => [tagOf(lang), parseTemplate(text)]));
    if (this.byLanguage?.size === 0) throw templateError('there is no template; give one');
    if (this.all.some(({ text }) => text.trim() === ''))
      throw templateError('the template is empty; write a message, as in "hello {name|friend}"');
  }

  /** All templates, none where each row has its own message. */
  get all(): readonly Template[] {
    return this.byLanguage === null ? [this.only ?? []].flat() : [...this.byLanguage.values()];
  }

  /** Names of all slots, each once. */
  get slots(): readonly string[] {
    return [...new Set(this.all.flatMap(slotNames))];
  }

  /** The template of a language; null where each row has its own message. @returns what is wrong where there is none. */
  of(language: string): Template | null | string {
    if (this.byLanguage === null) return this.only;
    const tags = [...this.byLanguage.keys()];
    const tag = lookUp(language, tags);
    if (tag !== undefined) return this.byLanguage.get(tag)!;
    return `there is no template for ${language}, only for ${listed(tags, 'and')}; add one`;
  }
}

/** Error about the template, as an option. */
export function templateError(message: string): StitchError {
  return new StitchError('usage/option', message, { details: { option: 'template' } });
}

function tagOf(lang: string): string {
  const known = knownLanguage(lang);
  if ('tag' in known) return known.tag;
  throw templateError(`the templates name a language: ${unknownLanguage(lang).message}`);
}
