import type { Io } from '../io.ts';
import { formatCount, formatDuration } from './table.ts';

/** Progress is shown only after this time. */
const PATIENCE_MS = 500;
const REDRAW_MS = 100;
/** Interval of progress lines where there is no terminal. */
const LOG_MS = 5000;
const BAR_CELLS = 20;

/** The progress of a campaign on stderr: a bar on a terminal, else a line every few seconds. */
export class RowProgress {
  private readonly io: Io;
  private readonly wanted: boolean;
  private readonly share: () => number | null;
  private readonly startMs: number;
  private toldMs: number;
  private drawn = false;

  /** @param share of the input read so far, from 0 to 1; null if unknown. */
  constructor(io: Io, wanted: boolean, share: () => number | null) {
    this.io = io;
    this.wanted = wanted;
    this.share = share;
    this.startMs = io.now();
    this.toldMs = this.startMs;
  }

  /** Shows the number of rows so far, and of failures among them. */
  update(rows: number, failures: number): void {
    const nowMs = this.io.now();
    if (!this.wanted || nowMs - this.startMs < PATIENCE_MS) return;
    const { stderr } = this.io;
    if (nowMs - this.toldMs < (stderr.isTty ? REDRAW_MS : LOG_MS)) return;
    this.toldMs = nowMs;
    const seconds = (nowMs - this.startMs) / 1000;
    const share = this.share();
    const left = share ? `, ${formatDuration((seconds / share) * (1 - share))} left` : '';
    const failed = failures > 0 ? `, ${formatCount(failures)} cannot be said` : '';
    const line = `${formatCount(rows)} rows, ${formatCount(Math.round(rows / seconds))} a second${left}${failed}`;
    if (!stderr.isTty) {
      const percent = share === null ? '' : `${Math.floor(share * 100)} %, `;
      void stderr.write(`${percent}${line}\n`);
      return;
    }
    const filled = Math.round(BAR_CELLS * (share ?? 0));
    const bar = share === null ? '' : `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} `;
    this.drawn = true;
    void stderr.write(`\r\x1b[K${bar}${line}`);
  }

  /** Removes the bar. */
  async clear(): Promise<void> {
    if (this.drawn) await this.io.stderr.write('\r\x1b[K');
    this.drawn = false;
  }
}
