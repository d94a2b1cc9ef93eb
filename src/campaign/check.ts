import { type ErrorCode, StitchError } from '../errors.ts';
import type { NearClip, Plan } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import { estimateBytes } from '../render/layout.ts';
import type { PreparedRender, Renderer } from '../render/renderer.ts';
import { CompactMap } from './compact-map.ts';
import { DirtyValueFinder, type DirtyValues } from './dirty-values.ts';
import { type Fallback, Fallbacks } from './fallbacks.ts';
import { LanguageCounts, type LanguageRows } from './language-counts.ts';
import {
  type MissingWord,
  MissingWords,
  type RecordingStep,
  refusedValue,
} from './missing-words.ts';
import type { Recipient } from './recipients.ts';
import { type RepeatedMessage, RepeatedMessages } from './repeated-messages.ts';

/** Duration of a row's message. */
export interface MessageLength {
  readonly row: number;
  readonly id: string;
  readonly message: string;
  readonly durationSeconds: number;
}

/** Rows that cannot be rendered for the same reason. */
interface RowProblem {
  readonly code: ErrorCode;
  readonly what: string;
  readonly firstRow: number;
  /** Line of the first of these rows. */
  readonly firstLine: number;
  rows: number;
}

/** Findings about a campaign before it is rendered. */
export interface CheckReport {
  readonly rows: number;
  /** Rows without any value, which are skipped and not counted above. */
  readonly emptyRows: number;
  /** Rows that say every word. */
  readonly inFull: number;
  /** Rows with an alternative instead of a value, and no missing word. */
  readonly withAlternatives: number;
  /** Rows without some words, where the options allow it. */
  readonly withoutWords: number;
  /** Rows that cannot be rendered. */
  readonly unsayable: number;
  /** Unsayable rows with missing words. */
  readonly lackingWords: number;
  /** The rows of each language, most rows first. */
  readonly languages: readonly LanguageRows[];
  /** Other reasons why rows cannot be rendered, most rows first. */
  readonly problems: readonly Readonly<RowProblem>[];
  /** Warnings about clips, with the number of affected rows. */
  readonly warnings: readonly (readonly [warning: string, rows: number])[];
  /** Distinct renders. */
  readonly distinct: number;
  /** Rows with the render of an earlier row. */
  readonly duplicates: number;
  /** Messages of several rows, the most rows first; at most ten. */
  readonly repeated: readonly RepeatedMessage[];
  /** Missing words, those that block most recipients first. */
  readonly missing: readonly MissingWord[];
  /** The same words in the best order to record them. */
  readonly recordings: readonly RecordingStep[];
  /** Missing words of values that alternatives replace, those of most recipients first. */
  readonly replaced: readonly MissingWord[];
  /** Columns whose alternatives are said, those of most rows first. */
  readonly fallbacks: readonly Fallback[];
  /** Values that would be said, though they seem not to be meant for it. */
  readonly dirty: readonly DirtyValues[];
  readonly shortest: MessageLength | null;
  readonly longest: MessageLength | null;
  /** Total over all rows that can be rendered. */
  readonly durationSeconds: number;
  /** Estimated size of the distinct files. */
  readonly bytes: number;
}

/** Distinct problems kept; further ones are counted together. */
const MAX_PROBLEMS = 200;

/** Checks a campaign row by row, without rendering. */
export class CampaignCheck {
  private readonly renderer: Renderer;
  private readonly options: Options;
  private readonly counts = {
    rows: 0,
    inFull: 0,
    withAlternatives: 0,
    withoutWords: 0,
    unsayable: 0,
    lackingWords: 0,
    duplicates: 0,
    durationSeconds: 0,
    bytes: 0,
  };
  private readonly words = new MissingWords();
  private readonly fallbacks = new Fallbacks();
  private readonly dirty: DirtyValueFinder;
  private readonly languages = new LanguageCounts();
  private readonly problems = new Map<string, RowProblem>();
  private readonly warnings = new Map<string, number>();
  /** By render key: the first row, and the number of rows. */
  private readonly renders = new CompactMap(2);
  private readonly repeated = new RepeatedMessages();
  private shortest: MessageLength | null = null;
  private longest: MessageLength | null = null;

  /** @param columns those whose values are said. */
  constructor(renderer: Renderer, options: Options, columns: readonly string[] = []) {
    this.renderer = renderer;
    this.options = options;
    this.dirty = new DirtyValueFinder(columns);
  }

  get rows(): number {
    return this.counts.rows;
  }

  get unsayable(): number {
    return this.counts.unsayable;
  }

  /** The words that rows lack. */
  get missingWords(): Pick<MissingWords, 'sets' | 'wordOf'> {
    return this.words;
  }

  /** Checks further rows. @throws StitchError repo/…, profile/unsupported. */
  async add(recipients: readonly Recipient[]): Promise<void> {
    const { counts } = this;
    counts.rows += recipients.length;
    const sayable: { recipient: Recipient; plan: Plan; lacks: boolean }[] = [];
    for (const recipient of recipients) {
      const { plan } = recipient;
      this.dirty.add(recipient);
      this.languages.add(recipient.lang);
      const problem = plan instanceof StitchError ? plan : refusedValue(plan, this.options);
      if (plan instanceof StitchError || problem !== null) {
        this.countProblem(problem!, recipient);
        continue;
      }
      const lacks = this.words.add(plan, recipient);
      this.fallbacks.add(plan.alternatives);
      if (lacks && this.options.missing === 'fail') {
        counts.lackingWords++;
        counts.unsayable++;
        this.languages.refuse(recipient.lang);
      } else sayable.push({ recipient, plan, lacks });
    }
    const ready = await this.renderer.prepare(
      sayable.map(({ plan }) => plan),
      this.options,
      { want: 'extent' },
    );
    for (const [i, { recipient, plan, lacks }] of sayable.entries()) {
      const durationSeconds = this.layOut(ready[i]!, recipient);
      if (durationSeconds === null) continue;
      if (lacks) counts.withoutWords++;
      else if (plan.alternatives.length > 0) counts.withAlternatives++;
      else counts.inFull++;
      this.trackLength({
        row: recipient.row,
        id: recipient.id,
        message: plan.text,
        durationSeconds,
      });
    }
  }

  /** Reports the findings so far. @param nearestTo finds the clips near to a value's missing words. */
  report(nearestTo: (value: string) => readonly NearClip[] = () => []): CheckReport {
    return {
      ...this.counts,
      emptyRows: 0,
      languages: this.languages.report(),
      problems: [...this.problems.values()].sort(
        (a, b) => b.rows - a.rows || a.firstRow - b.firstRow,
      ),
      distinct: this.renders.count,
      repeated: this.repeated.list(),
      missing: this.words.missing(),
      warnings: [...this.warnings].sort(([, a], [, b]) => b - a),
      recordings: this.words.recordings(this.counts.inFull + this.counts.withAlternatives),
      replaced: this.words.replacedWords(),
      fallbacks: this.fallbacks.report(nearestTo),
      dirty: this.dirty.report(),
      shortest: this.shortest,
      longest: this.longest,
    };
  }

  /** Lays out the row's message, and counts it. @returns its seconds; null where it cannot be rendered. */
  private layOut(ready: PreparedRender | StitchError, recipient: Recipient): number | null {
    try {
      if (ready instanceof StitchError) throw ready;
      const layout = ready.layOut();
      for (const warning of ready.warnings) {
        this.warnings.set(warning, (this.warnings.get(warning) ?? 0) + 1);
      }
      const [firstRow = recipient.row, rows = 0] = this.renders.get(ready.key) ?? [];
      this.renders.set(ready.key, [firstRow, rows + 1]);
      if (rows === 0) this.counts.bytes += estimateBytes(layout);
      else {
        this.counts.duplicates++;
        this.repeated.add(ready.key, { firstRow, message: ready.plan.text, rows: rows + 1 });
      }
      return layout.durationSeconds;
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      this.countProblem(error, recipient);
      return null;
    }
  }

  private trackLength(note: MessageLength): void {
    const { durationSeconds } = note;
    this.counts.durationSeconds += durationSeconds;
    if (durationSeconds < (this.shortest?.durationSeconds ?? Infinity)) this.shortest = note;
    if (durationSeconds > (this.longest?.durationSeconds ?? 0)) this.longest = note;
  }

  private countProblem({ code, message }: StitchError, { row, line, lang }: Recipient): void {
    this.counts.unsayable++;
    this.languages.refuse(lang);
    const place = `line ${line}: `;
    const reason = message.startsWith(place) ? message.slice(place.length) : message;
    const isPastLimit = !this.problems.has(reason) && this.problems.size >= MAX_PROBLEMS;
    const what = isPastLimit ? `other faults of this kind (${code})` : reason;
    const fault = this.problems.get(what);
    if (fault !== undefined) fault.rows++;
    else this.problems.set(what, { code, what, rows: 1, firstRow: row, firstLine: line });
  }
}
