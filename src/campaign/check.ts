import { type ErrorCode, StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import { estimateBytes } from '../render/layout.ts';
import type { PreparedRender, Renderer } from '../render/renderer.ts';
import { CompactMap } from './compact-map.ts';
import { type MissingWord, MissingWords, type RecordingStep } from './missing-words.ts';
import type { Recipient } from './recipients.ts';

/** A message, by the row that it is for. */
export interface MessageNote {
  readonly row: number;
  readonly id: string;
  readonly message: string;
  readonly durationSeconds: number;
}

/** A message that several rows say. */
interface Repeated {
  readonly firstRow: number;
  readonly message: string;
  rows: number;
}

/** Rows that cannot be said for the same reason. */
interface Fault {
  readonly code: ErrorCode;
  readonly what: string;
  readonly firstRow: number;
  rows: number;
}

/** What is known of a campaign before it is rendered. */
export interface CheckReport {
  readonly rows: number;
  /** Rows with every word of theirs. */
  readonly inFull: number;
  /** Rows with an alternative instead of a value, and no word missing. */
  readonly withAlternatives: number;
  /** Rows that are said without some words, where the options allow it. */
  readonly withoutWords: number;
  readonly unsayable: number;
  /** Of the unsayable, those that lack words. */
  readonly lackingWords: number;
  /** What else keeps rows from being said, most rows first. */
  readonly faults: readonly Readonly<Fault>[];
  /** What is to be said of clips that are not as they should be, and how many rows have them. */
  readonly warnings: readonly (readonly [warning: string, rows: number])[];
  /** Different renders among the rows that can be said. */
  readonly distinct: number;
  /** Rows that say the same as an earlier one. */
  readonly duplicates: number;
  /** Messages of several rows, the most rows first; ten at the most. */
  readonly repeated: readonly Readonly<Repeated>[];
  /** The words that rows lack, those that block most recipients first. */
  readonly missing: readonly MissingWord[];
  /** The same words in the order in which they are best recorded. */
  readonly recordings: readonly RecordingStep[];
  /** Words of values that alternatives stand for, those of most recipients first. */
  readonly replaced: readonly MissingWord[];
  readonly shortest: MessageNote | null;
  readonly longest: MessageNote | null;
  /** Of all rows that can be said. */
  readonly durationSeconds: number;
  /** Of the different files, estimated. */
  readonly bytes: number;
}

const MAX_REPEATED = 10;
/** Faults that are told apart. */
const MAX_FAULTS = 200;

/** Finds out what can be said of a campaign, row by row, without rendering any. */
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
  private readonly faults = new Map<string, Fault>();
  private readonly warnings = new Map<string, number>();
  /** By render: the first row, and how many there are. */
  private readonly renders = new CompactMap(2);
  private readonly repeated = new Map<string, Repeated>();
  private shortest: MessageNote | null = null;
  private longest: MessageNote | null = null;

  constructor(renderer: Renderer, options: Options) {
    this.renderer = renderer;
    this.options = options;
  }

  get rows(): number {
    return this.counts.rows;
  }

  get unsayable(): number {
    return this.counts.unsayable;
  }

  /** @throws StitchError repo/…, profile/unsupported. */
  async add(recipients: readonly Recipient[]): Promise<void> {
    const { counts } = this;
    counts.rows += recipients.length;
    const sayable: { recipient: Recipient; plan: Plan; lacks: boolean }[] = [];
    for (const recipient of recipients) {
      const { plan } = recipient;
      if (plan instanceof StitchError) {
        this.countFault(plan, recipient);
        continue;
      }
      const lacks = this.words.note(plan);
      if (lacks && this.options.missing === 'fail') {
        counts.lackingWords++;
        counts.unsayable++;
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
      this.noteLength({
        row: recipient.row,
        id: recipient.id,
        message: plan.text,
        durationSeconds,
      });
    }
  }

  /** What was found so far. */
  report(): CheckReport {
    return {
      ...this.counts,
      faults: [...this.faults.values()].sort((a, b) => b.rows - a.rows || a.firstRow - b.firstRow),
      distinct: this.renders.count,
      repeated: [...this.repeated.values()].sort(
        (a, b) => b.rows - a.rows || a.firstRow - b.firstRow,
      ),
      missing: this.words.missing(),
      warnings: [...this.warnings].sort(([, a], [, b]) => b - a),
      recordings: this.words.recordings(this.counts.inFull + this.counts.withAlternatives),
      replaced: this.words.replacedWords(),
      shortest: this.shortest,
      longest: this.longest,
    };
  }

  /** The message's length in seconds; null where it cannot be said, which is counted. */
  private layOut(ready: PreparedRender | StitchError, recipient: Recipient): number | null {
    try {
      if (ready instanceof StitchError) throw ready;
      const laidOut = ready.layOut();
      for (const warning of ready.warnings) {
        this.warnings.set(warning, (this.warnings.get(warning) ?? 0) + 1);
      }
      const [firstRow = recipient.row, rows = 0] = this.renders.get(ready.key) ?? [];
      this.renders.set(ready.key, [firstRow, rows + 1]);
      if (rows === 0) this.counts.bytes += estimateBytes(laidOut);
      else {
        this.counts.duplicates++;
        this.noteRepeated(ready.key, { firstRow, message: ready.plan.text, rows: rows + 1 });
      }
      return laidOut.durationSeconds;
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      this.countFault(error, recipient);
      return null;
    }
  }

  private noteLength(note: MessageNote): void {
    const { shortest, longest } = this;
    this.counts.durationSeconds += note.durationSeconds;
    if (shortest === null || note.durationSeconds < shortest.durationSeconds) this.shortest = note;
    if (longest === null || note.durationSeconds > longest.durationSeconds) this.longest = note;
  }

  /** Keeps the messages of the most rows. */
  private noteRepeated(id: string, note: Repeated): void {
    const known = this.repeated.get(id);
    if (known !== undefined) {
      known.rows = note.rows;
      return;
    }
    if (this.repeated.size === MAX_REPEATED) {
      const [fewest] = [...this.repeated].sort(([, a], [, b]) => a.rows - b.rows);
      if (fewest![1].rows >= note.rows) return;
      this.repeated.delete(fewest![0]);
    }
    this.repeated.set(id, note);
  }

  private countFault({ code, message }: StitchError, { row }: Recipient): void {
    this.counts.unsayable++;
    const isOneTooMany = !this.faults.has(message) && this.faults.size >= MAX_FAULTS;
    const what = isOneTooMany ? `other faults of this kind (${code})` : message;
    const fault = this.faults.get(what);
    if (fault === undefined) this.faults.set(what, { code, what, rows: 1, firstRow: row });
    else fault.rows++;
  }
}
