import { StitchError } from '../errors.ts';
import { missingSteps, type NearClip, type Plan } from '../message/plan.ts';
import type { Planner } from '../message/planner.ts';
import {
  literalTexts,
  noValueMessage,
  parseTemplate,
  slotNames,
  type Template,
  unfilledSlot,
} from '../message/template.ts';
import { parseOptions } from '../options/render.ts';
import type { Stitcher } from '../stitcher.ts';
import { listed } from '../util/listed.ts';
import type { BadRow, Row, Rows } from './row.ts';

/** Source of the rows' messages. */
export interface MessageSource {
  /** Template to fill from each row's columns; null where the column `message` holds the text. */
  readonly template: string | null;
  /** Language of rows that name none. */
  readonly lang: string;
}

/** A row and its resolved message. */
export interface Recipient {
  readonly row: number;
  readonly line: number;
  /** Column `id`, "" where a row leaves it empty; the row's number where there is no such column. */
  readonly id: string;
  /** Values by column; only the readable ones of a bad row. */
  readonly values: Readonly<Record<string, string>>;
  /** Resolved message, which may have missing words; or the error (batch/bad-row, message/too-long). */
  readonly plan: Plan | StitchError;
}

/** Languages per campaign: each keeps a lexicon in memory. */
const MAX_LANGUAGES = 100;

/** Columns with a meaning, in any case. */
const RESERVED_COLUMNS = ['id', 'lang', 'message'] as const;
type ColumnName = (typeof RESERVED_COLUMNS)[number];

/** Resolves the rows of a campaign. */
export class RecipientReader {
  private readonly stitcher: Stitcher;
  private readonly template: Template | null;
  private readonly lang: string;
  /** Reserved columns as this campaign writes them. */
  private readonly columnNames: Readonly<Record<ColumnName, string>>;
  private readonly hasIds: boolean;
  private readonly planners = new Map<string, Planner>();

  /**
   * @param columns of the CSV; null for JSON lines, where each row is checked by itself.
   * @throws StitchError usage/option where the columns do not fit the messages.
   */
  constructor(stitcher: Stitcher, source: MessageSource, { columns }: Pick<Rows, 'columns'>) {
    this.stitcher = stitcher;
    this.template = source.template === null ? null : parseTemplate(source.template);
    this.lang = source.lang;
    this.columnNames = Object.fromEntries(
      RESERVED_COLUMNS.map((name) => [
        name,
        columns?.find((column) => column.toLowerCase() === name) ?? name,
      ]),
    ) as Record<ColumnName, string>;
    this.hasIds = columns?.includes(this.columnNames.id) ?? false;
    checkColumns(columns, this.template);
  }

  /** Columns whose values are said. */
  get saidColumns(): readonly string[] {
    return this.template === null ? [this.columnNames.message] : slotNames(this.template);
  }

  /** Clips near to the words that a value lacks, in the language of most rows. */
  nearestTo(value: string): readonly NearClip[] {
    const [first] = this.planners.values();
    const planner = this.planners.get(this.lang) ?? first;
    const missing = planner === undefined ? [] : missingSteps(planner.plan(value));
    return missing.flatMap(({ nearest }) => nearest.slice(0, 1));
  }

  /** Resolves the rows' messages. @throws StitchError repo/…, library/…. */
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
    if (planner === undefined) return badRow(row, languageProblem(lang));
    const { template } = this;
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

  /** Id of a row: not its number where there is a column of ids, as that could be another row's id. */
  private idOf({ row, values }: Row): string {
    return values[this.columnNames.id] || (this.hasIds ? '' : String(row));
  }

  private langOf({ values }: Row): string {
    return values[this.columnNames.lang]?.trim() || this.lang;
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
    if (template === null && !columns.some((name) => name.toLowerCase() === 'message')) {
      throw templateError(noMessageIn(`the header (${columns.join(', ')})`));
    }
    const unknown = template && slotNames(template).find((name) => !columns.includes(name));
    if (unknown) {
      throw templateError(
        `the template has {${unknown}}, which is not a column; use ${listed(columns, 'or')}`,
      );
    }
  }
  if (template !== null && literalTexts(template).some((text) => /[{}]/.test(text))) {
    throw templateError(
      'the template has a brace that names no column; write columns as in {name} or {name|friend}',
    );
  }
}

function templateError(message: string): StitchError {
  return new StitchError('usage/option', message, { details: { option: 'template' } });
}

function noMessageIn(place: string): string {
  return `${place} has no column "message"; add one, or give a template, as in "hello {name|friend}"`;
}

/** Parses a language's tag; returns the error for an invalid one. */
function tagOf(lang: string): string | StitchError {
  try {
    return parseOptions({ lang }).lang;
  } catch (error) {
    if (error instanceof StitchError) return error;
    throw error;
  }
}

/** Explains why a language has no planner. */
function languageProblem(lang: string): string | StitchError {
  const tag = tagOf(lang);
  if (tag instanceof StitchError) return tag;
  return `${lang} is one language too many, the limit of a campaign is ${MAX_LANGUAGES}; split it`;
}

/** @param problem a message, or the error that caused it. */
function badRow({ line }: Row, problem: string | StitchError): StitchError {
  const [message, cause] = typeof problem === 'string' ? [problem] : [problem.message, problem];
  return new StitchError('batch/bad-row', `line ${line}: ${message}`, { cause });
}
