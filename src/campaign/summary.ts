import type { ErrorCode } from '../errors.ts';
import type { ManifestEntry } from './manifest/manifest.ts';

/** Rows that were not said for reasons of one kind. */
interface Failure {
  readonly code: ErrorCode;
  readonly firstRow: number;
  /** Of the first of them. */
  readonly message: string;
  rows: number;
}

/** What became of a campaign so far. */
export class CampaignSummary {
  rows = 0;
  said = 0;
  failed = 0;
  /** Rows that an earlier run did, and that are as they were. */
  kept = 0;
  /** Of the said, those with an alternative, and those without some words. */
  withAlternatives = 0;
  withoutWords = 0;
  /** Different files, and their bytes. */
  files = 0;
  bytes = 0;
  /** Of all rows said. */
  durationSeconds = 0;
  private readonly byCode = new Map<ErrorCode, Failure>();
  private readonly byWarning = new Map<string, number>();

  /** Why rows were not said, in the order in which it first happened. */
  get failures(): readonly Readonly<Failure>[] {
    return [...this.byCode.values()];
  }

  /** What is to be said of clips, each once, with the rows that have them. */
  get warnings(): readonly (readonly [warning: string, rows: number])[] {
    return [...this.byWarning];
  }

  warn(warnings: readonly string[]): void {
    for (const warning of warnings) {
      this.byWarning.set(warning, (this.byWarning.get(warning) ?? 0) + 1);
    }
  }

  /** @param isNew whether the row's file is no earlier row's. */
  count(entry: ManifestEntry, isNew: boolean): void {
    const { row, error, alternatives, missing } = entry;
    this.rows++;
    if (error !== null) {
      this.failed++;
      const failure = this.byCode.get(error.code);
      if (failure !== undefined) failure.rows++;
      else this.byCode.set(error.code, { ...error, firstRow: row, rows: 1 });
      return;
    }
    this.said++;
    if (missing.length > 0) this.withoutWords++;
    else if (alternatives.length > 0) this.withAlternatives++;
    this.durationSeconds += entry.durationSeconds!;
    if (!isNew) return;
    this.files++;
    this.bytes += entry.bytes!;
  }
}
