import type { ErrorCode } from '../errors.ts';
import type { PreparedRender } from '../render/renderer.ts';
import type { ManifestEntry } from './manifest/manifest.ts';

/** Rows that failed with one error code. */
interface FailureCount {
  readonly code: ErrorCode;
  readonly firstRow: number;
  /** Message of the first row. */
  readonly message: string;
  rows: number;
}

/** Running totals of a campaign. */
export class CampaignSummary {
  rows = 0;
  /** Rows without any value, which are skipped and not counted above. */
  emptyRows = 0;
  /** Rows with a render. */
  succeeded = 0;
  failed = 0;
  /** Rows whose files of a previous run are unchanged. */
  kept = 0;
  /** Succeeded rows with an alternative, and no missing word. */
  withAlternatives = 0;
  /** Succeeded rows with missing words. */
  withoutWords = 0;
  /** Distinct files. */
  files = 0;
  bytes = 0;
  /** Total over the succeeded rows. */
  durationSeconds = 0;
  private readonly byCode = new Map<ErrorCode, FailureCount>();
  /** Rows with clips that have warnings. */
  rowsWithWarnings = 0;
  private readonly byWarning = new Map<string, number>();
  private readonly warnedClips = new Set<string>();

  /** Failures by code, in the order in which each first happened. */
  get failures(): readonly Readonly<FailureCount>[] {
    return [...this.byCode.values()];
  }

  /** Warnings about clips, each once, with the number of affected rows. */
  get warnings(): readonly (readonly [warning: string, rows: number])[] {
    return [...this.byWarning];
  }

  /** Number of clips that have warnings. */
  get clipsWithWarnings(): number {
    return this.warnedClips.size;
  }

  /** Counts the warnings of a row's clips. */
  warn({ warnings, warnedClips }: Pick<PreparedRender, 'warnings' | 'warnedClips'>): void {
    if (warnings.length === 0) return;
    this.rowsWithWarnings++;
    for (const clip of warnedClips) this.warnedClips.add(clip);
    for (const warning of warnings) {
      this.byWarning.set(warning, (this.byWarning.get(warning) ?? 0) + 1);
    }
  }

  /** Counts a row. @param isNew true where no earlier row has its file. */
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
    this.succeeded++;
    if (missing.length > 0) this.withoutWords++;
    else if (alternatives.length > 0) this.withAlternatives++;
    this.durationSeconds += entry.durationSeconds!;
    if (!isNew) return;
    this.files++;
    this.bytes += entry.bytes!;
  }
}
