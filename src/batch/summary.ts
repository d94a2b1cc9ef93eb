import type { ErrorCode } from '../errors.ts';
import type { ManifestEntry } from './manifest.ts';

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

  /** Why rows were not said, in the order in which it first happened. */
  get failures(): readonly Readonly<Failure>[] {
    return [...this.byCode.values()];
  }

  /** @param filesAreShared whether rows that say the same have one file. */
  count(entry: ManifestEntry, filesAreShared: boolean): void {
    const { row, error, alternatives, missing, cached } = entry;
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
    if (cached && filesAreShared) return;
    this.files++;
    this.bytes += entry.bytes!;
  }
}
