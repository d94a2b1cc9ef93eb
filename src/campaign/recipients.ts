import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import type { Planner } from '../message/planner.ts';
import { parseTemplate, slotNames, type Template } from '../message/template.ts';
import { parseOptions } from '../options/render.ts';
import type { Stitcher } from '../stitcher.ts';
import type { BadRow, Row, Rows } from './rows.ts';

/** How rows become messages. */
export interface MessageSource {
  /** Filled from each row's columns; null where the column `message` holds the text. */
  readonly template: string | null;
  /** The language of rows that name none. */
  readonly lang: string;
}

/** A row and its message, resolved. */
export interface Recipient {
  readonly row: number;
  readonly line: number;
  /** The column `id`, "" where a row leaves it empty; the row's number where there is no such column. */
  readonly id: string;
  /** Of a bad row those that could be read. */
  readonly values: Readonly<Record<string, string>>;
  /** The message, which may lack words; or why there is none (batch/bad-row, message/too-long). */
  readonly plan: Plan | StitchError;
}

/** Each has a lexicon of its own in memory. */
const MAX_LANGUAGES = 100;

/** Columns with a meaning; their names may be written in capitals. */
const NAMES = ['id', 'lang', 'message'] as const;
type ColumnName = (typeof NAMES)[number];

/** Resolves the rows of a campaign. */
export class RecipientReader {
  private readonly stitcher: Stitcher;
  private readonly template: Template | null;
  private readonly lang: string;
  /** What the columns with a meaning are called here. */
  private readonly names: Readonly<Record<ColumnName, string>>;
  private readonly hasIds: boolean;
  private readonly planners = new Map<string, Planner>();

  /**
   * @param columns of the CSV; null for JSON lines, where each row is checked by itself.
   * @throws StitchError usage/option where the columns are not those that the messages want.
   */
  constructor(stitcher: Stitcher, source: MessageSource, { columns }: Pick<Rows, 'columns'>) {
    this.stitcher = stitcher;
    this.template = source.template === null ? null : parseTemplate(source.template);
    this.lang = source.lang;
    this.names = Object.fromEntries(
      NAMES.map((name) => [name, columns?.find((column) => column.toLowerCase() === name) ?? name]),
    ) as Record<ColumnName, string>;
    this.hasIds = columns?.includes(this.names.id) ?? false;
    checkColumns(columns, this.template);
  }

  /** @throws StitchError repo/…, library/…. */
  async read(rows: readonly (Row | BadRow)[]): Promise<readonly Recipient[]> {
    for (const row of rows) if (!('error' in row)) await this.loadPlanner(this.langOf(row));
    return rows.map((row) => {
      const { row: number, line, values } = row;
      const plan = 'error' in row ? row.error : this.plan(row);
      return { row: number, line, id: this.idOf(row), values, plan };
    });
  }

  private plan(row: Row): Plan | StitchError {
    const lang = this.langOf(row);
    const planner = this.planners.get(lang);
    try {
      if (planner === undefined) throw refusalOf(lang);
      if (this.template !== null) return planner.fill(this.template, row.values);
      const message = row.values[this.names.message];
      if (message === undefined) throw noMessage('it');
      return planner.plan(message);
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      return rowError(row, error);
    }
  }

  /** The row's number would be another row's id where there is a column of ids: then none. */
  private idOf({ row, values }: Row): string {
    return values[this.names.id] || (this.hasIds ? '' : String(row));
  }

  private langOf({ values }: Row): string {
    return values[this.names.lang]?.trim() || this.lang;
  }

  private async loadPlanner(lang: string): Promise<void> {
    if (this.planners.has(lang) || this.planners.size >= MAX_LANGUAGES) return;
    const tag = tagOf(lang);
    if (!(tag instanceof StitchError)) this.planners.set(lang, await this.stitcher.planner(tag));
  }
}

/**
 * Checks that messages can be made of the columns. @param columns null where each row is checked by itself.
 * @throws StitchError usage/option.
 */
export function checkColumns(columns: readonly string[] | null, template: Template | null): void {
  if (columns !== null) {
    const known = (name: string) => columns.includes(name);
    if (template === null && !columns.some((name) => name.toLowerCase() === 'message')) {
      throw noMessage(`the header (${columns.join(', ')})`);
    }
    const unknown = template && slotNames(template).find((name) => !known(name));
    if (unknown) {
      const what = `the template has {${unknown}}, and there is no such column; there are ${columns.join(', ')}`;
      throw new StitchError('usage/option', what);
    }
  }
  const { parts = [] } = template ?? {};
  if (parts.some((part) => typeof part === 'string' && /[{}]/.test(part))) {
    const what =
      'the template has a brace that names no column; write columns as in {name} or {name|friend}';
    throw new StitchError('usage/option', what);
  }
}

function noMessage(where: string): StitchError {
  const what = `${where} has no column "message"; give --template, as in --template "hello {name|friend}"`;
  return new StitchError('usage/option', what);
}

/** A language's canonical tag, or why it is none. */
function tagOf(lang: string): string | StitchError {
  try {
    return parseOptions({ lang }).lang;
  } catch (error) {
    if (error instanceof StitchError) return error;
    throw error;
  }
}

/** Why there is no planner of a language. */
function refusalOf(lang: string): StitchError {
  const tag = tagOf(lang);
  if (tag instanceof StitchError) return tag;
  const what = `${lang} is one language more than ${MAX_LANGUAGES}, the most of one campaign; part it`;
  return new StitchError('usage/option', what);
}

/** What is wrong with a row's values is the row's fault. */
function rowError({ line }: Row, error: StitchError): StitchError {
  if (error.code !== 'usage/option') return error;
  return new StitchError('batch/bad-row', `line ${line}: ${error.message}`, { cause: error });
}
