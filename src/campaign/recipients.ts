import { isStitchError, StitchError } from '../errors.ts';
import { languageTag } from '../languages/known-language.ts';
import { unknownLanguage } from '../languages/unknown-language.ts';
import { lookUp } from '../library/language-lookup.ts';
import { missingSteps, type NearClip, type Plan } from '../message/plan.ts';
import type { Planner } from '../message/planner.ts';
import { literalTexts, noValueMessage, type Template, unfilledSlot } from '../message/template.ts';
import type { Stitcher } from '../stitcher.ts';
import { listed } from '../util/listed.ts';
import type { BadRow, Row, Rows } from './row.ts';
import { type TemplateSource, Templates, templateError } from './templates.ts';

/** Source of the rows' messages. */
export interface MessageSource {
  /** Template to fill from each row's columns, or one for each language; null where the column `message` has the text. */
  readonly template: TemplateSource;
  /** Language of rows that name none. */
  readonly lang: string;
}

/** A row and its resolved message. */
export interface Recipient {
  readonly row: number;
  readonly line: number;
  /** Column `id`, "" where a row leaves it empty; the row's number where there is no such column. */
  readonly id: string;
  /** The message's language; null for a row that cannot be read, or names no known language. */
  readonly lang: string | null;
  /** The language in whose folder its clips are; null where they are in roots for any language. */
  readonly folder: string | null;
  /** Values by column; only the readable ones of a bad row. */
  readonly values: Readonly<Record<string, string>>;
  /** Resolved message, which may have missing words; or the error (batch/bad-row, message/too-long). */
  readonly plan: Plan | StitchError;
}

/** Languages that are kept: each has a lexicon in memory. */
const MAX_LANGUAGES = 100;
/** Unknown languages for which the nearest is searched, which takes milliseconds. */
const MAX_SUGGESTED = 200;

/** Planner, template and folder of one language. */
interface Language {
  readonly tag: string;
  readonly folder: string | null;
  readonly planner: Planner;
  readonly template: Template | null;
}

const NO_LANGUAGE = { tag: null, folder: null };

/** Columns with a meaning, in any case. */
const RESERVED_COLUMNS = ['id', 'lang', 'message'] as const;
type ColumnName = (typeof RESERVED_COLUMNS)[number];

/** Resolves the rows of a campaign. */
export class RecipientReader {
  private readonly stitcher: Stitcher;
  private readonly templates: Templates;
  private readonly lang: string;
  /** Reserved columns as this campaign writes them. */
  private readonly columnNames: Readonly<Record<ColumnName, string>>;
  private readonly hasIds: boolean;
  private readonly isJson: boolean;
  /** Languages as rows write them, or why they cannot be used. */
  private readonly languages = new Map<string, Language | string>();
  private unknown = 0;

  /**
   * @param columns of the CSV; null for JSON lines, where each row is checked by itself.
   * @throws StitchError usage/option where the columns do not fit the messages.
   */
  constructor(stitcher: Stitcher, source: MessageSource, { columns }: Pick<Rows, 'columns'>) {
    this.stitcher = stitcher;
    this.templates = new Templates(source.template);
    this.lang = source.lang;
    this.columnNames = Object.fromEntries(
      RESERVED_COLUMNS.map((name) => [
        name,
        columns?.find((column) => column.toLowerCase() === name) ?? name,
      ]),
    ) as Record<ColumnName, string>;
    this.hasIds = columns?.includes(this.columnNames.id) ?? false;
    this.isJson = columns === null;
    checkColumns(columns, this.templates);
  }

  /** Columns whose values are said. */
  get saidColumns(): readonly string[] {
    const { slots, all } = this.templates;
    return all.length === 0 ? [this.columnNames.message] : slots;
  }

  /** Clips near to the words that a value lacks, in the language of most rows. */
  nearestTo(value: string): readonly NearClip[] {
    const all = [this.languages.get(this.lang), ...this.languages.values()];
    const first = all.find((language) => typeof language === 'object');
    const missing = first === undefined ? [] : missingSteps(first.planner.plan(value));
    return missing.flatMap(({ nearest }) => nearest.slice(0, 1));
  }

  /** Resolves the rows' messages. @throws StitchError repo/…, library/…. */
  async read(rows: readonly (Row | BadRow)[]): Promise<readonly Recipient[]> {
    if (this.languages.size > MAX_LANGUAGES) this.languages.clear();
    for (const row of rows) {
      const lang = this.langOf(row);
      if (!('error' in row) && !this.languages.has(lang)) {
        this.languages.set(lang, await this.load(lang));
      }
    }
    return rows.map((row) => {
      const { row: number, line, values } = row;
      const language = 'error' in row ? undefined : this.languages.get(this.langOf(row));
      const { tag: lang, folder } = typeof language === 'object' ? language : NO_LANGUAGE;
      const plan = 'error' in row ? row.error : this.plan(row, language!);
      return { row: number, line, id: this.idOf(row), lang, folder, values, plan };
    });
  }

  private plan(row: Row, language: Language | string): Plan | StitchError {
    if (typeof language === 'string') return badRow(row, language);
    const { planner, template } = language;
    const message = row.values[this.columnNames.message];
    if (template === null && message === undefined) return badRow(row, noMessageIn('it'));
    const unfilled = template === null ? null : unfilledSlot(template, row.values);
    if (unfilled !== null) return badRow(row, noValueMessage(unfilled));
    try {
      return template === null ? planner.plan(message!) : planner.fill(template, row.values);
    } catch (error) {
      if (error instanceof StitchError) return error;
      throw error;
    }
  }

  /** Id of a row: not its number where there are ids, or may be in a line that is not read: it could be another row's. */
  private idOf(given: Row | BadRow): string {
    const mayHaveId = this.hasIds || (this.isJson && 'error' in given);
    return given.values[this.columnNames.id] || (mayHaveId ? '' : String(given.row));
  }

  private langOf({ values }: Row): string {
    return values[this.columnNames.lang]?.trim() || this.lang;
  }

  /** @returns what is wrong with a language that cannot be used. @throws StitchError repo/…, library/…. */
  private async load(lang: string): Promise<Language | string> {
    const tag = languageTag(lang);
    if (tag === null) {
      const isSuggested = this.unknown++ < MAX_SUGGESTED;
      return unknownLanguage(lang, isSuggested ? {} : { nearest: null }).message;
    }
    const template = this.templates.of(tag);
    if (typeof template === 'string') return template;
    try {
      const planner = await this.stitcher.planner(tag);
      const folder = lookUp(tag, (await this.stitcher.languages()) ?? []) ?? null;
      return { tag, folder, planner, template };
    } catch (error) {
      const isOfLanguage =
        isStitchError(error, 'library/language') ||
        (isStitchError(error, 'library/empty') && (await this.stitcher.languages()) !== null);
      if (isOfLanguage) return error.message;
      throw error;
    }
  }
}

/**
 * Checks that messages can be made of the columns. @param columns null where each row is checked by itself.
 * @throws StitchError usage/option.
 */
export function checkColumns(columns: readonly string[] | null, templates: Templates): void {
  const { all, slots } = templates;
  if (columns !== null) {
    if (all.length === 0 && !columns.some((name) => name.toLowerCase() === 'message')) {
      throw templateError(noMessageIn(`the header (${columns.join(', ')})`));
    }
    const unknown = slots.find((name) => !columns.includes(name));
    if (unknown) {
      throw templateError(
        `the template has {${unknown}}, which is not a column; use ${listed(columns, 'or')}`,
      );
    }
  }
  if (all.some((each) => literalTexts(each).some((text) => /[{}]/.test(text)))) {
    throw templateError(
      'the template has a brace that names no column; write columns as in {name} or {name|friend}',
    );
  }
}

function noMessageIn(place: string): string {
  return `${place} has no column "message"; add one, or give a template, as in "hello {name|friend}"`;
}

function badRow({ line }: Row, problem: string): StitchError {
  return new StitchError('batch/bad-row', `line ${line}: ${problem}`);
}
